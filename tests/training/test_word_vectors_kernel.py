"""The compiled window loop against the equations in numpy, and against what gensim prepares."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.training.word_vectors import new_model
from core.training.word_vectors_kernel import WindowTrainer, alias_table, fast_kernel

WIDTH = 64
COUNTS = {"the": 9, "king": 7, "queen": 7, "rules": 4, "old": 4, "castle": 2}


def table(negative: int, window: int = 1) -> dict[str, float | int]:
    return {"width": WIDTH, "window": window, "negative": negative, "sample": 0, "rate": 0.05}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory):
    found = fast_kernel(WIDTH, tmp_path_factory.mktemp("kernel"))
    if found is None:
        pytest.skip("there is no C compiler here")
    return found


def sentences() -> tuple[np.ndarray, np.ndarray]:
    words = np.array([0, 1, 3, 0, 5, 0, 4, 2, 0, 4, 1, 3, 1, 2], np.int32)
    return words, np.array([0, 5, 8, 14], np.int64)


def by_equations(model, words, bounds, rate: float, last: float) -> tuple[np.ndarray, np.ndarray]:
    """One pass of hierarchical softmax with a window of one, centre after centre."""
    inner, outer = model.wv.vectors.copy(), model.syn1.copy()
    for start, end in pairwise(bounds):
        now = rate + (last - rate) * start / bounds[-1]
        for i in range(start, end):
            contexts = [words[j] for j in (i - 1, i + 1) if start <= j < end]
            word = model.wv.index_to_key[words[i]]
            path = model.wv.get_vecattr(word, "point")
            y = 1.0 - model.wv.get_vecattr(word, "code")
            a, b = inner[contexts], outer[path]
            g = now * (y - 1 / (1 + np.exp(-a @ b.T)))
            np.add.at(inner, contexts, g @ b)
            np.add.at(outer, path, g.T @ a)
    return inner, outer


def test_hierarchical_softmax_follows_the_equations(kernel) -> None:
    model = new_model(table(0), COUNTS, seed=3)
    model.wv.vectors[:] = np.random.default_rng(0).normal(0, 0.3, model.wv.vectors.shape)
    model.syn1[:] = np.random.default_rng(1).normal(0, 0.3, model.syn1.shape)
    words, bounds = sentences()
    inner, outer = by_equations(model, words, bounds, model.alpha, model.min_alpha)
    before = model.wv.vectors.copy()
    WindowTrainer(model, kernel, words, bounds, passes=1).run_pass(0, seed=1)
    np.testing.assert_allclose(model.wv.vectors, inner, atol=2e-4)
    np.testing.assert_allclose(model.syn1, outer, atol=2e-4)
    assert np.abs(model.wv.vectors - before).max() > 0.01


@pytest.mark.parametrize("negative", [0, 3, 6])
def test_loss_falls(kernel, negative: int) -> None:
    model = new_model(table(negative, window=3), COUNTS, seed=1)
    words, bounds = sentences()
    words, bounds = np.tile(words, 200), np.arange(0, 14 * 200 + 1, 14, dtype=np.int64)
    trainer = WindowTrainer(model, kernel, words, bounds, passes=4)
    losses = [trainer.run_pass(epoch, seed=1) for epoch in range(4)]
    assert losses[-1] < losses[0] - 0.05
    assert np.isfinite(model.wv.vectors).all()


def test_same_seed_same_vectors(kernel) -> None:
    runs = []
    for seed in (1, 1, 2):
        model = new_model(table(4, window=3), COUNTS, seed=1)
        WindowTrainer(model, kernel, *sentences(), passes=1).run_pass(0, seed)
        runs.append(model.wv.vectors.copy())
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_alias_table_gives_the_distribution() -> None:
    weights = np.array([9.0, 3.0, 3.0, 1.0, 0.5])
    chance, alias = alias_table(weights)
    share = np.zeros(len(weights))
    for i, (kept, other) in enumerate(zip(chance, alias, strict=True)):
        share[i] += kept
        share[other] += 1 - kept
    np.testing.assert_allclose(share / share.sum(), weights / weights.sum(), atol=1e-6)


def test_words_keep_the_order_they_were_given() -> None:
    """Ids of the encoded text are positions in the counts: gensim must not sort ties its way."""
    model = new_model(table(3), COUNTS, seed=1)
    assert model.wv.index_to_key == list(COUNTS)


def test_odd_widths_have_no_kernel(tmp_path: Path) -> None:
    assert fast_kernel(WIDTH + 1, tmp_path) is None
