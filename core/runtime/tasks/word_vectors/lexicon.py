"""The words that have vectors: looking them up as people type them.

What this is: word ↔ id, suggestions for a prefix by frequency, and the closest spellings of a word
that is not there (optimal string alignment distance: insert, delete, change, swap neighbours).
What it is not: it knows no vectors.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors.results import WordCount
from core.text.offensive import is_offensive
from core.text.plain_words import fold

LONGEST = 60  # characters of a word that is looked up
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_'"
FURTHEST = 3  # edits beyond which a spelling is no suggestion
AFTER_PREFIX = "\x7f"  # sorts after every letter of a word


def edit_distance(first: str, second: str) -> int:
    """Optimal string alignment distance of two short words."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


class Lexicon:
    """Words by falling frequency, with their counts."""

    def __init__(self, words: tuple[str, ...], counts: NDArray[np.int64]) -> None:
        self.words, self.counts = words, counts
        self.index = {word: at for at, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self.words)

    def key(self, typed: str) -> str:
        """How a typed word is written here: "New York" → "new_york", "Café’s" → "cafe"."""
        key = "_".join(fold(typed[: LONGEST + 1]).strip().split())
        return key.removesuffix("'s")

    def find(self, typed: str) -> int:
        """The id of a typed word. Raises `BadInput` with the closest spellings."""
        if not typed.strip():
            raise BadInput("Type a word first.")
        if len(typed.strip()) > LONGEST:
            raise BadInput(f"A word has at most {LONGEST} letters; this one has {len(typed)}.")
        key = self.key(typed)
        at = self.index.get(key)
        if at is None and "_" not in key:
            at = self.index.get(key.replace("-", "_"))
        if at is not None:
            return at
        close = [entry.word.replace("_", " ") for entry in self.closest_spelling(typed)]
        hint = f" Did you mean {', '.join(f'“{word}”' for word in close)}?" if close else ""
        shown = typed.strip() if not is_offensive(typed) else "this word"
        raise BadInput(f"There is no vector for “{shown}”.{hint}")

    def entry(self, at: int) -> WordCount:
        return WordCount(self.words[at], int(self.counts[at]), at)

    @cached_property
    def offensive(self) -> NDArray[np.bool_]:
        """Which words are never offered, bool[V]; someone who types one still gets its vector."""
        return np.array([is_offensive(word.replace("_", " ")) for word in self.words], dtype=bool)

    @cached_property
    def _alphabetical(self) -> tuple[list[str], NDArray[np.int64]]:
        order = sorted(range(len(self.words)), key=self.words.__getitem__)
        return [self.words[at] for at in order], np.array(order, dtype=np.int64)

    @cached_property
    def _letters(self) -> NDArray[np.int16]:
        """How often each letter stands in each word, int16[V, letters]."""
        table = np.zeros((len(self.words), len(LETTERS)), dtype=np.int16)
        for at, word in enumerate(self.words):
            for letter in word:
                table[at, LETTERS.find(letter)] += 1
        return table

    def suggest(self, prefix: str, k: int = 8) -> tuple[WordCount, ...]:
        """The `k` most frequent words that start with `prefix`; none for an empty prefix."""
        key = self.key(prefix)
        if not key or len(key) > LONGEST:
            return ()
        words, ids = self._alphabetical
        start, end = bisect_left(words, key), bisect_left(words, key + AFTER_PREFIX)
        found = ids[start:end]
        found = np.sort(found[~self.offensive[found]])[: max(0, k)]
        return tuple(self.entry(int(at)) for at in found)

    def closest_spelling(self, typed: str, k: int = 3) -> tuple[WordCount, ...]:
        """Known words within three edits (two for words of up to five letters), closest first,
        then the more frequent."""
        key = self.key(typed)
        if not key or len(key) > LONGEST:
            return ()
        furthest = FURTHEST if len(key) > 5 else 2
        letters = np.zeros(len(LETTERS), dtype=np.int16)
        for letter in key:
            at = LETTERS.find(letter)
            if at >= 0:
                letters[at] += 1
        # An edit changes at most two letter counts: whatever differs more is never compared.
        apart = np.abs(self._letters - letters).sum(axis=1)
        apart += abs(len(key) - int(letters.sum()))
        near = np.flatnonzero((apart <= 2 * furthest) & ~self.offensive)
        near = near[np.argsort(apart[near], kind="stable")][:2000]
        scored = sorted((edit_distance(key, self.words[at]), int(at)) for at in near)
        return tuple(self.entry(at) for distance, at in scored[:k] if distance <= furthest)


@lru_cache(maxsize=4)
def read_lexicon(path: Path, sha256: str) -> Lexicon:
    """The lexicon of a tokenizer.json; kept once per process and version (`sha256`)."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Lexicon(tuple(content["words"]), np.array(content["counts"], dtype=np.int64))
