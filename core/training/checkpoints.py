"""Saving a run so that a kill at any moment loses minutes, never the run.

A run folder holds `model.safetensors`, `config.json`, `tokenizer.json` and `curves.json` (what the
export reads), and `resume.pt`: everything that continuing needs, in one file. Each is written beside
its place and then renamed, which a kill cannot cut in two; `resume.pt` alone decides where a run
goes on, so the others may be one checkpoint older without harm.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

MODEL, RESUME, CURVES, CONFIG, TOKENIZER = (
    "model.safetensors", "resume.pt", "curves.json", "config.json", "tokenizer.json",
)


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    beside = path.with_name(f".{path.name}.writing")
    write(beside)
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(beside, path)


def save_weights(path: Path, state: dict[str, Tensor]) -> None:
    """float32 safetensors; a weight that two names share must be stored under one of them."""
    tensors = {name: tensor.detach().float().contiguous() for name, tensor in state.items()}
    write_atomically(path, lambda beside: save_file(tensors, beside))


def save_resume(path: Path, content: dict[str, Any]) -> None:
    write_atomically(path, lambda beside: torch.save(content, beside))


def load_resume(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content


def load_state(path: Path) -> dict[str, Tensor]:
    """The weights of a run folder or of a `.safetensors` file, by the module's names."""
    return load_file(path / MODEL if path.is_dir() else path)
