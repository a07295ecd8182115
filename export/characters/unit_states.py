"""Every unit's value after every character of a long text, and what the text costs without a unit.

The text is read in rows side by side, each from a zero state that is then carried to its end: one
row after the other would take ten times as long. The graph is the canonical one.

Legend: R rows, L ids of a row, H hidden units, K tracks, C the model's context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from core.runtime.tasks.character_model import CharacterModel
from core.text.characters import START

Ids = NDArray[np.int64]
Floats = NDArray[np.float32]
CHUNK = 250  # ids of a row in one run


@dataclass(frozen=True)
class Rows:
    """Rows of ids, [R, L], each with the C ids before it: [R, C + L]."""

    before_and_ids: Ids
    context: int

    @classmethod
    def cut(
        cls, ids: Sequence[int] | Ids, starts: Sequence[int], length: int, context: int
    ) -> Rows:
        """Rows of `length` from each start of one text; `<s>` stands before the text."""
        padded = np.concatenate([np.full(context, START), np.asarray(ids)]).astype(np.int64)
        cut = [padded[start : start + context + length] for start in starts]
        return cls(np.stack(cut), context)

    @property
    def length(self) -> int:
        return self.before_and_ids.shape[1] - self.context

    def chunk(self, start: int, size: int) -> Ids:
        return np.ascontiguousarray(self.before_and_ids[:, start : start + self.context + size])


class StateReader:
    """The canonical graph of one model over rows of a held-out text; nobody speaks."""

    def __init__(self, model: CharacterModel, session: ort.InferenceSession) -> None:
        self.shape, self._session = model.shape, session

    @classmethod
    def of(cls, model: CharacterModel) -> StateReader:
        path = model.file(model.artifact.graphs["sequence"].file)
        assert path is not None  # a graph that the manifest names
        return cls(model, open_session(path, [CPU]))

    def _run(
        self, rows: Rows, outputs: list[str], hold: tuple[Floats, Floats], keep: NDArray[np.generic]
    ) -> None:
        """Fill `keep` [N outputs, R, L, …] chunk by chunk, the state carried along."""
        R, H = len(rows.before_and_ids), self.shape.hidden
        names = ["h", "c"] if self.shape.cell == "LSTM" else ["h"]
        state = {name: np.zeros((R, H), np.float32) for name in names}
        fixed = {"condition": np.zeros(R, np.int64), "hold": hold[0], "held": hold[1]}
        for start in range(0, rows.length, CHUNK):
            size = min(CHUNK, rows.length - start)
            feed = {"characters": rows.chunk(start, size), **fixed, **state}
            wanted = [*outputs, *(f"{name}_next" for name in names)]
            found = self._session.run(wanted, feed)
            state = dict(zip(names, found[len(outputs) :], strict=True))
            for place, values in enumerate(found[: len(outputs)]):
                keep[place, :, start : start + size] = values

    def _nothing_held(self) -> tuple[Floats, Floats]:
        zeros = np.zeros((len(self.shape.tracks), self.shape.hidden), np.float32)
        return zeros, zeros.copy()

    def states(self, rows: Rows, tracks: Sequence[str]) -> dict[str, NDArray[np.float16]]:
        """Each track as float16 [R, L, H]: three digits are enough for a correlation."""
        size = (len(tracks), len(rows.before_and_ids), rows.length, self.shape.hidden)
        keep = np.empty(size, np.float16)
        self._run(rows, list(tracks), self._nothing_held(), keep)
        return dict(zip(tracks, keep, strict=True))

    def bits(self, rows: Rows, hold: tuple[str, int, float] | None = None) -> Floats:
        """−log₂ p of each id but the first of a row: [R, L − 1]; `hold`: track, unit, value."""
        held = self._nothing_held()
        if hold is not None:
            track, unit, value = hold
            held[0][self.shape.tracks.index(track), unit] = 1
            held[1][self.shape.tracks.index(track), unit] = value
        keep = np.empty(
            (1, len(rows.before_and_ids), rows.length, self.shape.vocabulary), np.float32
        )
        self._run(rows, ["log_probs"], held, keep)
        targets = rows.before_and_ids[:, self._first_target(rows) :]
        found = np.take_along_axis(keep[0][:, :-1], targets[:, :, None], 2)[:, :, 0]
        bits: Floats = (found / -np.log(2)).astype(np.float32)
        return bits

    def _first_target(self, rows: Rows) -> int:
        return rows.context + 1
