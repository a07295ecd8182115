"""A space for one task: word vectors that were learned together with a sentiment classifier.

    from core.runtime import load
    space = load("task-space")
    space.cosine("good", "bad"), space.score("a film of rare beauty").positive

What it is: vectors, neighbours and the classifier of film-review snippets. What it is not: the
general space (`word-vectors`), which it is to be compared with, nor a strong sentiment model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import ArtifactDamaged, BadInput
from core.text.offensive import is_offensive
from core.text.vocabulary import SPECIALS, UNK, WordVocabulary
from core.text.words import find_words, fold

MOST_WORDS = 400
MOST_NEIGHBOURS = 100
# A word met less often has the mood of its few snippets, and is near anything of that mood.
LEAST_MET = 8

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ScoredWord:
    """A word of the text: as typed, whether it is known, and its own score (positive above 0)."""

    text: str
    start: int
    end: int
    known: bool
    score: float


@dataclass(frozen=True)
class Sentiment:
    """A text judged: the score z, p(positive), and each word's part."""

    score: float
    positive: float
    words: tuple[ScoredWord, ...]
    note: str = ""


@dataclass(frozen=True)
class SpaceNeighbour:
    """A word near another in this space, with its own score."""

    word: str
    cosine: float
    score: float


class TaskSpace:
    """The space and its classifier. Nothing of what is typed is kept."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact = artifact
        self._session = registry.served(artifact).session
        try:
            told = registry.file(artifact, "tokenizer.json").read_text(encoding="utf-8")
            self.vocabulary = WordVocabulary.from_json(told)
            with np.load(registry.file(artifact, "space.npz"), allow_pickle=False) as kept:
                self._vectors: Floats = kept["vectors"].astype(np.float32)  # [V, E]
                self._scores: Floats = kept["scores"].astype(np.float32)  # [V]
        except (ValueError, KeyError) as error:
            raise ArtifactDamaged("The files of the task space are unreadable.") from error
        counts = self.vocabulary.counts or [LEAST_MET] * len(self.vocabulary)
        self._counts = np.array(counts)  # [V]
        lengths = np.linalg.norm(self._vectors, axis=1, keepdims=True)
        self._unit = self._vectors / np.maximum(lengths, 1e-12)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and fold(word) in self.vocabulary

    def vectors(self, words: Sequence[str]) -> Floats:
        """[N, E]. Raises `BadInput` for a word that the reviews do not hold."""
        return self._vectors[[self._id(word) for word in words]]

    def word_score(self, word: str) -> float:
        """The score of a text of that word alone; positive above 0."""
        return float(self._scores[self._id(word)])

    def cosine(self, first: str, second: str) -> float:
        """How alike two words are for this task, −1 … 1."""
        return float(self._unit[self._id(first)] @ self._unit[self._id(second)])

    def neighbours(
        self, word: str, k: int = 10, least: int = LEAST_MET
    ) -> tuple[SpaceNeighbour, ...]:
        """The nearest words that the reviews hold `least` times, at most 100; no offensive ones."""
        here = self._id(word)
        cosines = self._unit @ self._unit[here]
        cosines[: len(SPECIALS)] = -2
        cosines[here] = -2
        cosines[self._counts < least] = -2
        wanted = min(max(1, k), MOST_NEIGHBOURS)
        found = []
        for i in np.argsort(-cosines)[: wanted + 50]:
            name = self.vocabulary.words[int(i)]
            if cosines[i] > -2 and not is_offensive(name):
                found.append(SpaceNeighbour(name, float(cosines[i]), float(self._scores[i])))
        return tuple(found[:wanted])

    def score(self, text: str) -> Sentiment:
        """The sentiment of a text. Raises `BadInput` when no word of it is known."""
        words = list(find_words(text))
        short = words[:MOST_WORDS]
        ids = self.vocabulary.encode(word.text for word in short)
        if all(id == UNK for id in ids):
            raise BadInput("None of these words stands in the film reviews; try others.")
        z, own = self._session.run(["score", "word_scores"], {"ids": np.array([ids])})
        scored = tuple(
            ScoredWord(text[w.start : w.end], w.start, w.end, id != UNK, float(s))
            for w, id, s in zip(short, ids, own[0], strict=True)
        )
        note = f"Only the first {MOST_WORDS} words were read." if len(short) < len(words) else ""
        return Sentiment(float(z[0]), float(1 / (1 + np.exp(-float(z[0])))), scored, note)

    def _id(self, word: str) -> int:
        id = self.vocabulary.id(fold(word.strip()))
        if id < len(SPECIALS):
            raise BadInput(f"The film reviews do not hold the word “{word.strip()[:40]}”.")
        return id
