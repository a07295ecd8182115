"""Small graphs: near the float graph, smaller, and refused when they cost too much."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from export.model_export import QuantizationRefused
from export.onnx_file import finish, tensor_specs
from export.quantisation import int8_rows, quantize_int8, refuse_if_worse, worsening
from tests.support.tiny_artifacts import linear_graph


def test_int8_is_near_and_smaller_and_clean(tmp_path) -> None:
    weights = np.random.default_rng(0).normal(size=(256, 128)).astype(np.float32)
    full = finish(linear_graph(weights), tmp_path / "full.onnx")
    small = quantize_int8(full, tmp_path / "small.onnx")
    assert small.stat().st_size < 0.4 * full.stat().st_size
    assert tensor_specs(small) == tensor_specs(full)
    x = np.random.default_rng(1).normal(size=(4, 256)).astype(np.float32)
    got = open_session(small, [CPU]).run(None, {"x": x})[0]
    # Without VNNI pairs of 8-bit products are added in 16 bits and may saturate: 0.057 there.
    assert np.abs(got - x @ weights).max() < 0.08 * np.abs(x @ weights).max()


@given(arrays(np.float32, (3, 8), elements=st.floats(-100, 100, width=32)))
def test_rows_come_back_within_half_a_step(matrix) -> None:
    rows, scale = int8_rows(matrix)
    assert rows.dtype == np.int8
    assert (np.abs(rows * scale - matrix) <= scale * 0.501 + 1e-30).all()


@pytest.mark.parametrize(
    ("before", "after", "higher", "expected"),
    [(100, 101, False, 0.01), (100, 99, False, -0.01), (0.5, 0.49, True, 0.02), (0, 0, True, 0)],
)
def test_worsening_is_relative_and_knows_the_direction(before, after, higher, expected) -> None:
    assert worsening(before, after, higher_is_better=higher) == pytest.approx(expected)


def test_over_one_percent_is_refused() -> None:
    assert refuse_if_worse("perplexity", 100, 100.9, higher_is_better=False) < 0.01
    with pytest.raises(QuantizationRefused, match="perplexity"):
        refuse_if_worse("perplexity", 100, 101.1, higher_is_better=False)
    with pytest.raises(QuantizationRefused):
        refuse_if_worse("accuracy", 0.9, 0.88, higher_is_better=True)
    with pytest.raises(QuantizationRefused):
        refuse_if_worse("accuracy", 0.9, float("nan"), higher_is_better=True)
