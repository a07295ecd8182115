"""The walls of the house: who may import whom, and which library may be used where.

Between our own packages they are contracts in pyproject.toml, held by import-linter. What is
foreign is held here, by reading every import in the sources.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
OURS = {"core", "export", "pages", "app", "benchmarks", "tests"}

# Part of the house -> the foreign packages that it may import.
ALLOWED = {
    "core/syllabus.py": set(),
    "core/text": {"numpy", "regex", "tokenizers"},
    "core/corpora": {"numpy", "pooch", "pydantic", "regex", "tqdm", "typer"},
    "core/models": {"torch"},
    "core/training": {
        "gensim", "networkx", "numpy", "onnx", "pydantic", "regex", "safetensors", "scipy",
        "sklearn", "tokenizers", "torch", "tqdm", "typer",
    },
    "core/runtime": {"numpy", "onnxruntime", "pydantic", "regex", "tokenizers"},
    "core/figures": {"numpy", "plotly"},
    "core/ui": {"numpy", "pandas", "plotly", "starlette", "streamlit"},
    "pages": {"numpy", "pandas", "plotly", "streamlit"},
    "app.py": {"streamlit"},
}  # fmt: skip
TORCH_MAY_BE_IN = ("core/models", "core/training", "export", "benchmarks", "tests")
STREAMLIT_MAY_BE_IN = ("app.py", "pages", "core/ui", "tests", "benchmarks")
GENSIM_MAY_BE_IN = ("core/training", "export", "tests", "benchmarks")


def sources(part: str) -> list[Path]:
    path = PROJECT / part
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Dotted names of everything a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield node.module or ""


def foreign(path: Path) -> set[str]:
    tops = {name.partition(".")[0] for name in imported(path)}
    return tops - OURS - set(sys.stdlib_module_names)


def importers(package: str) -> list[str]:
    files = [
        path
        for part in ("app.py", "pages", "core", "export", "benchmarks", "tests")
        for path in sources(part)
    ]
    return [str(path.relative_to(PROJECT)) for path in files if package in foreign(path)]


@pytest.mark.parametrize("part", ALLOWED)
def test_each_part_imports_only_what_it_may(part: str) -> None:
    assert sources(part), f"there is no {part} any more"
    strangers = {
        str(path.relative_to(PROJECT)): sorted(foreign(path) - ALLOWED[part])
        for path in sources(part)
    }
    assert {path: names for path, names in strangers.items() if names} == {}


@pytest.mark.parametrize(
    ("package", "places"),
    [
        ("torch", TORCH_MAY_BE_IN),
        ("streamlit", STREAMLIT_MAY_BE_IN),
        ("gensim", GENSIM_MAY_BE_IN),
    ],
)
def test_a_library_stays_where_it_belongs(package: str, places: tuple[str, ...]) -> None:
    found = importers(package)
    assert found, f"nobody imports {package}: is this test still looking at the right files?"
    assert [path for path in found if not path.startswith(places)] == []


def test_app_knows_only_the_interface_and_the_syllabus() -> None:
    ours = {name for name in imported(PROJECT / "app.py") if name.partition(".")[0] in OURS}
    allowed = ("core.ui", "core.syllabus", "core.figures", "core.runtime", "core.text", "pages")
    assert [name for name in ours if not name.startswith(allowed)] == []


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_the_contracts_between_our_packages_are_kept() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, to break."""
    folder = tmp_path_factory.mktemp("house")
    for part in ("core", "export", "pages"):
        for path in sources(part):
            target = folder / path.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("core/runtime/engine/sampling.py", "import core.models"),
        ("core/runtime/engine/limits.py", "import core.runtime.tasks.senses"),
        ("core/models/__init__.py", "import core.text.words"),
        ("pages/home.py", "import export.card"),
        ("core/ui/texts.py", "import gensim"),
        ("core/training/loop.py", "import streamlit"),
    ],
)
def test_a_breach_is_noticed(copy: Path, file: str, line: str) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    try:
        done = lint_imports(copy)
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode != 0, done.stdout
    assert "BROKEN" in done.stdout
