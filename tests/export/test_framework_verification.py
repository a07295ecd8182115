"""Parity: the largest difference is found, and what cannot be compared is not called equal."""

import numpy as np
import pytest

from export.onnx_file import finish
from export.verification import PARITY_LIMIT, failures, largest_error
from tests.support.tiny_artifacts import linear_graph

WEIGHTS = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture
def graph(tmp_path):
    return finish(linear_graph(WEIGHTS), tmp_path / "a.onnx")


def case(batch: int, *, wrong_by: float = 0.0):
    x = np.random.default_rng(batch).normal(size=(batch, 3)).astype(np.float32)
    y = x @ WEIGHTS
    y[-1, -1] += np.float32(wrong_by)
    return {"x": x}, {"y": y}


def test_the_worst_of_all_cases_counts(graph) -> None:
    assert largest_error(graph, [case(1), case(5)]) < 1e-5
    assert largest_error(graph, [case(1, wrong_by=0.5), case(5)]) == pytest.approx(0.5, abs=1e-5)


def test_comparing_nothing_or_another_shape_is_no_success(graph) -> None:
    with pytest.raises(ValueError, match="nothing"):
        largest_error(graph, [])
    inputs, expected = case(2)
    with pytest.raises(ValueError, match="shape"):
        largest_error(graph, [(inputs, {"y": expected["y"][:1]})])
    with pytest.raises(ValueError, match="finite"):
        largest_error(graph, [(inputs, {"y": np.full_like(expected["y"], np.nan)})])


def test_float_graphs_must_be_near_and_verified_and_int8_may_differ(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add()
    assert failures(artifact, {"float": PARITY_LIMIT / 2, "small": 0.4}) == []
    assert "over" in failures(artifact, {"float": PARITY_LIMIT * 2})[0]
    assert failures(artifact, {"small": 0.4}) == ["float: not verified"]
    assert failures(artifact, {"float": 0.0, "small": float("nan")}) != []
