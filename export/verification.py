"""Parity: is the graph that we ship the module that we trained?

Only a run of both on the same inputs tells; `onnx.checker` passes graphs with frozen lengths. The
models' exports call `largest_error` at several batch sizes and lengths, and the command line
refuses a float graph beyond `PARITY_LIMIT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session

# Float arithmetic in another order; measured exports stay under 1e-5.
PARITY_LIMIT = 1e-4

Arrays = Mapping[str, NDArray[np.generic]]


def largest_error(graph: Path, cases: Iterable[tuple[Arrays, Arrays]]) -> float:
    """The largest |graph − expected| over all cases of (inputs, expected outputs by name).

    Raises `ValueError` when there is no case, an output's shape differs, or one is not finite where
    the other is.
    """
    session = open_session(graph, [CPU])
    worst, seen = 0.0, False
    for inputs, expected in cases:
        seen = True
        names = list(expected)
        for name, got in zip(names, session.run(names, dict(inputs)), strict=True):
            worst = max(worst, difference(np.asarray(got), np.asarray(expected[name]), name))
    if not seen:
        raise ValueError("nothing was compared")
    return worst


def difference(got: NDArray[np.generic], wanted: NDArray[np.generic], name: str) -> float:
    """The largest absolute difference of two arrays of one shape."""
    if got.shape != wanted.shape:
        raise ValueError(f"{name}: shape {got.shape}, not {wanted.shape}")
    finite = np.isfinite(got)
    if not np.array_equal(finite, np.isfinite(wanted)):
        raise ValueError(f"{name}: one is finite where the other is not")
    if not finite.any():
        return 0.0
    return float(np.abs(got[finite].astype(np.float64) - wanted[finite].astype(np.float64)).max())


def failures(artifact: Artifact | None, parity: Mapping[str, float]) -> list[str]:
    """A sentence for each float graph beyond the limit, and for each without a parity."""
    found = []
    for role, error in parity.items():
        graph = artifact.graphs.get(role) if artifact else None
        precise = graph is None or graph.precision.startswith("float")
        if not np.isfinite(error) or (precise and error > PARITY_LIMIT):
            found.append(f"{role}: the largest error is {error:.3g}, over {PARITY_LIMIT:g}")
    if artifact:
        found += [
            f"{role}: not verified"
            for role, graph in artifact.graphs.items()
            if graph.precision.startswith("float") and role not in parity
        ]
    return found
