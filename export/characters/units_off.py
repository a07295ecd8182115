"""What held-out text costs more with one unit held at zero or at its mean, beside other units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.runtime.unit_findings import Floats, SwitchedOff, TrackedBy
from export.characters.unit_states import Rows, StateReader

OTHERS = 8  # units drawn at random
# So many rows are read anew for each unit, the first ids of each only to fill the state.
ROWS, FILL, LENGTH = 20, 60, 240


def short(value: float | np.floating, digits: int = 3) -> float:
    """A number as it is written down."""
    return round(float(value), digits)


class Off:
    """Units held at zero or at their mean, on rows of the second half."""

    def __init__(
        self,
        reader: StateReader,
        ids: NDArray[np.int64],
        labels: Floats,
        mean: dict[str, NDArray[np.float64]],
        T: int,
        context: int,
        random: np.random.Generator,
    ) -> None:
        self.reader, self.mean = reader, mean
        self.track = next(iter(mean))  # the cell, where there is one
        length = min(FILL + LENGTH, (T // 2 - 1) // ROWS)
        self.fill = min(FILL, length // 2)
        starts = [T // 2 + row * ((T - T // 2) // ROWS) for row in range(ROWS)]
        self.rows = Rows.cut(ids, starts, length, context)
        # the label of the place at which the next id is foretold
        self.labels = np.stack([labels[s + self.fill : s + length - 1] for s in starts])
        self.plain = self._bits(None)
        H = reader.shape.hidden
        drawn = random.permutation(H)[: min(OTHERS, H)]
        self.count = len(drawn)
        self._known: dict[tuple[int, str], Floats] = {}
        self.lost = {
            kind: np.stack([self._lost(int(unit), kind) for unit in drawn])
            for kind in ("zero", "mean")
        }

    def _bits(self, hold: tuple[str, int, float] | None) -> Floats:
        return self.reader.bits(self.rows, hold)[:, self.fill :]

    def _lost(self, unit: int, kind: str) -> Floats:
        """A unit may be the best for several properties."""
        if (unit, kind) not in self._known:
            value = 0.0 if kind == "zero" else float(self.mean[self.track][unit])
            self._known[unit, kind] = self._bits((self.track, unit, value)) - self.plain
        return self._known[unit, kind]

    def of(self, unit: TrackedBy, place: int) -> dict[str, SwitchedOff]:
        """What the unit's own track is worth to the prediction."""
        label = self.labels[:, :, place]
        true = label > label.mean()
        found = {}
        for kind, others in self.lost.items():
            lost = self._lost(unit.unit, kind)
            each = others.mean(axis=(1, 2))
            found[kind] = SwitchedOff(
                everywhere=short(lost.mean(), 5),
                where_true=short(lost[true].mean() if true.any() else 0.0, 5),
                others=short(each.mean(), 5),
                others_most=short(each.max(), 5),
                others_where_true=short(others[:, true].mean() if true.any() else 0.0, 5),
            )
        return found
