"""The app runs on a host that has requirements-serve.txt and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from core.syllabus import syllabus

PROJECT = Path(__file__).resolve().parents[1]
SUPPORT = PROJECT / "tests" / "support"
SLIM = PROJECT / "requirements-serve.txt"


def requirements(file: Path) -> dict[str, Requirement]:
    """The pins that count on this machine, by name."""
    lines = [re.sub(r"#.*", "", line).strip() for line in file.read_text().splitlines()]
    wanted = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {r.name: r for r in wanted if r.marker is None or r.marker.evaluate()}


def check(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    labs = {f"pages/{lab.file}" for part in syllabus().parts for lab in part.labs}
    assert labs < set(report["pages"])
    assert report["wrong"] == {}
    assert report["importable"] == []


def test_every_requirement_is_pinned() -> None:
    for file in (SLIM, PROJECT / "requirements.txt"):
        found = requirements(file)
        assert found
        for requirement in found.values():
            assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), str(requirement)


def test_the_slim_list_holds_none_of_the_training_libraries() -> None:
    assert not {"torch", "gensim", "onnx", "onnxscript", "scipy"} & set(requirements(SLIM))
    assert "-r requirements-serve.txt" in (PROJECT / "requirements.txt").read_text()


def test_there_is_one_onnx_runtime_whatever_the_machine() -> None:
    lines = [line for line in SLIM.read_text().splitlines() if line.startswith("onnxruntime")]
    wanted = [Requirement(line) for line in lines]
    machines = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")]
    for platform, machine in machines:
        here = {"sys_platform": platform, "platform_machine": machine}
        names = [r.name for r in wanted if r.marker is None or r.marker.evaluate(here)]
        gpu = (platform, machine) == ("linux", "x86_64")
        assert names == ["onnxruntime-gpu" if gpu else "onnxruntime"]


def test_every_page_runs_with_the_slim_packages_alone() -> None:
    names = json.dumps(sorted(requirements(SLIM)))
    program = [str(SUPPORT / "import_guard.py"), names, str(SUPPORT / "run_every_page.py")]
    check(
        subprocess.run(
            [sys.executable, *program, str(PROJECT)],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT,
        )
    )


def test_the_guard_keeps_a_package_out(tmp_path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import numpy\nprint('numpy')\nimport torch\n")
    guard = [str(SUPPORT / "import_guard.py"), '["numpy"]', str(program)]
    done = subprocess.run(
        [sys.executable, *guard], capture_output=True, text=True, check=False, cwd=PROJECT
    )
    assert done.stdout.strip() == "numpy"
    assert "No module named 'torch' (kept out)" in done.stderr


@pytest.mark.slow
def test_every_page_runs_in_a_slim_environment(tmp_path) -> None:
    venv.create(tmp_path / "slim", with_pip=True)
    python = tmp_path / "slim" / "bin" / "python"
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "-r", SLIM],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        pytest.skip(f"packages cannot be installed here: {installed.stderr.splitlines()[-1]}")
    check(
        subprocess.run(
            [python, SUPPORT / "run_every_page.py", PROJECT],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        )
    )
