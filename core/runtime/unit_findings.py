"""What single units of a network track: correlations with properties of a text, held to account.

With hundreds of units and a dozen properties something always correlates. So a unit is chosen on
one half of the held-out text and checked on the other, and beside it stands what the luckiest of
all units reaches with the same labels shifted along the text by a random distance: their own
rhythm kept, their tie to the text cut.

What it is: the numbers of `units.json` and the arithmetic behind them. What it is not: a probe,
which would read many units at once; here one unit must do it alone (Karpathy et al. 2015).

Legend: T characters, H units, P properties.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
VERSION = 1


def correlations(states: Floats, labels: Floats) -> Floats:
    """Pearson's r of every unit with every label: [T, H], [T, P] → [H, P]; 0 for a constant."""
    return (standardised(states).T @ standardised(labels)) / np.float32(max(1, len(states)))


def standardised(values: Floats) -> Floats:
    """Each column with mean 0 and deviation 1; a constant column is 0 throughout."""
    centred = values - values.mean(axis=0, dtype=np.float64).astype(np.float32)
    deviation = np.sqrt(np.square(centred).mean(axis=0, dtype=np.float64)).astype(np.float32)
    # what varies by rounding alone does not vary
    flat = deviation <= 1e-6 * np.maximum(1.0, np.abs(values).max(axis=0, initial=0.0))
    scaled: Floats = np.where(flat, 0, centred / np.where(flat, 1, deviation))
    return scaled.astype(np.float32)


def area_under_curve(values: Floats, labels: Floats) -> float:
    """The chance that a place with label 1 has the higher value than one with 0 (ties: a half).

    Mann and Whitney's U over the number of pairs; 0.5 where one kind is missing.
    """
    yes = labels > 0.5
    count, others = int(yes.sum()), int((~yes).sum())
    if not count or not others:
        return 0.5
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[inverse]  # from 1; the mean rank among equals
    return float((ranks[yes].sum() - count * (count + 1) / 2) / (count * others))


@dataclass(frozen=True)
class TrackedBy:
    """One unit that tracks a property: r on the half it was chosen on, and on the other half."""

    track: str  # "cell" or "hidden"
    unit: int
    r: float
    check: float
    auc: float | None  # on the other half; None for a property that is a number


@dataclass(frozen=True)
class SwitchedOff:
    """What the text costs more, in bits a character, with one unit held at its mean or at 0."""

    everywhere: float
    where_true: float  # on the places where the property is above its mean
    others: float  # everywhere, the mean over units drawn at random
    others_most: float  # and the most of one of these
    others_where_true: float


@dataclass(frozen=True)
class Finding:
    """A property and the units that track it best, beside the two things to beat."""

    name: str  # of the property
    share: float  # of places where it holds; for a number, its mean
    best: tuple[TrackedBy, ...]
    shifted: float  # |r| of the luckiest unit with shifted labels, mean of several shifts
    shifted_most: float
    letters: float  # r of what the last three letters alone foretell, on the other half
    off: dict[str, SwitchedOff]  # the cell (or only state) of best[0], held at "zero" or "mean"

    @property
    def holds(self) -> bool:
        """Whether the best unit did on the other half what it did on the first, beyond all luck."""
        best = self.best[0]
        return best.r * best.check > 0 and abs(best.check) > self.shifted_most


@dataclass(frozen=True)
class Units:
    """units.json. The places are indices into held_out.txt."""

    characters: int  # that the numbers were measured on
    shifts: int
    others: int  # units switched off for comparison
    properties: tuple[str, ...]
    findings: tuple[Finding, ...]
    mean: dict[str, list[float]]  # by track: [H]
    deviation: dict[str, list[float]]
    r: dict[str, list[list[int]]]  # by track: [H][P], in hundredths, on the first half
    check: dict[str, list[list[int]]]  # the same on the second
    most: dict[str, list[list[int]]]  # by track: [H] places where a unit is highest
    least: dict[str, list[list[int]]]
    version: int = VERSION

    @property
    def tracks(self) -> tuple[str, ...]:
        return tuple(self.mean)

    @property
    def size(self) -> int:
        """H."""
        return len(next(iter(self.mean.values())))

    def finding(self, name: str) -> Finding | None:
        """What was found for a property."""
        return next((found for found in self.findings if found.name == name), None)

    def tracked(self, track: str, unit: int) -> list[tuple[str, float, float]]:
        """What one unit goes with: (property, r, r on the other half), the strongest first."""
        pairs = zip(self.properties, self.r[track][unit], self.check[track][unit], strict=True)
        found = [(name, r / 100, check / 100) for name, r, check in pairs]
        return sorted(found, key=lambda item: -min(abs(item[1]), abs(item[2])))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Units:
        """Raises `ValueError` for another version, `KeyError` or `TypeError` for another form."""
        content: dict[str, Any] = json.loads(text)
        if content.get("version") != VERSION:
            raise ValueError(f"units of version {content.get('version')}, not {VERSION}")
        content["properties"] = tuple(content["properties"])
        content["findings"] = tuple(_finding(found) for found in content["findings"])
        return cls(**content)

    @classmethod
    def load(cls, path: Path) -> Units:
        return cls.from_json(path.read_text(encoding="utf-8"))


def _finding(content: dict[str, Any]) -> Finding:
    best = tuple(TrackedBy(**unit) for unit in content.pop("best"))
    off = {name: SwitchedOff(**found) for name, found in content.pop("off").items()}
    return Finding(best=best, off=off, **content)
