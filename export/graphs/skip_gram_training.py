"""The two skip-gram steps as graphs: negative sampling and hierarchical softmax.

What this is: the names and sizes of their tensors, an example batch for tracing, and batches for
the comparison with torch. What it is not: the losses (`core/models/skip_gram.py`).

Legend: V words, N = V − 1 inner nodes, E dimensions, B pairs, K negatives, L longest path.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.models.skip_gram import (
    hierarchical_loss,
    hierarchical_step,
    negative_sampling_loss,
    negative_sampling_step,
)
from core.runtime.engine.sessions import open_session
from export.graphs.training_step import Symbols, export_step

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Sizes:
    """The sizes of a batch; all different in the example, so that no two share a symbol."""

    V: int = 11
    E: int = 5
    B: int = 6
    K: int = 3
    L: int = 4


TRIED = (Sizes(), Sizes(2, 1, 1, 1, 1), Sizes(60, 16, 32, 5, 9), Sizes(300, 64, 200, 20, 14))

NEGATIVE_SAMPLING: Symbols = {
    "input_vectors": "VE",
    "output_vectors": "VE",
    "centre": "B",
    "context": "B",
    "negatives": "BK",
    "learning_rate": "",
}
HIERARCHICAL: Symbols = {
    "input_vectors": "VE",
    "node_vectors": "NE",
    "centre": "B",
    "path": "BL",
    "sign": "BL",
    "learning_rate": "",
}


def batch(sizes: Sizes, *, hierarchical: bool, seed: int = 0) -> Arrays:
    """Random parameters and a random batch, as a run would feed them: scores v·u near ±1."""
    draw = np.random.default_rng(seed)

    def vectors(rows: int) -> NDArray[np.float32]:
        return (draw.normal(size=(rows, sizes.E)) / np.sqrt(sizes.E)).astype(np.float32)

    arrays: Arrays = {
        "input_vectors": vectors(sizes.V),
        "centre": draw.integers(0, sizes.V, sizes.B),
        "learning_rate": np.array(0.05, np.float32),
    }
    if hierarchical:
        sign = draw.choice(np.array([-1, 0, 1], np.float32), (sizes.B, sizes.L))
        return arrays | {
            "node_vectors": vectors(sizes.V - 1),
            "path": draw.integers(0, sizes.V - 1, (sizes.B, sizes.L)),
            "sign": sign,
        }
    return arrays | {
        "output_vectors": vectors(sizes.V),
        "context": draw.integers(0, sizes.V, sizes.B),
        "negatives": draw.integers(0, sizes.V, (sizes.B, sizes.K)),
    }


def outputs(hierarchical: bool) -> dict[str, str]:
    """Names and dims of what a step gives back, in order."""
    other, rows = ("node", "NE") if hierarchical else ("output", "VE")
    return {
        "loss": "",
        "new_input_vectors": "VE",
        f"new_{other}_vectors": rows,
        "grad_input_vectors": "VE",
        f"grad_{other}_vectors": rows,
    }


def export_skip_gram(path: Path, *, hierarchical: bool) -> None:
    """Write one of the two steps to `path`."""
    inputs = HIERARCHICAL if hierarchical else NEGATIVE_SAMPLING
    example = batch(Sizes(), hierarchical=hierarchical)
    export_step(
        hierarchical_step if hierarchical else negative_sampling_step,
        [torch.as_tensor(example[name]) for name in inputs],
        path,
        inputs=inputs,
        outputs=outputs(hierarchical),
    )


def largest_error(path: Path, *, hierarchical: bool) -> float:
    """Largest |graph − torch's autograd| over all outputs and all sizes tried.

    The comparison differentiates the loss with `backward()`: another way than the traced one.
    """
    session = open_session(path, ["CPUExecutionProvider"])
    names = list(outputs(hierarchical))
    worst = 0.0
    for seed, sizes in enumerate(TRIED):
        arrays = batch(sizes, hierarchical=hierarchical, seed=seed)
        expected = by_autograd(arrays, hierarchical=hierarchical)
        found = _run(session, names, arrays)
        pairs = zip(found, expected, strict=True)
        worst = max(worst, *(float(np.abs(a - b).max()) for a, b in pairs))
    return worst


def by_autograd(arrays: Arrays, *, hierarchical: bool) -> list[NDArray[Any]]:
    """What the step must give, by torch's autograd."""
    inputs = HIERARCHICAL if hierarchical else NEGATIVE_SAMPLING
    *tensors, rate = [torch.as_tensor(arrays[name]) for name in inputs]
    first, second = (tensor.clone().requires_grad_() for tensor in tensors[:2])
    losses: Tensor = (hierarchical_loss if hierarchical else negative_sampling_loss)(
        first, second, *tensors[2:]
    )
    losses.sum().backward()  # type: ignore[no-untyped-call]
    assert first.grad is not None and second.grad is not None
    with torch.no_grad():
        results = [
            losses.mean(),
            first - rate * first.grad,
            second - rate * second.grad,
            first.grad,
            second.grad,
        ]
    return [result.detach().numpy() for result in results]


def _run(session: ort.InferenceSession, names: list[str], arrays: Arrays) -> list[NDArray[Any]]:
    return list(session.run(names, arrays))
