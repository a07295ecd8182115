"""`python -m benchmarks [name …]`: run the benchmarks one after another and write the table.

Each runs in a process of its own. Results go to benchmarks/results/<name>.json, and all results
that lie there go into docs/benchmarks.md, with the machine they were measured on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import load_average, machine
from benchmarks.report import read_report

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "benchmarks.md"
TEXT = HERE / "texts"
NAMES = (
    "step_next_word",
    "step_character_model",
    "quantisation",
    "keystroke",
    "cold_start",
    "word_vectors",
)
# Above this load somebody else computes on the machine.
QUIET = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(NAMES)}; by default all")
    parser.add_argument("--table", action="store_true", help="only write the table again")
    asked = parser.parse_args()
    wanted = asked.names or list(NAMES)
    unknown = sorted(set(wanted) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}")
    failed = [] if asked.table else [name for name in wanted if not _run(name)]
    PAGE.write_text(page(RESULTS), encoding="utf-8")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
        sys.exit(1)


def _run(name: str) -> bool:
    if load_average() > QUIET:
        print(f"note: the load is {load_average():.1f}; others compute on this machine")
    print(f"→ {name}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", "--out", str(RESULTS / f"{name}.json")]
    done = subprocess.run(command, check=False)
    if done.returncode == 0:
        (RESULTS / "machine.json").write_text(
            json.dumps(machine(), indent=1) + "\n", encoding="utf-8"
        )
    return done.returncode == 0


def page(results: Path) -> str:
    """docs/benchmarks.md from the results that lie in the folder."""
    parts = [(TEXT / "before.md").read_text(encoding="utf-8").strip()]
    if (results / "machine.json").is_file():
        facts = json.loads((results / "machine.json").read_text(encoding="utf-8"))
        rows = "\n".join(f"| {key} | {value} |" for key, value in facts.items())
        parts.append(f"## The machine\n\n| | |\n|---|---|\n{rows}")
    for name in NAMES:
        path = results / f"{name}.json"
        if not path.is_file():
            continue
        content = json.loads(path.read_text(encoding="utf-8"))
        if "rows" not in content:
            parts.append(f"## {name.replace('_', ' ').capitalize()}\n\n{_flat(content)}")
            continue
        report = read_report(path)
        parts.append(f"## {report.title}\n\n{report.how}\n\n{report.table()}")
        if content.get("load_before", 0) > QUIET:
            parts.append(f"(Others computed meanwhile: load {content['load_before']}.)")
    parts.append((TEXT / "after.md").read_text(encoding="utf-8").strip())
    return "\n\n".join(parts) + "\n"


def _flat(content: dict[str, object]) -> str:
    """A table of nested numbers, a row each."""
    rows = ["| measured | value |", "|---|---:|"]
    for key, value in _leaves(content):
        shown = f"{value:,.4g}" if isinstance(value, float) and abs(value) < 1e4 else value
        shown = f"{shown:,.0f}" if isinstance(shown, float) else shown
        rows.append(f"| {key.replace('_', ' ')} | {shown} |")
    return "\n".join(rows)


def _leaves(content: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in content.items():
        name = f"{prefix}{key}"
        found += _leaves(value, f"{name}: ") if isinstance(value, dict) else [(name, value)]
    return found


if __name__ == "__main__":
    main()
