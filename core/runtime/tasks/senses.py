"""Sense vectors: which meaning of an ambiguous word stands in a sentence.

    from core.runtime import load
    found = load("contextual").occurrences(["The bank raised its rates."], "bank")
    load("senses").read("bank", found.vectors)[0].best.label

What it is: the senses of 22 words as points in the space of the contextual vectors, and a plane for
each word on which occurrences can be drawn. What it is not: an encoder; vectors come from
`contextual`. Weights made from CoarseWSD-20 are for non-commercial use.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import ArtifactDamaged, BadInput
from core.text.offensive import is_offensive
from core.text.words import fold

MOST_VECTORS = 256
# Cosines of contextual vectors lie close together; sharpened so that shares say something.
SHARPNESS = 20.0

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Sense:
    """A meaning of a word: a label to show, how many sentences it was made from, the words that
    stand around it more than around the other senses, and some of those sentences as points on
    the word's plane."""

    id: str
    label: str
    count: int
    near_words: tuple[str, ...]
    cloud: Floats  # [≤ 40, 2]


@dataclass(frozen=True)
class SenseWord:
    """An ambiguous word; `labelled` says whether people named its senses or k-means found them."""

    word: str
    senses: tuple[Sense, ...]
    labelled: bool
    centres: Floats  # [senses, 2], where the sense vectors lie on the plane


@dataclass(frozen=True)
class SenseScore:
    """One sense for one occurrence: its cosine, and its share after a sharpened softmax."""

    sense: Sense
    cosine: float
    share: float

    @property
    def label(self) -> str:
        return self.sense.label


@dataclass(frozen=True)
class SenseReading:
    """An occurrence read: the senses from near to far, and its point [2] on the word's plane."""

    scores: tuple[SenseScore, ...]
    point: Floats

    @property
    def best(self) -> SenseScore:
        """The nearest sense."""
        return self.scores[0]


class Senses:
    """The sense vectors with their words."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact = artifact
        self._session = registry.served(artifact).session
        path = registry.file(artifact, "senses.json")
        vectors = registry.file(artifact, "senses.npz")
        try:
            told = json.loads(path.read_text(encoding="utf-8"))["words"]
            with np.load(vectors, allow_pickle=False) as kept:
                self._centroids: Floats = kept["centroids"].astype(np.float32)  # [S, E]
            self._first: dict[str, int] = {}
            self._place: dict[str, int] = {}
            self._words: dict[str, SenseWord] = {}
            first = 0
            for place, entry in enumerate(told):
                word = entry["word"]
                self._first[word], self._place[word] = first, place
                self._words[word] = self._read(entry, first, place)
                first += len(entry["senses"])
        except (ValueError, KeyError, TypeError) as error:
            raise ArtifactDamaged("The files of the sense vectors are unreadable.") from error

    @property
    def words(self) -> tuple[str, ...]:
        """The words whose senses are known, sorted."""
        return tuple(sorted(self._words))

    def word(self, word: str) -> SenseWord:
        """A word's senses. Raises `BadInput` with the words there are."""
        return self._words[self._known(word)]

    def vectors(self, word: str) -> Floats:
        """The sense vectors [senses, E] of a word, each of length 1."""
        known = self._known(word)
        first = self._first[known]
        return self._centroids[first : first + len(self._words[known].senses)]

    def read(self, word: str, vectors: Floats) -> tuple[SenseReading, ...]:
        """Contextual vectors [N, E] of the word's occurrences (N ≤ 256) → a reading each."""
        known = self._known(word)
        table = np.asarray(vectors, dtype=np.float32)
        if table.ndim != 2 or table.shape[1] != self._centroids.shape[1] or len(table) == 0:
            raise BadInput(f"Contextual vectors have {self._centroids.shape[1]} numbers each.")
        if len(table) > MOST_VECTORS:
            raise BadInput(f"At most {MOST_VECTORS} occurrences are read at once.")
        cosines, points = self._run(table, self._place[known])
        first, senses = self._first[known], self._words[known].senses
        readings = []
        for row, point in zip(cosines[:, first : first + len(senses)], points, strict=True):
            shares = np.exp(SHARPNESS * (row - row.max()))
            shares /= shares.sum()
            scores = [
                SenseScore(senses[i], float(row[i]), float(shares[i])) for i in np.argsort(-row)
            ]
            readings.append(SenseReading(tuple(scores), point))
        return tuple(readings)

    def _run(self, vectors: Floats, place: int) -> tuple[Floats, Floats]:
        inputs = {"vectors": vectors, "word": np.array([place], dtype=np.int64)}
        cosines, points = self._session.run(["cosines", "points"], inputs)
        return cosines, points

    def _read(self, entry: dict[str, Any], first: int, place: int) -> SenseWord:
        word = entry["word"]
        senses = []
        for i, id in enumerate(entry["senses"]):
            near = tuple(w for w in entry["near_words"][i] if not is_offensive(w))
            labelled = entry["source"] == "labelled"
            label = sense_label(word, id) if labelled else " · ".join(near[:3]) or id
            cloud = np.asarray(entry["cloud"][i], dtype=np.float32).reshape(-1, 2)
            senses.append(Sense(id, label, int(entry["counts"][i]), near, cloud))
        own = self._centroids[first : first + len(senses)]
        _, centres = self._run(own, place)
        return SenseWord(word, tuple(senses), entry["source"] == "labelled", centres)

    def _known(self, word: str) -> str:
        found = fold(word.strip())
        if found not in self._words:
            raise BadInput(
                f"The senses of “{word.strip()[:40]}” are not known here; "
                f"known are {', '.join(self.words)}."
            )
        return found


def sense_label(word: str, id: str) -> str:
    """`apple_apple_inc.` → "apple inc.": the id without the word before it and underscores."""
    label = id.removeprefix(f"{word}_").replace("_", " ").strip()
    return label or word
