"""Logistic regression on a handful of rows, by gradient descent in numpy.

What this is: the classifier of a lesson, small enough to be trained anew at each change of the
page. What it is not: a training framework; models behind the labs come from core.training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.runtime.errors import BadInput

MOST_ROWS = 200
STEPS = 300
RATE = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Logistic:
    """p(class 1 | x) = σ(w·x + b)."""

    weights: Floats
    bias: float

    def probabilities(self, rows: NDArray[np.floating]) -> Floats:
        """float[n] for rows float[n, D]."""
        return np.asarray(1 / (1 + np.exp(-(rows @ self.weights + self.bias))), dtype=np.float64)


def fit_logistic(
    rows: NDArray[np.floating], classes: NDArray[np.integer], *, decay: float = 1e-3
) -> Logistic:
    """Fit to rows float[n, D] with classes (0 or 1) int[n]; weights start at zero.

    Raises `BadInput` unless both classes are there and n ≤ 200.
    """
    if not 2 <= len(rows) <= MOST_ROWS or len(set(classes.tolist())) != 2:
        raise BadInput("Give at least one word of each of the two kinds.")
    weights, bias = np.zeros(rows.shape[1]), 0.0
    for _ in range(STEPS):
        error = Logistic(weights, bias).probabilities(rows) - classes  # ∂loss/∂z
        weights = weights - RATE * (rows.T @ error / len(rows) + decay * weights)
        bias -= RATE * float(error.mean())
    return Logistic(weights, bias)
