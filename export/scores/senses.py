"""Accuracy of telling meanings apart, four ways, on CoarseWSD-20's format (JSON lines).

    most_frequent   always the sense most met in training
    static          mean static vector of the words around → nearest sense mean, made the same way
    sense           contextual vector → nearest sense vector (what the artifact serves)
    contextual      contextual vector → logistic regression on training occurrences of the word

`static` needs the artifact `word-vectors`, `contextual` the training vectors of the run; where one
is not at hand its key is left out.
"""

from __future__ import annotations

import gzip
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from core.corpora import open_lines
from core.runtime import Registry
from core.runtime.errors import UnrolledError
from core.runtime.tasks.senses import Senses
from core.training.senses import Example, read_examples

REACH = 10  # words on either side that the static method looks at
TRAINED_ON = 100  # sentences a sense that its means are made from
Floats = NDArray[np.float32]


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a plain or gzipped file."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
        yield from (line.rstrip("\n") for line in io.TextIOWrapper(raw, encoding="utf-8"))


def held_out_examples(files: Sequence[Path], sample: int | None) -> list[Example]:
    """The test part of the files, or of the corpus; a seeded sample of it."""
    sources = [list(lines_of(path)) for path in files] or [list(open_lines("coarsewsd20"))]
    found = [example for lines in sources for example in read_examples(lines, "test")]
    if sample is not None and len(found) > sample:
        chosen = np.random.default_rng(1).permutation(len(found))[:sample]
        found = [found[i] for i in sorted(chosen)]
    return found


def encode(examples: Sequence[Example], registry: Registry) -> Floats:
    """The served encoder's vectors [N, E] of the examples' words."""
    artifact = registry.artifact("contextual")
    session = registry.served(artifact).session
    tokenizer = Tokenizer.from_file(str(registry.file(artifact, "tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    near = [example.near() for example in examples]
    encoded = [tokenizer.encode(list(e.words), is_pretokenized=True) for e in near]
    order = sorted(range(len(near)), key=lambda i: len(encoded[i].ids))
    out: Floats | None = None
    for start in range(0, len(order), 16):
        chosen = order[start : start + 16]
        T = min(200, max(len(encoded[i].ids) for i in chosen))
        ids = np.zeros((len(chosen), T), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, i in enumerate(chosen):
            own = encoded[i].ids[:T]
            ids[row, : len(own)], mask[row, : len(own)] = own, 1
        vectors = session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        if out is None:
            out = np.zeros((len(near), vectors.shape[2]), dtype=np.float32)
        for row, i in enumerate(chosen):
            word_ids = encoded[i].word_ids[:T]
            place = [t for t, word in enumerate(word_ids) if word == near[i].place]
            out[i] = vectors[row, place].mean(0)
    assert out is not None  # there is at least one example
    return out


def most_frequent(examples: Sequence[Example], told: dict[str, Any]) -> list[str]:
    """The sense of each example's word that training met most."""
    best = {
        entry["word"]: entry["senses"][int(np.argmax(entry["frequency"]))]
        for entry in told["words"]
    }
    return [best[example.word] for example in examples]


def by_sense_vector(examples: Sequence[Example], vectors: Floats, senses: Senses) -> list[str]:
    """The nearest sense vector."""
    found = []
    for example, vector in zip(examples, vectors, strict=True):
        found.append(senses.read(example.word, vector[None])[0].best.sense.id)
    return found


def by_regression(examples: Sequence[Example], vectors: Floats, path: Path) -> list[str]:
    """Logistic regression for each word, fitted on the training occurrences' vectors."""
    from sklearn.linear_model import LogisticRegression

    with np.load(path, allow_pickle=False) as kept:
        known = kept["vectors"].astype(np.float32)
        keys = [key.split("\t") for key in kept["keys"].tolist()]
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    said = [""] * len(examples)
    for word in sorted({example.word for example in examples}):
        own = [i for i, (other, _) in enumerate(keys) if other == word]
        asked = [i for i, example in enumerate(examples) if example.word == word]
        fitted = LogisticRegression(C=10.0, max_iter=1000)
        fitted.fit(known[own], [keys[i][1] for i in own])
        for i, sense in zip(asked, fitted.predict(unit[asked]), strict=True):
            said[i] = str(sense)
    return said


def words_around(example: Example) -> list[str]:
    """The words on either side, without the word itself."""
    first = max(0, example.place - REACH)
    near = example.words[first : example.place + REACH + 1]
    return [word for word in near if word != example.word]


def by_static_context(examples: Sequence[Example], registry: Registry) -> list[str]:
    """Mean static vectors of the words around; sense means come from the training sentences."""
    from core.runtime import load

    static = load("word-vectors", registry)
    labelled: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in read_examples(open_lines("coarsewsd20"), "train"):
        kept = labelled[example.word, example.sense]
        if len(kept) < TRAINED_ON:
            kept.append(example)
    used = [*examples, *(example for kept in labelled.values() for example in kept)]
    words = sorted({w for example in used for w in words_around(example) if w in static})
    parts = [static.vectors(words[i : i + 400]) for i in range(0, len(words), 400)]
    vectors = dict(zip(words, np.concatenate(parts), strict=True))

    def mean(example: Example) -> Floats:
        found = [vectors[word] for word in words_around(example) if word in vectors]
        return np.mean(found, axis=0) if found else np.zeros(static.dimensions, dtype=np.float32)

    centroids = {key: np.mean([mean(e) for e in kept], axis=0) for key, kept in labelled.items()}
    said = []
    for example in examples:
        here = mean(example)
        cosines = {
            sense: float(centroid @ here / max(np.linalg.norm(centroid), 1e-9))
            for (word, sense), centroid in centroids.items()
            if word == example.word
        }
        said.append(max(cosines, key=lambda sense: cosines[sense]))
    return said


def accuracy(examples: Sequence[Example], said: Sequence[str]) -> float:
    """The share of right senses."""
    return float(np.mean([e.sense == s for e, s in zip(examples, said, strict=True)]))


def score_senses(
    senses: Senses,
    told: dict[str, Any],
    registry: Registry,
    run: Path,
    files: Sequence[Path],
    sample: int | None,
) -> dict[str, float]:
    """All four measures that can be had, with the number of examples."""
    examples = held_out_examples(files, sample)
    examples = [example for example in examples if example.word in senses.words]
    vectors = encode(examples, registry)
    found = {
        "accuracy": accuracy(examples, by_sense_vector(examples, vectors, senses)),
        "most_frequent": accuracy(examples, most_frequent(examples, told)),
        "examples": float(len(examples)),
    }
    kept = run / "training_vectors.npz"
    if kept.is_file():
        found["contextual"] = accuracy(examples, by_regression(examples, vectors, kept))
    with suppress(UnrolledError):  # no word vectors here: the measure is left out
        found["static"] = accuracy(examples, by_static_context(examples, registry))
    return found
