"""Saving a run so that a kill at any moment loses minutes, never the run.

A run folder holds `model.safetensors`, `config.json`, `tokenizer.json` and `curves.json` (what the
export reads), and `resume.pt`: all that continuing needs, in one file. Each is written beside its
place and then renamed, which a kill cannot cut in two. `resume.pt` comes last and alone decides
where a run goes on; the others may be one checkpoint ahead of it without harm.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

MODEL = "model.safetensors"
RESUME = "resume.pt"
CURVES = "curves.json"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """`write(beside)` fills a neighbouring file, which then takes the place of `path`."""
    beside = path.with_name(f".{path.name}.writing")
    write(beside)
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(path)


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
    """Trained weights by the module's names, float32: from a run folder, `.safetensors` or `.onnx`.

    Of a graph, this reads the float weights stored under their module's names; a task whose
    graph stores them otherwise has its own `weights_of_graph`.
    """
    if path.suffix == ".onnx":
        return _state_of_graph(path)
    return load_file(path / MODEL if path.is_dir() else path)


def _state_of_graph(path: Path) -> dict[str, Tensor]:
    import onnx
    from onnx import numpy_helper

    initializers = onnx.load(path).graph.initializer
    weights = {entry.name: numpy_helper.to_array(entry) for entry in initializers}
    return {
        name: torch.from_numpy(array.astype("float32"))
        for name, array in weights.items()
        if array.dtype.kind == "f"
    }
