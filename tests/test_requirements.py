"""Whatever is imported is pinned: nothing is here by the grace of another package."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
OURS = {"app", "core", "export", "pages", "benchmarks", "tests"}
# They come with a pinned package and are part of how that one is used.
BROUGHT_ALONG = {"starlette": "streamlit", "packaging": "streamlit"}


def pinned() -> set[str]:
    lines = [
        line
        for name in ("requirements.txt", "requirements-serve.txt")
        for line in (PROJECT / name).read_text(encoding="utf-8").splitlines()
    ]
    names = (re.match(r"([\w.-]+)(?:\[[\w,]+\])?==", line) for line in lines)
    return {normal(name[1]) for name in names if name}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> dict[str, str]:
    """Foreign top-level module -> one file that imports it without a way out."""
    found: dict[str, str] = {}
    files = [PROJECT / "app.py"]
    for part in sorted(OURS - {"app"}):
        files += sorted((PROJECT / part).rglob("*.py"))
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                if top not in OURS and top not in sys.stdlib_module_names:
                    found.setdefault(top, str(path.relative_to(PROJECT)))
    return found


def test_every_import_is_pinned() -> None:
    owners = metadata.packages_distributions()
    pins = pinned()
    missing = {}
    for module, file in imported().items():
        distributions = {normal(name) for name in owners.get(module, [module])}
        if not distributions & pins and module not in BROUGHT_ALONG:
            missing[module] = file
    assert missing == {}
