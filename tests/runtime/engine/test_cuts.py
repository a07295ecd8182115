"""Temperature and the two cuts, kept open: the same numbers that a draw uses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runtime.engine.cuts import cuts, entropy
from core.runtime.engine.sampling import SamplingSettings, distribution

ANSWER = np.log([0.5, 0.05, 0.3, 0.1, 0.05])


@given(
    logits=st.lists(st.floats(-20, 20), min_size=1, max_size=30),
    temperature=st.floats(0, 3),
    top_k=st.integers(0, 40),
    top_p=st.floats(0, 1),
)
def test_what_is_left_is_what_a_draw_uses(logits, temperature, top_k, top_p):
    log_probs = np.array(logits) - np.logaddexp.reduce(logits)
    found = cuts(log_probs, SamplingSettings(temperature, top_k, top_p))
    drawn = distribution(log_probs, temperature=temperature, top_k=top_k, top_p=top_p)
    np.testing.assert_array_equal(found.final, drawn[found.ids])
    assert found.final[found.by_p :].sum() == 0 and (found.final[: found.by_p] > 0).all()
    assert (np.diff(found.tempered) <= 0).all()
    assert 0 < found.mass <= 1 + 1e-9
    # what is kept grows by one factor, so that it makes a whole again
    np.testing.assert_allclose(
        found.tempered[: found.by_p] * found.scale, found.final[: found.by_p], rtol=1e-6
    )


def test_the_cuts_are_counted_one_after_the_other():
    found = cuts(ANSWER, SamplingSettings(1.0, top_k=3, top_p=0.8))
    assert list(found.ids) == [0, 2, 3, 1, 4]  # equal ones by id
    assert (found.by_k, found.by_p) == (3, 2)  # of 0.9 within top-k, 0.8 reach 0.89
    assert found.mass_k == pytest.approx(0.9) and found.mass == pytest.approx(0.8)
    assert found.final[:2] == pytest.approx([0.625, 0.375])


def test_a_forbidden_token_is_nowhere():
    answer = ANSWER.copy()
    answer[0] = -np.inf
    found = cuts(answer, SamplingSettings(1.0))
    assert 0 not in found.ids and found.by_p == 4
    assert found.model.sum() == pytest.approx(1.0)


def test_at_temperature_zero_one_token_has_everything_and_the_others_keep_their_order():
    found = cuts(ANSWER, SamplingSettings(0.0))
    assert list(found.ids) == [0, 2, 3, 1, 4]
    assert found.by_p == 1 and found.final[0] == 1.0
    assert found.model[0] == pytest.approx(0.5)


def test_entropy_is_the_bits_of_equal_choices():
    assert entropy(np.full(8, 1 / 8)) == pytest.approx(3.0)
    assert entropy(np.array([1.0, 0.0])) == 0.0
