"""The arithmetic behind what units track: parity with numpy, and what a unit's record says."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from core.runtime.unit_findings import (
    Finding,
    SwitchedOff,
    TrackedBy,
    Units,
    area_under_curve,
    correlations,
)


def test_correlations_are_those_of_numpy() -> None:
    random = np.random.default_rng(0)
    states = random.normal(5, 3, (400, 6)).astype(np.float32)
    labels = (states[:, :3] + random.normal(0, 2, (400, 3)) > 5).astype(np.float32)
    expected = np.corrcoef(states.T, labels.T)[:6, 6:]
    assert np.abs(correlations(states, labels) - expected).max() < 1e-5


def test_a_constant_correlates_with_nothing() -> None:
    states = np.stack([np.full(50, 0.1), np.arange(50)], 1).astype(np.float32)
    found = correlations(states, np.stack([np.arange(50), np.ones(50)], 1).astype(np.float32))
    assert found == pytest.approx(np.array([[0, 0], [1, 0]]), abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_the_area_is_the_share_of_pairs_in_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(0, 6, 40).astype(np.float32)  # with many ties
    labels = random.integers(0, 2, 40).astype(np.float32)
    pairs = list(product(values[labels == 1], values[labels == 0]))
    expected = sum((yes > no) + (yes == no) / 2 for yes, no in pairs) / len(pairs)
    assert area_under_curve(values, labels) == pytest.approx(expected)


def test_the_area_of_one_kind_alone_is_a_half() -> None:
    assert area_under_curve(np.arange(4, dtype=np.float32), np.ones(4, np.float32)) == 0.5


def finding(r: float, check: float, luck: float) -> Finding:
    off = SwitchedOff(0.1, 0.2, 0.01, 0.02, 0.015)
    best = TrackedBy("cell", 1, r, check, 0.9)
    return Finding("in_link", 0.1, (best,), luck / 2, luck, 0.3, {"zero": off, "mean": off})


@pytest.mark.parametrize(
    ("r", "check", "luck", "holds"),
    [
        (0.8, 0.7, 0.2, True),
        (-0.8, -0.7, 0.2, True),
        (0.8, 0.1, 0.2, False),
        (0.8, -0.7, 0.2, False),
    ],
)
def test_a_finding_holds_only_on_the_other_half_and_beyond_luck(r, check, luck, holds) -> None:
    assert finding(r, check, luck).holds is holds


def units() -> Units:
    return Units(
        characters=100,
        shifts=3,
        others=2,
        properties=("in_link", "word_end"),
        findings=(finding(0.8, 0.7, 0.2),),
        mean={"cell": [0.0, 0.5], "hidden": [0.1, 0.2]},
        deviation={"cell": [1.0, 0.5], "hidden": [0.1, 0.2]},
        r={"cell": [[10, -50], [80, 0]], "hidden": [[0, 0], [5, 5]]},
        check={"cell": [[90, -40], [70, 0]], "hidden": [[0, 0], [5, 5]]},
        most={"cell": [[3], [4]], "hidden": [[5], [6]]},
        least={"cell": [[7], [8]], "hidden": [[9], [1]]},
    )


def test_units_come_back_from_json_as_they_were() -> None:
    assert Units.from_json(units().to_json()) == units()


def test_units_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        Units.from_json(units().to_json().replace('"version":1', '"version":2'))


def test_what_a_unit_goes_with_is_judged_by_the_weaker_half() -> None:
    found = units()
    assert found.tracks == ("cell", "hidden") and found.size == 2
    assert found.tracked("cell", 0)[0] == ("word_end", -0.5, -0.4)  # and not the 0.1 → 0.9
    assert found.finding("in_link") is found.findings[0] and found.finding("word_end") is None
