"""`letters.json`: how a prediction improves with the letters read before it, on held-out text.

Two questions, over the same excerpts of the test documents, each read from a zero state. Within a
word: given how many of its letters, how often is the next one the model's first choice, and what
probability had it (Madsen 2019 asks so of autocompletion). And since the zero state: after how many
characters of any kind. The excerpts depend on the corpus alone, so models of one corpus answer the
same questions. By the canonical graph.

    {"letters": [0, 1, …, 10],               10 stands for ten and more
     "accuracy": […], "probability": […], "count": […],
     "positions": {"first": […], "last": […], "accuracy": […], "probability": […], "count": […]},
     "excerpts": …, "length": …, "warm": …}
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import exp
from pathlib import Path
from typing import Any

import numpy as np

from core.corpora.splits import Split
from core.runtime.tasks.character_model import CharacterModel, Trace
from core.training.character_text import documents
from export.characters.extras import corpus_of, opened

FILE = "letters.json"
# 400 × 400 letters: with some 80,000 letters inside words, a share is known to half a percent.
EXCERPTS, LENGTH = 400, 500
# Letters within a word are counted once the state has warmed up.
WARM = 100
MOST_LETTERS = 10
# Bins of the number of characters read since the zero state, finer where more happens.
FIRST = (1, 2, 3, 5, 8, 12, 20, 32, 50, 80, 120, 160)
LAST = (*(first - 1 for first in FIRST[1:]), 200)


@dataclass
class Tally:
    """Right first choices and probabilities of the right letter, by bin."""

    right: np.ndarray = field(repr=False)
    probability: np.ndarray = field(repr=False)
    count: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, bins: int) -> Tally:
        return cls(np.zeros(bins), np.zeros(bins), np.zeros(bins, np.int64))

    def add(self, place: int, right: bool, probability: float) -> None:
        self.right[place] += right
        self.probability[place] += probability
        self.count[place] += 1

    def to_dict(self) -> dict[str, list[float]]:
        count = np.maximum(self.count, 1)
        return {
            "accuracy": [round(float(share), 5) for share in self.right / count],
            "probability": [round(float(share), 5) for share in self.probability / count],
            "count": [int(number) for number in self.count],
        }


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`. Raises `CorpusMissing` without the corpus."""
    text = "".join(document.text for document in documents(corpus_of(model_id), Split.TEST))
    content = letters_seen(opened(out), excerpts(text))
    (out / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def excerpts(text: str, count: int = EXCERPTS, length: int = LENGTH) -> list[str]:
    """Up to `count` pieces of `length` characters, evenly spaced and apart from each other."""
    count = max(1, min(count, len(text) // length))
    room = max(0, len(text) - length)
    starts = [room * place // max(1, count - 1) for place in range(count)]
    return [text[start : start + length] for start in starts]


def letters_seen(task: CharacterModel, texts: Sequence[str], warm: int = WARM) -> dict[str, Any]:
    """The content of the file, for texts read one by one from a zero state."""
    within, since = Tally.of(MOST_LETTERS + 1), Tally.of(len(FIRST))
    for text in texts:
        trace = task.trace(text)
        for target, letters, right, probability in predictions(trace):
            if target <= LAST[-1]:
                place = int(np.searchsorted(FIRST, target, side="right")) - 1
                since.add(place, right, probability)
            if target >= warm and letters is not None:
                within.add(min(letters, MOST_LETTERS), right, probability)
    positions = {"first": list(FIRST), "last": list(LAST)} | since.to_dict()
    found: dict[str, Any] = {"letters": list(range(MOST_LETTERS + 1))} | within.to_dict()
    return found | {
        "positions": positions,
        "excerpts": len(texts),
        "length": max(map(len, texts), default=0),
        "warm": warm,
    }


def predictions(trace: Trace) -> Iterator[tuple[int, int | None, bool, float]]:
    """For each character but the first: how many were read before it, how many letters of its
    word (None where it is no letter), whether it was the first choice, and its probability."""
    best = trace.log_probs.argmax(axis=1)
    seen = list(letters_before(trace.labels))
    for target in range(1, len(trace.ids)):
        row, id = trace.log_probs[target - 1], trace.ids[target]
        yield target, seen[target], bool(best[target - 1] == id), exp(float(row[id]))


def letters_before(labels: Iterable[str]) -> Iterator[int | None]:
    """For each character, how many letters of its word stand before it; None for no letter.

    A word is a run of letters and the marks on them: "don't" is two, as is a Persian word with a
    half-space.
    """
    letters = 0
    for label in labels:
        if len(label) == 1 and unicodedata.category(label)[0] in "LM":
            yield letters
            letters += 1
        else:
            yield None
            letters = 0
