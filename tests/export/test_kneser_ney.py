"""Kneser–Ney against a slow dictionary version, against lmplz, and as a distribution."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from export.rivals.kneser_ney import FALLBACK_DISCOUNTS, KneserNey, Mixture, discounts

WORDS = ["<pad>", "<unk>", "</s>", "a", "b", "c", "d", "e"]
V = len(WORDS)


def made_sentences(count: int, seed: int = 0) -> list[list[int]]:
    """Sentences of a small random grammar, uneven enough for all counts of counts to occur."""
    draw = np.random.default_rng(seed)
    return [
        [int(w) for w in 3 + np.minimum(draw.geometric(0.45, draw.integers(0, 9)) - 1, 4)]
        for _ in range(count)
    ]


class Dictionary:
    """The textbook recursion with dictionaries of tuples; shares no line with the model."""

    def __init__(self, sentences: list[list[int]], order: int) -> None:
        raw: list[dict[tuple[int, ...], int]] = [defaultdict(int) for _ in range(order + 1)]
        left: list[dict[tuple[int, ...], set[int]]] = [defaultdict(set) for _ in range(order + 1)]
        for sentence in sentences:
            line = [-1, *sentence, 2]  # −1: the start, which is never predicted
            for n in range(1, order + 1):
                for i in range(len(line) - n + 1):
                    gram = tuple(line[i : i + n])
                    if gram == (-1,):
                        continue
                    raw[n][gram] += 1
                    if i:
                        left[n][gram].add(line[i - 1])
        self.order = order
        self.counts = [
            {g: c if n == order or g[0] == -1 else len(left[n][g]) for g, c in raw[n].items()}
            for n in range(order + 1)
        ]
        self.d = []
        for n in range(order + 1):
            n1, n2, n3, n4 = (sum(c == k for c in self.counts[n].values()) for k in (1, 2, 3, 4))
            found = FALLBACK_DISCOUNTS
            if n1 and n2 and n3 and n4:
                y = n1 / (n1 + 2 * n2)
                own = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
                if all(0 <= d <= k + 1 for k, d in enumerate(own)):
                    found = own
            self.d.append(found)

    def p(self, context: tuple[int, ...], word: int) -> float:
        n = len(context) + 1
        below = self.p(context[1:], word) if context else 1 / (V - 1)
        after = {g: c for g, c in self.counts[n].items() if g[:-1] == context}
        if not after:
            return below
        total = sum(after.values())
        gamma = sum(self.d[n][min(c, 3) - 1] for c in after.values()) / total
        c = after.get((*context, word), 0)
        return (max(c - self.d[n][min(c, 3) - 1], 0) if c else 0) / total + gamma * below


@pytest.mark.parametrize(("order", "count"), [(1, 40), (2, 40), (3, 300), (5, 8), (5, 400)])
def test_equals_the_dictionary_version(order: int, count: int) -> None:
    sentences = made_sentences(count)
    slow = Dictionary(sentences, order)
    model = KneserNey.train(sentences, V, order=order)
    for context in [[], [3], [3, 4], [4, 3, 3], [5, 3, 3, 4], [3] * 6, [7, 7, 7, 7], [1]]:
        fast = model.probabilities(context)
        recent = tuple([-1, *context][-(order - 1) :]) if order > 1 else ()
        for word in range(1, V):
            assert fast[word] == pytest.approx(slow.p(recent, word), abs=1e-6)


@pytest.mark.parametrize("order", [1, 2, 5])
def test_is_a_distribution_after_any_context(order: int) -> None:
    model = KneserNey.train(made_sentences(60, seed=3), V, order=order)
    draw = np.random.default_rng(1)
    for _ in range(60):
        p = model.probabilities([int(w) for w in draw.integers(1, V, draw.integers(0, 8))])
        assert p.sum() == pytest.approx(1, abs=1e-6)
        assert p[0] == 0
        assert (p[1:] > 0).all()


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    model = KneserNey.train(made_sentences(60), V)
    model.save(tmp_path / "tables.npz")
    again = KneserNey.load(tmp_path / "tables.npz")
    for context in [[], [3, 4], [7, 3, 3, 3, 3]]:
        assert np.array_equal(again.probabilities(context), model.probabilities(context))


def test_a_word_of_many_neighbours_wins_over_a_frequent_one() -> None:
    """The idea of the method: "san francisco" is frequent, and yet unlikely after a new word."""
    francisco, often = 4, [[3, 4]] * 9
    model = KneserNey.train([*often, [5, 6], [3, 6], [7, 6], [6, 6]], V, order=2)
    p = model.probabilities([1])
    assert p[6] > p[francisco]


def test_discounts_fall_back_where_counts_of_counts_are_missing() -> None:
    assert discounts(np.array([1, 1, 2, 2, 2, 9])) == FALLBACK_DISCOUNTS
    assert discounts(np.array([], dtype=np.int64)) == FALLBACK_DISCOUNTS


def test_mixture_finds_the_better_text() -> None:
    near = KneserNey.train([[3, 4, 5]] * 5, V, order=3)
    far = KneserNey.train([[7, 6, 3]] * 5, V, order=3)
    mixture = Mixture.tuned(near, far, [[3, 4, 5], [3, 4, 5], [3, 4]])
    assert mixture.weight > 0.9
    assert mixture.probabilities([3]).sum() == pytest.approx(1, abs=1e-6)
    assert math.isfinite(mixture.log_probs([3])[4])
