"""What the settings of a draw do to a distribution, one after the other, for a page to show.

The same arithmetic as `sampling.distribution`, kept open: the order of the tokens, what temperature
makes of their probabilities, how many each cut keeps, and what is left when the kept mass is
divided by itself. Not a second way to draw: `final` equals `distribution` (tested).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.sampling import Floats, SamplingSettings, distribution


@dataclass(frozen=True)
class Cuts:
    """All arrays are in the order `ids`, the most probable first; tokens of zero are left out."""

    ids: NDArray[np.int64]  # [N]
    model: NDArray[np.float64]  # p at temperature 1
    tempered: NDArray[np.float64]  # p^(1/T), normalised
    by_k: int  # how many top-k keeps
    by_p: int  # how many of those top-p keeps: the first `by_p` can be drawn
    final: NDArray[np.float64]  # what is drawn from

    @property
    def mass(self) -> float:
        """What the kept tokens had together before they were normalised again, 0…1."""
        return float(self.tempered[: self.by_p].sum())

    @property
    def mass_k(self) -> float:
        """What the tokens within top-k have together under the temperature, 0…1."""
        return float(self.tempered[: self.by_k].sum())

    @property
    def scale(self) -> float:
        """By what the kept probabilities grow when they are normalised again, ≥ 1."""
        return 1.0 / self.mass


def cuts(log_probs: Floats, settings: SamplingSettings) -> Cuts:
    """Temperature, top-k and top-p of `settings` over log-probabilities [V]; −inf forbids.

    Raises `ValueError` as `sampling.distribution` does.
    """
    settings = settings.clamped()
    model = distribution(log_probs)
    tempered = distribution(log_probs, temperature=settings.temperature)
    final = distribution(
        log_probs,
        temperature=settings.temperature,
        top_k=settings.top_k,
        top_p=settings.top_p,
    )
    # By what is drawn, then by the model (at temperature 0 all but one have nothing), then by id:
    # the ties of `distribution` fall the same way.
    order = np.lexsort((np.arange(len(model)), -model, -tempered))
    order = order[model[order] > 0]
    k = settings.top_k
    by_k = min(k, len(order)) if k > 0 else len(order)
    return Cuts(
        ids=order.astype(np.int64),
        model=model[order],
        tempered=tempered[order],
        by_k=by_k,
        by_p=int(np.count_nonzero(final)),
        final=final[order],
    )


def entropy(probs: NDArray[np.float64]) -> float:
    """−Σ p log₂ p in bits: how open the choice is; 2 to its power is a number of equal choices."""
    known = probs[probs > 0]
    return float(-(known * np.log2(known)).sum()) + 0.0  # no −0.0
