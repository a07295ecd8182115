"""Choosing the next token: temperature, top-k, top-p, and a seed that means the same everywhere.

Pure functions over log-probabilities. Logits are computed once and re-used: another temperature
is another call of `distribution`, not another run of the model. Top-p is the nucleus of Holtzman
et al. 2020, "The Curious Case of Neural Text Degeneration".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

TEMPERATURES = (0.0, 5.0)
LENGTHS = (1, 400)
SEEDS = (0, 2**32 - 1)


@dataclass(frozen=True)
class SamplingSettings:
    """What one call wants. `temperature` 0 takes the most probable; `top_k` 0 and `top_p` 1 keep
    all tokens; `length` is counted in tokens."""

    temperature: float = 0.8
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0
    length: int = 40

    def clamped(self) -> SamplingSettings:
        """The nearest settings that can be used; equal to `self` where all are in range."""
        default = SamplingSettings()
        return replace(
            self,
            temperature=_into(self.temperature, *TEMPERATURES, default.temperature),
            top_k=int(_into(self.top_k, 0, math.inf, default.top_k)),
            top_p=_into(self.top_p, 0.0, 1.0, default.top_p),
            seed=int(_into(self.seed, *SEEDS, default.seed)),
            length=int(_into(self.length, *LENGTHS, default.length)),
        )


def distribution(
    log_probs: Floats, *, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0
) -> NDArray[np.float64]:
    """Probabilities to draw from, [..., V] → [..., V]; each row sums to 1.

    In this order: p ∝ exp(log_probs / temperature); the `top_k` most probable; the fewest of those
    whose mass reaches `top_p`. At least one token stays. −inf forbids a token. Ties are broken by
    the lower id. Raises `ValueError` for NaN or a row with every token forbidden.
    """
    scores: NDArray[np.float64] = np.asarray(log_probs, dtype=np.float64)
    highest = scores.max(axis=-1, keepdims=True)
    if not np.isfinite(highest).all():
        raise ValueError("a row of log-probabilities has no finite largest value")
    if temperature <= 0:
        probs: NDArray[np.float64] = np.zeros_like(scores)
        np.put_along_axis(probs, scores.argmax(axis=-1)[..., None], 1.0, axis=-1)
        return probs
    # A temperature near zero may push all but the best to −inf: that is the limit we want.
    with np.errstate(over="ignore"):
        probs = np.exp((scores - highest) / temperature)
    probs /= probs.sum(axis=-1, keepdims=True)
    size = scores.shape[-1]
    if not (0 < top_k < size or top_p < 1.0):
        return probs
    order = np.argsort(-probs, axis=-1, kind="stable")
    ranked = np.take_along_axis(probs, order, axis=-1)
    if 0 < top_k < size:
        ranked[..., top_k:] = 0.0
        ranked /= ranked.sum(axis=-1, keepdims=True)
    if top_p < 1.0:
        before = np.cumsum(ranked, axis=-1) - ranked
        outside = before >= max(top_p, 0.0)
        outside[..., 0] = False
        ranked[outside] = 0.0
        ranked /= ranked.sum(axis=-1, keepdims=True)
    np.put_along_axis(probs, order, ranked, axis=-1)
    return probs


def uniform(seed: int, step: int) -> float:
    """The number in [0, 1) that decides step `step` of the text with that seed.

    Each step has its own, so that a text can be continued, or left at any word for another road,
    without replaying what came before.
    """
    return float(np.random.default_rng((seed, step)).random())


def draw(probs: Floats, number: float) -> int:
    """The token at which the cumulated `probs` [V] pass `number` in [0, 1)."""
    cumulated = np.cumsum(np.asarray(probs, dtype=np.float64))
    index = int(np.searchsorted(cumulated, number * cumulated[-1], side="right"))
    return min(index, int(np.flatnonzero(probs)[-1]))


def sample(log_probs: Floats, settings: SamplingSettings, step: int) -> int:
    """One token for log-probabilities [V]: `distribution` and `draw` with the step's number."""
    probs = distribution(
        log_probs,
        temperature=settings.temperature,
        top_k=settings.top_k,
        top_p=settings.top_p,
    )
    return draw(probs, uniform(settings.seed, step))


def _into(value: float, low: float, high: float, default: float) -> float:
    return default if math.isnan(value) else min(max(value, low), high)
