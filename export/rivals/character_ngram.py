"""Modified Kneser–Ney over characters: what can be had by counting the last few letters.

The model is that of `export.rivals.kneser_ney`, with its discounts, and gives its probabilities
(`tests/export/test_character_ngram.py`). What differs is what it is for: texts of millions of
characters over a few hundred ids. An n-gram then fits into one integer,

    key(x₁ … xₙ) = ((x₁ · V + x₂) · V + …) · V + xₙ ,

so that a level is counted by one sort, shorter n-grams come from longer ones by a remainder, and
a whole text is scored by binary search, all places at once. Ten million characters take seconds.

What it is not: aware of anything further back than `order` − 1 characters; that is its point.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.sampling import SamplingSettings, sample
from core.text.characters import START, CharacterVocabulary
from export.rivals.kneser_ney import discounts

Ids = NDArray[np.int64]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class _Level:
    """All n-grams of one length n > 1.

    keys       int64[N]  ascending; share float64[N]: max(a − D, 0) / Σ a of the context
    contexts   int64[C]  keys of length n − 1, ascending; left_over float64[C]: γ of each
    """

    keys: Ids
    share: Doubles
    contexts: Ids
    left_over: Doubles


def _levelled(keys: Ids, counts: Ids, v: int) -> _Level:
    d1, d2, d3 = discounts(counts)
    discount = np.choose(np.minimum(counts, 3), [0.0, d1, d2, d3])
    contexts, owner = np.unique(keys // v, return_inverse=True)
    total = np.bincount(owner, weights=counts, minlength=len(contexts))
    spared = np.bincount(owner, weights=np.minimum(discount, counts), minlength=len(contexts))
    share = np.maximum(counts - discount, 0) / total[owner]
    return _Level(keys, share, contexts, spared / total)


class CharacterNgram:
    """A counted model of characters; ids are those of `vocabulary`, `<s>` stands before a text."""

    def __init__(
        self, vocabulary: CharacterVocabulary, unigrams: Doubles, levels: Sequence[_Level]
    ) -> None:
        self.vocabulary = vocabulary
        self._unigrams, self._levels = unigrams, levels

    @property
    def order(self) -> int:
        """The length of the longest n-grams."""
        return len(self._levels) + 1

    @classmethod
    def fit(
        cls,
        texts: Iterable[str],
        order: int = 6,
        vocabulary: CharacterVocabulary | None = None,
    ) -> CharacterNgram:
        """Count and smooth; each text begins anew. `vocabulary`: that of the model it stands
        beside (else the characters of the texts). Raises `ValueError` where an n-gram would not
        fit into 63 bits (order 6: more than 1,448 ids), or for texts without a character."""
        texts = list(texts)
        if vocabulary is None:
            vocabulary = CharacterVocabulary.from_counts(Counter("".join(texts)))
        v = len(vocabulary)
        if order < 1 or v**order >= 2**63:
            raise ValueError(f"n-grams of {order} out of {v} ids do not fit into 63 bits")
        words, place = _stream([vocabulary.encode(text) for text in texts])
        if not (place > 0).any():
            raise ValueError("there is no text to count")
        keys = [words]  # keys[n − 1][i]: the n-gram that ends at i
        for n in range(2, order + 1):
            keys.append(keys[-1] + np.roll(words, n - 1) * v ** (n - 1))
        counted: list[tuple[Ids, Ids]] = []
        for n in range(order, 0, -1):
            if n == order:
                found = np.unique(keys[n - 1][place >= max(n - 1, 1)], return_counts=True)
            else:
                # one for each different character before it: the continuation count
                found = np.unique(counted[-1][0] % v**n, return_counts=True)
                if n > 1:
                    # what begins a text has nothing before it: its own count stands
                    begins = np.unique(keys[n - 1][place == n - 1], return_counts=True)
                    both = np.concatenate([found[0], begins[0]])
                    sort = np.argsort(both, kind="stable")
                    found = both[sort], np.concatenate([found[1], begins[1]])[sort]
            counted.append((found[0], found[1].astype(np.int64)))
        unigrams = _unigrams(*counted.pop(), v)
        levels = [_levelled(level, count, v) for level, count in reversed(counted)]
        return cls(vocabulary, unigrams, levels)

    def log_probs(self, ids: Sequence[int], *, begun: bool = True) -> Doubles:
        """ln p(· | ids), float64[V]; −∞ for `<s>`. `begun`: the ids are a text's beginning."""
        v = len(self.vocabulary)
        recent = [*([START] if begun else []), *ids][-(self.order - 1) :] if self.order > 1 else []
        p = self._unigrams
        for n, level in enumerate(self._levels, 2):
            if n - 1 > len(recent):
                break
            context = 0
            for id in recent[-(n - 1) :]:
                context = context * v + id
            row = int(np.searchsorted(level.contexts, context))
            if row == len(level.contexts) or level.contexts[row] != context:
                break  # a longer context contains this one: it was not seen either
            begin, end = np.searchsorted(level.keys, [context * v, (context + 1) * v])
            p = p * level.left_over[row]
            p[level.keys[begin:end] - context * v] += level.share[begin:end]
        with np.errstate(divide="ignore"):
            return np.log(p)

    def bits(self, text: str, before: str = "") -> float:
        """−log₂ p(text), given the text `before` it (nothing: it begins)."""
        v = len(self.vocabulary)
        known = self.vocabulary.encode(before)[-self.order :]
        new = self.vocabulary.encode(text)
        words, place = _stream([[*known, *new]])
        if len(known) == self.order:
            # The beginning lies further back than any n-gram reaches.
            words, place = words[1:], place[1:]
            place = np.maximum(place, self.order)
        key = words.copy()
        p = self._unigrams[words]
        for n, level in enumerate(self._levels, 2):
            key = key + np.roll(words, n - 1) * v ** (n - 1)
            at = np.flatnonzero(place >= n - 1)
            at = at[at >= n - 1]
            context = np.minimum(
                np.searchsorted(level.contexts, key[at] // v), len(level.contexts) - 1
            )
            seen = level.contexts[context] == key[at] // v
            at, context = at[seen], context[seen]
            row = np.minimum(np.searchsorted(level.keys, key[at]), len(level.keys) - 1)
            share = np.where(level.keys[row] == key[at], level.share[row], 0.0)
            p[at] = share + level.left_over[context] * p[at]
        return float(-np.log2(p[len(words) - len(new) :]).sum())

    def bits_per_char(self, texts: Iterable[str]) -> float:
        """The mean over all characters; each text begins anew, and within it all before counts."""
        bits, characters = 0.0, 0
        for text in texts:
            bits += self.bits(text)
            characters += len(text)
        return bits / max(1, characters)

    def sample(self, settings: SamplingSettings, beginning: str = "") -> str:
        """`beginning` and `settings.length` ids more; step i is decided by (seed, i) alone."""
        ids = self.vocabulary.encode(beginning)
        for step in range(settings.length):
            ids.append(sample(self.log_probs(ids), settings, step))
        return self.vocabulary.decode(ids)


def _stream(texts: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Texts end to end, `<s>` before each, and the place of every id in its text (`<s>`: 0)."""
    starts = [np.array([START, *text], dtype=np.int64) for text in texts]
    words = np.concatenate(starts) if starts else np.empty(0, dtype=np.int64)
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    place = np.arange(len(words)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return words, place


def _unigrams(keys: Ids, counts: Ids, v: int) -> Doubles:
    """p(x) of every id, smoothed by 1 / (V − 1); 0 for `<s>`."""
    d1, d2, d3 = discounts(counts)
    discount = np.choose(np.minimum(counts, 3), [0.0, d1, d2, d3])
    total = float(counts.sum())
    p = np.full(v, np.minimum(discount, counts).sum() / total / (v - 1))
    p[keys] += np.maximum(counts - discount, 0) / total
    p[START] = 0.0
    if not math.isclose(float(p.sum()), 1.0, abs_tol=1e-9):
        raise ValueError("the counts make no distribution")
    return p
