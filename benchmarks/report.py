"""A benchmark's result as a table: what was measured, its goal, and how to run one alone.

Every benchmark is a module `benchmarks.<name>` that runs in a process of its own, writes its result
as JSON to `--out`, and can be run without the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.machine import load_average


@dataclass(frozen=True)
class Row:
    """One number. `goal` is a bound, `at_most` its direction; None where there is none."""

    what: str
    value: float | None
    unit: str
    goal: float | None = None
    at_most: bool = True
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without goal or value."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


@dataclass(frozen=True)
class Report:
    title: str
    how: str
    rows: list[Row] = field(default_factory=list)

    def table(self) -> str:
        """Markdown."""
        lines = ["| measured | value | goal | |", "|---|---:|---:|---|"]
        for row in self.rows:
            value = "–" if row.value is None else f"{_number(row.value)} {row.unit}".strip()
            goal = ""
            if row.goal is not None:
                goal = f"{'≤' if row.at_most else '≥'} {_number(row.goal)} {row.unit}".strip()
            verdict = {True: "reached", False: "**missed**", None: ""}[row.met]
            remark = "; ".join(part for part in (verdict, row.note) if part)
            lines.append(f"| {row.what} | {value} | {goal} | {remark} |")
        return "\n".join(lines)


def run_alone(doc: str | None, measure: Callable[[], Report]) -> None:
    """The `main` of a benchmark: measure, show, and write."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--out", type=Path, help="where to write the result as JSON")
    asked = parser.parse_args()
    load = load_average()
    report = measure()
    print(report.table())
    if asked.out:
        content = asdict(report) | {"load_before": round(load, 2)}
        asked.out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_report(path: Path) -> Report:
    """What `run_alone` wrote."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = [Row(**row) for row in content["rows"]]
    return Report(content["title"], content["how"], rows)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
