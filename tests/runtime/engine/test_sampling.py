"""Sampling: what temperature, top-k and top-p promise, and what a seed does."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.runtime.engine.sampling import SamplingSettings, distribution, draw, sample, uniform

scores = arrays(np.float64, st.integers(1, 30), elements=st.floats(-50, 50))


@given(scores, st.floats(0, 5), st.integers(0, 40), st.floats(0, 1))
def test_it_is_always_a_distribution(row, temperature, top_k, top_p) -> None:
    probs = distribution(row, temperature=temperature, top_k=top_k, top_p=top_p)
    assert probs.sum() == pytest.approx(1)
    assert (probs >= 0).all()
    if top_k > 0:
        assert np.count_nonzero(probs) <= top_k


@given(scores)
def test_temperature_one_is_softmax_and_zero_is_the_best(row) -> None:
    assert distribution(row) == pytest.approx(
        np.exp(row - row.max()) / np.exp(row - row.max()).sum()
    )
    assert distribution(row, temperature=0)[row.argmax()] == 1


def test_the_nucleus_is_the_smallest_set_that_reaches_p() -> None:
    row = np.log([0.5, 0.3, 0.15, 0.05])
    assert distribution(row, top_p=0.7) == pytest.approx([0.625, 0.375, 0, 0])
    assert distribution(row, top_p=0.81) == pytest.approx(np.array([0.5, 0.3, 0.15, 0]) / 0.95)
    assert distribution(row, top_p=0) == pytest.approx([1, 0, 0, 0])
    assert distribution(row, top_k=2) == pytest.approx([0.625, 0.375, 0, 0])


def test_a_batch_is_its_rows() -> None:
    rows = np.random.default_rng(0).normal(size=(4, 9))
    whole = distribution(rows, temperature=0.7, top_k=5, top_p=0.8)
    for row, probs in zip(rows, whole, strict=True):
        assert distribution(row, temperature=0.7, top_k=5, top_p=0.8) == pytest.approx(probs)


def test_minus_infinity_forbids_and_all_of_it_is_refused() -> None:
    row = np.array([0.0, -np.inf, 1.0])
    assert distribution(row, temperature=3)[1] == 0
    with pytest.raises(ValueError):
        distribution(np.full(3, -np.inf))
    with pytest.raises(ValueError):
        distribution(np.array([0.0, np.nan]))


def test_drawing_follows_the_probabilities() -> None:
    probs = np.array([0.2, 0.0, 0.5, 0.3])
    assert [draw(probs, n) for n in (0.0, 0.19, 0.21, 0.69, 0.71, 0.999999)] == [0, 0, 2, 2, 3, 3]
    counts = np.bincount([draw(probs, uniform(7, step)) for step in range(4000)], minlength=4)
    assert counts / 4000 == pytest.approx(probs, abs=0.03)


def test_the_seed_and_the_step_decide() -> None:
    row = np.zeros(1000)
    wish = SamplingSettings(seed=11)
    first = [sample(row, wish, step) for step in range(20)]
    assert first == [sample(row, wish, step) for step in range(20)]
    assert first != [sample(row, SamplingSettings(seed=12), step) for step in range(20)]
    # Written down: a link shows the same text on another machine, under another numpy.
    assert [round(uniform(0, step), 6) for step in range(3)] == [0.636962, 0.889739, 0.080824]


def test_wild_settings_are_clamped() -> None:
    wild = SamplingSettings(temperature=math.nan, top_k=-3, top_p=7.0, seed=-1, length=10**9)
    assert wild.clamped() == SamplingSettings(0.8, 0, 1.0, 0, 400)
    assert SamplingSettings().clamped() == SamplingSettings()
