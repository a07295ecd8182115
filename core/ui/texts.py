"""The words of a page, from `pages/texts/<address>.toml`: prose is data, not code."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "pages" / "texts"
FRAME = Path(__file__).with_name("frame.toml")


class Texts:
    """Texts by dotted key: `text("try_it.lead")`, filled in with `str.format` where values come."""

    def __init__(self, data: dict[str, Any], name: str) -> None:
        self._data = data
        self._name = name

    def get(self, key: str, default: Any = None) -> Any:
        """Whatever stands at `key` (text, list or table), or `default`."""
        found: Any = self._data
        for step in key.split("."):
            if not isinstance(found, dict) or step not in found:
                return default
            found = found[step]
        return found

    def __call__(self, key: str, **values: object) -> str:
        """The text at `key`; `KeyError` names key and page where it is missing."""
        found = self.get(key)
        if not isinstance(found, str):
            raise KeyError(f"no text {key!r} in {self._name}")
        return found.format(**values) if values else found

    def list(self, key: str) -> tuple[str, ...]:
        """The texts listed at `key`; `KeyError` where there is no list."""
        found = self.get(key)
        if not isinstance(found, list):
            raise KeyError(f"no list {key!r} in {self._name}")
        return tuple(str(item) for item in found)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Texts:
    del changed  # part of the key: an edited file is read anew
    return Texts(tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def read_texts(path: Path) -> Texts:
    """The texts in one file."""
    return _read(path, path.stat().st_mtime_ns)


def page_texts(address: str) -> Texts:
    """The texts of the page at `address`."""
    return read_texts(FOLDER / f"{address}.toml")


def frame_texts() -> Texts:
    """The words that all pages share."""
    return read_texts(FRAME)
