"""The nearest words by numpy: what a graph must answer, and how far two tables agree.

What this is: the formula of export.graphs.word_vectors in plain numpy, cases to compare a graph
with, and the share of nearest words that stay when rows are stored in fewer bits.
What it is not: a measure of meaning (analogies.py, similarity.py are).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.training.word_vectors_evaluation import Floats, unit_rows

QUERIES = 2_000
NEAREST = 10
SEED = 1
# Words for, against and excluded; the empty sum answers with zeros.
CASE_SIZES = ((1, 0, 1), (2, 1, 3), (5, 4, 0), (0, 1, 2), (20, 20, 40))


def nearest_cases(
    table: Floats, seed: int = SEED
) -> Iterator[tuple[dict[str, NDArray[np.generic]], dict[str, NDArray[np.generic]]]]:
    """(inputs, expected `scores`, `query`, `rows`, `cosines`) for several numbers of words.

    Ids are not compared: words whose scores differ by less than a rounding may change places.
    """
    draw = np.random.default_rng(seed)
    words = len(table)
    for plus, minus, excluded in CASE_SIZES:
        plus, minus, excluded = (min(n, words // 2) for n in (plus, minus, excluded))
        ids = draw.choice(words, plus + minus, replace=False)
        weights = draw.uniform(0.2, 2, plus + minus).astype(np.float32)
        signed = np.where(np.arange(plus + minus) < plus, weights, -weights)
        barred = draw.choice(words, excluded, replace=False)
        k = int(draw.integers(1, 1 + words - excluded))
        total = signed @ table[ids]
        query = total / np.linalg.norm(total)
        scores = table @ query
        scores[barred] = -np.inf
        yield (
            {
                "positive": ids[:plus],
                "positive_weights": weights[:plus],
                "negative": ids[plus:],
                "negative_weights": weights[plus:],
                "exclude": barred,
                "k": np.array([k], np.int64),
            },
            {
                "scores": np.sort(scores)[::-1][:k],
                "query": query,
                "rows": table[ids],
                "cosines": table[ids] @ table.T,
            },
        )


def nearest_ids(unit: Floats, ids: NDArray[np.int64], k: int = NEAREST) -> NDArray[np.int64]:
    """The `k` nearest other words of each id, int64[n, k], in no order."""
    found = np.empty((len(ids), k), dtype=np.int64)
    for start in range(0, len(ids), 256):
        part = ids[start : start + 256]
        scores = unit[part] @ unit.T
        scores[np.arange(len(part)), part] = -np.inf
        found[start : start + 256] = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    return found


def neighbour_agreement(
    first: Floats, second: Floats, *, queries: int = QUERIES, seed: int = SEED
) -> float:
    """Mean share of the ten nearest words that two tables have in common, over drawn words."""
    draw = np.random.default_rng(seed)
    k = min(NEAREST, len(first) - 1)
    ids = draw.choice(len(first), min(queries, len(first)), replace=False)
    pairs = zip(
        nearest_ids(unit_rows(first), ids, k), nearest_ids(unit_rows(second), ids, k), strict=True
    )
    return float(np.mean([len(set(a) & set(b)) / k for a, b in pairs]))
