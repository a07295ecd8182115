"""Planes, directions and products of cosines of word vectors, in numpy.

What this is: 3CosMul, the plane in which the parallelograms of several word pairs are drawn, and
how well their differences agree. What it is not: a fit of anything; principal components by SVD.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.runtime.tasks.word_vectors.results import Floats, Parallelogram, Plane

SHORTEST = 1e-12
MUL_EPSILON = 1e-6


def unit(vector: Floats) -> Floats:
    """The vector(s) scaled to length 1 along the last axis; zero stays zero."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.asarray(vector / np.maximum(length, SHORTEST), dtype=np.float32)


def agreement(differences: Floats) -> Floats:
    """Cosine of each difference [n, D] with their mean, float32[n]."""
    return np.asarray(unit(differences) @ unit(differences.mean(axis=0)), dtype=np.float32)


def plane_of_pairs(pairs: Sequence[tuple[str, str]], starts: Floats, ends: Floats) -> Plane:
    """Project pairs (starts, ends float[n, D]) onto two axes: x along the mean difference's part in
    the plane of the two strongest principal components of all points, y upright to it.

    Turning the plane so costs nothing (it stays the plane of best fit) and lets the shared
    direction run from left to right in every picture.
    """
    points = np.concatenate([starts, ends]).astype(np.float64)
    centred = points - points.mean(axis=0)
    _, strengths, axes = np.linalg.svd(centred, full_matrices=False)
    if len(axes) < 2:
        axes = np.vstack([axes, np.zeros_like(axes[:1])])
    flat = centred @ axes[:2].T
    n = len(pairs)
    along = (flat[n:] - flat[:n]).mean(axis=0)
    size = float(np.hypot(*along))
    if size > SHORTEST:
        cos, sin = along / size
        flat = flat @ np.array([[cos, -sin], [sin, cos]])
    variance = strengths**2
    share = float(variance[:2].sum() / max(variance.sum(), SHORTEST))
    parallel = agreement((ends - starts).astype(np.float32))
    return Plane(
        pairs=tuple(
            Parallelogram(
                start=pair[0],
                end=pair[1],
                start_at=(float(flat[i, 0]), float(flat[i, 1])),
                end_at=(float(flat[n + i, 0]), float(flat[n + i, 1])),
                parallel=float(parallel[i]),
            )
            for i, pair in enumerate(pairs)
        ),
        explained=min(1.0, share),
    )


def best_by_product(
    cosines: Floats,
    weights: Floats,
    k: int,
    inputs: NDArray[np.int64],
    include_inputs: bool,
) -> tuple[NDArray[np.int64], Floats]:
    """3CosMul over `cosines` [I, V]: Π ((1 + cos) / 2)^weight, the divisor raised by ε.

    Returns the ids and scores of the best `k`.
    """
    logs = np.log((1 + cosines) / 2 + MUL_EPSILON * (weights < 0)[:, None] + np.float32(1e-12))
    scores = np.exp((weights[:, None] * logs).sum(axis=0))
    if not include_inputs:
        scores[inputs] = -np.inf
    best = np.argsort(-scores, kind="stable")[:k]
    return best, scores[best]
