"""Counted n-grams as a trie of sorted arrays, one array a length: exact, and small in memory.

The n-gram (c, w) has the key  row(c) · V + w , where row(c) is the place of its context c in the
level above. So the continuations of a context lie side by side, and a binary search finds an
n-gram. Both counting rivals stand on it.

What it is not: smoothing (`kneser_ney`) or completions (`completion_trie`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Running:
    """Sentences end to end. words int64[N] with boundaries; place int64[N], 0 at each start."""

    words: Ids
    place: Ids


@dataclass(frozen=True)
class Level:
    """All n-grams of one length.

    keys   int64[G]  ascending, distinct
    count  int64[G]  how often each was seen
    first  int64[G]  a position in the running words where one ends
    node   int64[N]  the row of the n-gram that ends at each running word; −1 where none does
    """

    keys: Ids
    count: Ids
    first: Ids
    node: Ids


def joined(sentences: Iterable[Sequence[int] | NDArray[np.int32]], boundary: int) -> Running:
    """Sentences (ids without boundaries) end to end, `boundary` before and after each."""
    arrays = [np.asarray(s, dtype=np.int32) for s in sentences]
    lengths = np.fromiter((len(a) + 2 for a in arrays), dtype=np.int64, count=len(arrays))
    words = np.full(int(lengths.sum()), boundary, dtype=np.int64)
    ends = np.repeat(lengths, lengths) - 1
    place = np.arange(len(words)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    if arrays:
        words[(place > 0) & (place < ends)] = np.concatenate(arrays)
    return Running(words, place)


def levels(running: Running, v: int, longest: int, *, anchored: bool = False) -> Iterator[Level]:
    """The levels of length 1, 2, … `longest`; `anchored` counts beginnings of sentences only.

    The first level holds every id of the vocabulary, seen or not, so that its row is the id. The
    opening boundary is a context and never counted as a word.
    """
    words, place = running.words, running.place
    once = place == 0 if anchored else place > 0
    node = words
    yield Level(np.arange(v), np.bincount(words[once], minlength=v), np.full(v, -1), node)
    for n in range(2, longest + 1):
        at = np.flatnonzero(place == n - 1 if anchored else place >= n - 1)
        keys, first, row, count = np.unique(
            node[at - 1] * v + words[at], return_index=True, return_inverse=True, return_counts=True
        )
        node = np.full(len(words), -1)
        node[at] = row.reshape(-1)
        yield Level(keys, count, at[first], node)


def children(keys: Ids, row: int, v: int) -> slice:
    """The rows of the n-grams that continue the context `row` by one word."""
    begin, end = np.searchsorted(keys, [row * v, (row + 1) * v])
    return slice(int(begin), int(end))


def find(level_keys: Sequence[Ids], ngram: Sequence[int], v: int) -> int | None:
    """The row of an n-gram in the level of its length, or None if it was never seen."""
    row = int(ngram[0])
    for keys, word in zip(level_keys[1:], ngram[1:], strict=False):
        key = row * v + int(word)
        row = int(np.searchsorted(keys, key))
        if row == len(keys) or keys[row] != key:
            return None
    return row
