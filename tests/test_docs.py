"""The documents name what is there: settings, commands, files; and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])
SOURCES = [
    path
    for part in ("app.py", "core", "export", "pages")
    for path in ([PROJECT / part] if part.endswith(".py") else (PROJECT / part).rglob("*.py"))
]


def text_of_docs() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def test_every_setting_is_documented() -> None:
    settings = {
        name for path in SOURCES for name in re.findall(r"UNROLLED_[A-Z]+", path.read_text("utf-8"))
    }
    documented = set(re.findall(r"UNROLLED_[A-Z]+", text_of_docs()))
    assert "UNROLLED_ARTIFACTS" in settings
    assert settings - documented == set()
    assert documented - settings == set()


def test_every_make_command_is_documented() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    mentioned = set(re.findall(r"make ([a-z-]+)", text_of_docs()))
    assert {"app", "test", "train", "export", "bench", "gpu-check"} <= targets
    assert {"app", "test", "train", "export", "bench", "gpu-check"} <= mentioned
    # "make" is an English word too, so only what stands as code counts.
    commands = set(re.findall(r"(?:`| {4})make ([a-z-]+)", text_of_docs()))
    assert commands <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    content = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", content):
        if re.match(r"[a-z]+:|#", target):
            continue
        assert (document.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_files_are_there(document: Path) -> None:
    """Paths in backticks that begin with a folder of ours and have no placeholder."""
    content = document.read_text(encoding="utf-8")
    for name in re.findall(
        r"`((?:core|export|pages|docs|tests|benchmarks|\.streamlit)/[\w./-]+)`", content
    ):
        assert (PROJECT / name).exists(), name
