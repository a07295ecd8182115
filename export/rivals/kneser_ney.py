"""Modified Kneser–Ney n-gram model: the strongest rival that only counts.

    p(w | c) = max(a(c w) − D(a), 0) / Σ a(c ·)  +  γ(c) · p(w | c without its first word)

with three discounts an order (for counts 1, 2 and more), estimated from the counts of counts, and
continuation counts below the highest order: a word is likely after an unseen context when it
follows many *different* words, not when it is frequent.

What it is not: a file format or a served model. It stays in memory for the evaluation, because the
counted queries are not ours to ship.

Chen & Goodman, "An empirical study of smoothing techniques for language modeling", 1999, section
3; the treatment of sentence starts is that of Heafield et al., ACL 2013, whose `lmplz -o 5` gives
the same probabilities (trained on 60,000 questions, on 985 held-out words: log₁₀ p within 5e-7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export.rivals.ngram_levels import Ids, find, joined, levels

# Where counts of counts are missing (tiny texts) the discounts cannot be estimated.
FALLBACK_DISCOUNTS = (0.5, 1.0, 1.5)


def discounts(counts: Ids) -> tuple[float, float, float]:
    """D1, D2, D3+ of one order from its (adjusted) counts; the fallback where they fail."""
    n1, n2, n3, n4 = (float(np.count_nonzero(counts == k)) for k in (1, 2, 3, 4))
    if min(n1, n2, n3, n4) == 0:
        return FALLBACK_DISCOUNTS
    y = n1 / (n1 + 2 * n2)
    found = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    sensible = all(0 <= d <= k for k, d in enumerate(found, start=1))
    return found if sensible else FALLBACK_DISCOUNTS


@dataclass(frozen=True)
class Order:
    """All n-grams of one length n as a sorted array: a trie level without pointers.

    keys        int64[N]  (row of the context in the level above) · V + word, ascending
    share       float32[N]  max(a − D, 0) / Σ a of the context
    left_over   float32[contexts]  γ: the mass handed to the shorter context; 1 without n-grams
    begin       int64[contexts + 1]  rows of a context's n-grams: keys[begin[c]:begin[c + 1]]
    """

    keys: Ids
    share: NDArray[np.float32]
    left_over: NDArray[np.float32]
    begin: Ids


Floats = NDArray[np.float32]
_ARRAYS = ("keys", "share", "left_over", "begin")


class KneserNey:
    """A trained model over word ids 0…V−1.

    The id `boundary` starts and ends every sentence; `never` (the padding) has probability 0.
    """

    def __init__(
        self, orders: list[Order], vocabulary_size: int, boundary: int, never: int
    ) -> None:
        self._orders = orders
        self._keys = [level.keys for level in orders]
        self._v = vocabulary_size
        self._boundary, self._never = boundary, never
        uniform = np.full(vocabulary_size, 1.0 / (vocabulary_size - 1))
        uniform[never] = 0.0
        words = orders[0]
        self._unigrams: Floats = (words.share + uniform * words.left_over[0]).astype(np.float32)

    @property
    def order(self) -> int:
        """The length of the longest n-grams."""
        return len(self._orders)

    @classmethod
    def train(
        cls,
        sentences: Iterable[Sequence[int] | NDArray[np.int32]],
        vocabulary_size: int,
        *,
        order: int = 5,
        boundary: int = 2,
        never: int = 0,
    ) -> KneserNey:
        """Count the sentences (ids without their boundaries) and smooth.

        Memory is about 60 bytes a running word and order; five million words take some ten seconds.
        """
        running = joined(sentences, boundary)
        v = vocabulary_size
        found = list(levels(running, v, order))
        counts: list[Ids] = []
        for shorter, longer, n in zip(found, found[1:], range(1, order), strict=False):
            # One ending of every longer n-gram: there ends a shorter one, with one more left word.
            continuations = np.bincount(
                shorter.node[longer.first], minlength=len(shorter.keys)
            ).astype(np.int64)
            # What begins a sentence has no left word: its own count stands.
            begins = shorter.node[running.place == n - 1] if n > 1 else np.empty(0, dtype=np.int64)
            continuations[begins] = shorter.count[begins]
            counts.append(continuations)
        counts.append(found[-1].count)
        contexts = [1, *(len(level.keys) for level in found)]
        return cls(
            [
                _smoothed(level.keys, count, contexts=size, v=v)
                for level, count, size in zip(found, counts, contexts, strict=False)
            ],
            v,
            boundary,
            never,
        )

    def save(self, path: Path) -> None:
        """All arrays in one .npz file, not compressed."""
        arrays = {
            f"{name}_{n}": getattr(level, name)
            for n, level in enumerate(self._orders)
            for name in _ARRAYS
        }
        about = np.array([self.order, self._v, self._boundary, self._never])
        np.savez(path, about=about, **arrays)

    @classmethod
    def load(cls, path: Path) -> KneserNey:
        """What `save` wrote."""
        with np.load(path) as stored:
            order, v, boundary, never = (int(n) for n in stored["about"])
            levels = [Order(*(stored[f"{name}_{n}"] for name in _ARRAYS)) for n in range(order)]
        return cls(levels, v, boundary, never)

    def probabilities(self, context: Sequence[int]) -> Floats:
        """p(· | sentence so far), float32[V]; `context` holds the ids since the sentence began.

        The recursion unrolled from the longest context seen: every shorter one counts with the
        product of the γ of the longer ones, so that only one product is V long.
        """
        recent = [self._boundary, *context][-(self.order - 1) :] if self.order > 1 else []
        rows: list[int] = []
        for n in range(1, len(recent) + 1):
            row = find(self._keys, recent[-n:], self._v)
            if row is None:
                break  # a longer context contains this one: it was not seen either
            rows.append(row)
        mass = 1.0
        shares: list[tuple[Ids, Floats]] = []
        for n in range(len(rows), 0, -1):
            level, row = self._orders[n], rows[n - 1]
            at = slice(level.begin[row], level.begin[row + 1])
            shares.append((level.keys[at] - row * self._v, level.share[at] * np.float32(mass)))
            mass *= float(level.left_over[row])
        p: Floats = self._unigrams * np.float32(mass)
        for words, share in shares:
            p[words] += share
        return p

    def log_probs(self, context: Sequence[int]) -> Floats:
        """Natural logarithm of `probabilities`; −∞ for the padding."""
        return _log(self.probabilities(context))


class Mixture:
    """λ · first + (1 − λ) · second: questions alone beside everything that was read."""

    def __init__(self, first: KneserNey, second: KneserNey, weight: float) -> None:
        self.first, self.second, self.weight = first, second, weight

    def probabilities(self, context: Sequence[int]) -> Floats:
        """p(· | sentence so far), float32[V]."""
        p: Floats = np.float32(self.weight) * self.first.probabilities(context)
        p += np.float32(1 - self.weight) * self.second.probabilities(context)
        return p

    def log_probs(self, context: Sequence[int]) -> Floats:
        """Natural logarithm of `probabilities`; −∞ for the padding."""
        return _log(self.probabilities(context))

    @classmethod
    def tuned(
        cls,
        first: KneserNey,
        second: KneserNey,
        sentences: Iterable[Sequence[int] | NDArray[np.int32]],
        *,
        boundary: int = 2,
        rounds: int = 30,
    ) -> Mixture:
        """The weight of least perplexity on validation sentences, by expectation–maximisation."""
        pairs = np.array(
            [
                (first.probabilities(s[:i])[w], second.probabilities(s[:i])[w])
                for s in map(list, sentences)
                for i, w in enumerate([*s, boundary])
            ]
        )
        weight = 0.5
        for _ in range(rounds):
            mixed = weight * pairs[:, 0] / (pairs @ [weight, 1 - weight])
            weight = float(mixed.mean())
        return cls(first, second, weight)


def _log(p: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.log(p)


def _smoothed(keys: Ids, counts: Ids, *, contexts: int, v: int) -> Order:
    d1, d2, d3 = discounts(counts)
    discount = np.choose(np.minimum(counts, 3), [0.0, d1, d2, d3])
    owner = keys // v if contexts > 1 else np.zeros(len(keys), dtype=np.int64)
    total = np.bincount(owner, weights=counts, minlength=contexts)
    spared = np.bincount(owner, weights=np.minimum(discount, counts), minlength=contexts)
    with np.errstate(invalid="ignore", divide="ignore"):
        left_over = np.where(total > 0, spared / total, 1.0)
        share = np.where(total[owner] > 0, np.maximum(counts - discount, 0) / total[owner], 0.0)
    begin = np.searchsorted(owner, np.arange(contexts + 1))
    return Order(keys, share.astype(np.float32), left_over.astype(np.float32), begin)
