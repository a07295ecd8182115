"""What holds for the project's files as a whole."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PARTS = (".ci", "benchmarks", "core", "docs", "export", "pages", "tests")
TEXT = {"", ".py", ".md", ".toml", ".txt", ".json", ".css", ".js", ".html"}


def files() -> list[Path]:
    found = [path for path in PROJECT.iterdir() if path.is_file()]
    for part in PARTS:
        found += [path for path in (PROJECT / part).rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts]


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    home = re.escape(str(Path.home()))
    tells = re.compile(rf"{home}/|{re.escape(str(PROJECT))}/|/home/(?!somebody)\w+/")
    found = {
        str(path.relative_to(PROJECT)): match[0]
        for path in files()
        if path.suffix in TEXT
        and (match := tells.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


def test_weights_live_in_artifacts_alone() -> None:
    kinds = {".onnx", ".npz", ".npy", ".pt", ".safetensors", ".pkl"}
    assert [str(path) for path in files() if path.suffix in kinds] == []


def test_only_the_ci_script_looks_beside_the_checkout() -> None:
    here = Path(__file__).name
    looking = [
        str(path.relative_to(PROJECT))
        for path in files()
        if path.suffix in TEXT and path.name != here
        if "shared/data" in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert looking == [".ci/run"]


def test_the_ci_script_can_run_and_runs_the_tests() -> None:
    script = PROJECT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert script.read_text(encoding="utf-8").rstrip().endswith("make test")


@pytest.mark.parametrize("goal", ["app", "test", "lint", "bench", "gpu-check", "help"])
def test_make_knows_its_commands(goal: str) -> None:
    done = subprocess.run(
        ["make", "-n", goal], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_tests_are_found_by_their_path_alone() -> None:
    assert list((PROJECT / "tests").rglob("__init__.py")) == []


def test_the_licence_is_here() -> None:
    assert "Apache License" in (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert (PROJECT / "NOTICE").stat().st_size > 1000
