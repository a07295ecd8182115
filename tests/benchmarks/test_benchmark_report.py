"""Results as tables: goals in both directions, and a page that says what the results say."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from benchmarks.__main__ import NAMES, PAGE, RESULTS, page
from benchmarks.machine import machine
from benchmarks.report import Report, Row, read_report


@pytest.mark.parametrize(
    ("value", "at_most", "met"),
    [(2.0, True, True), (3.5, True, False), (3.5, False, True), (2.0, False, False)],
)
def test_a_goal_is_a_bound_in_its_direction(value: float, at_most: bool, met: bool) -> None:
    assert Row("time", value, "s", 3.0, at_most).met is met


def test_without_goal_or_value_nothing_is_reached() -> None:
    assert Row("time", 2.0, "s").met is None
    assert Row("time", None, "s", 3.0).met is None


def test_a_missed_goal_stands_out() -> None:
    report = Report("Start", "Once.", [Row("page", 3.9, "s", 3.0), Row("torch", None, "ms")])
    assert "| page | 3.9 s | ≤ 3 s | **missed** |" in report.table()
    assert "| torch | – |  |  |" in report.table()


def test_the_page_holds_every_result(tmp_path) -> None:
    report = Report("Start", "Once.", [Row("page", 1.0, "s", 3.0)])
    path = tmp_path / "cold_start.json"
    path.write_text(json.dumps(asdict(report) | {"load_before": 4.0}))
    (tmp_path / "word_vectors.json").write_text(json.dumps({"query": {"ours_ms": 0.25}}))
    (tmp_path / "machine.json").write_text(json.dumps(machine()))
    written = page(tmp_path)
    assert read_report(path) == report
    for part in ("## Start", "| page | 1 s |", "load 4.0", "query: ours ms | 0.25", "processor"):
        assert part in written


def test_the_machine_is_described_without_its_name() -> None:
    assert all(machine().values())
    assert not any(value.startswith("/") for value in machine().values())


@pytest.mark.skipif(not any(RESULTS.glob("*.json")), reason="nothing was measured yet: make bench")
def test_the_published_page_is_that_of_the_published_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(RESULTS)
    assert {path.stem for path in RESULTS.glob("*.json")} <= {*NAMES, "machine"}
