"""Sentences as word ids, kept in the cache: resuming a run should take seconds, not minutes.

A file is named by the hash of all that decides its content (sources of text, tokeniser, rules),
so a change of any of them makes a new file and never reads an old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]


def fingerprint(modules: Iterable[ModuleType], *settings: object) -> str:
    """Hash of the modules' source and of settings (as they print)."""
    digest = hashlib.sha256()
    for module in modules:
        digest.update(Path(module.__file__ or "").read_bytes())
    digest.update(repr(settings).encode())
    return digest.hexdigest()[:16]


def kept(path: Path, make: Callable[[], dict[str, list[Ids]]]) -> dict[str, list[Ids]]:
    """What `make` gives, from `path` if it was made before."""
    if path.is_file():
        with np.load(path) as stored:
            names = [name for name in stored.files if not name.endswith(".lengths")]
            return {name: _cut(stored[name], stored[f"{name}.lengths"]) for name in names}
    made = make()
    arrays: dict[str, npt.NDArray[np.int32]] = {}
    for name, lines in made.items():
        arrays[name] = np.concatenate([*lines, np.zeros(0, np.int32)]).astype(np.int32)
        arrays[f"{name}.lengths"] = np.array([len(line) for line in lines], np.int32)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.writing.npz")
    np.savez(beside, **arrays)  # type: ignore[arg-type]  # the stub thinks of allow_pickle
    beside.replace(path)
    return made


def _cut(flat: Ids, lengths: npt.NDArray[np.int32]) -> list[Ids]:
    ends = np.cumsum(lengths)
    return [flat[end - length : end] for end, length in zip(ends, lengths, strict=True)]
