"""Several tables of word vectors made into one: side by side, then turned and cut to fewer
dimensions.

What this is: rows of each table scaled to length 1 and weighted, laid side by side, the mean and
the strongest common directions taken away ("All-but-the-Top", Mu & Viswanath 2018,
arXiv:1702.01417), reduced by principal components (eigenvectors of the covariance), scaled to
length 1 again.
What it is not: learned; the same tables always give the same vectors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gensim.models import Word2Vec

from core.training.word_vectors_evaluation import Floats, unit_rows


@dataclass(frozen=True)
class Combination:
    """How tables are put together.

    `weights`: one factor a table; `output_share`: how much of the output vectors is added to the
    input vectors; `dropped`: strongest components taken away; `width`: components kept after them;
    `flattening`: components are multiplied by variance^(−flattening / 2), so 1 makes them equally
    strong.
    """

    weights: tuple[float, ...]
    width: int
    dropped: int = 0
    flattening: float = 0.0
    output_share: float = 0.0


def rule_of(settings: Mapping[str, Any]) -> Combination:
    """A recipe's [data.combination] as a rule; `tables`, the names, are the caller's business."""
    rule = {key: value for key, value in settings.items() if key != "tables"}
    return Combination(**(rule | {"weights": tuple(rule["weights"])}))


def read_table(model_file: Path) -> tuple[list[str], Floats, Floats]:
    """(words, input vectors, output vectors) of a trained table; zeros for a tree's output."""
    model = Word2Vec.load(str(model_file))
    inner = np.asarray(model.wv.vectors)
    outer = np.asarray(model.syn1neg) if model.negative else np.zeros_like(inner)
    return list(model.wv.index_to_key), inner, outer


def side_by_side(
    tables: Sequence[tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]],
    rule: Combination,
) -> Floats:
    """(input, output) vectors of each table, float[V, Dᵢ], to one float32[V, ΣDᵢ]."""
    parts = []
    for (inner, outer), weight in zip(tables, rule.weights, strict=True):
        part = unit_rows(inner)
        if rule.output_share:
            part = unit_rows(part + rule.output_share * unit_rows(outer))
        parts.append(weight * part)
    return np.concatenate(parts, axis=1)


def combine(
    tables: Sequence[tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]],
    rule: Combination,
    fitted: int | None = None,
) -> Floats:
    """One table of unit rows, float32[V, rule.width].

    The mean and the components are found on the first `fitted` rows (the most frequent words).
    """
    joined = side_by_side(tables, rule)
    sample = joined[:fitted]
    mean = sample.mean(axis=0)
    variance, directions = np.linalg.eigh(np.cov((sample - mean).T.astype(np.float64)))
    order = np.argsort(variance)[::-1][rule.dropped : rule.dropped + rule.width]
    scale = variance[order] ** (-rule.flattening / 2)
    turned = (joined - mean) @ (directions[:, order] * scale).astype(np.float32)
    return unit_rows(turned)
