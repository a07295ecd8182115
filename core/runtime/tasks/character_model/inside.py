"""Inside the model: every number of a text, with tracks held at will, and the weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import isfinite

import numpy as np
import onnxruntime as ort

from core.runtime.engine.limits import Places
from core.runtime.errors import BadInput
from core.runtime.tasks.character_model.results import Floats, Hold, ModelShape, Trace, Weights
from core.text.characters import CharacterVocabulary

_places = Places(4, patience=10.0)  # a trace of 1,000 characters fills a core for 0.2 s


class Inside:
    def __init__(
        self,
        session: ort.InferenceSession,
        shape: ModelShape,
        vocabulary: CharacterVocabulary,
        before: tuple[int, ...],
    ) -> None:
        """`before`: the C ids in view of the n-grams before the first letter of a text."""
        self._session, self._shape, self._vocabulary = session, shape, vocabulary
        self._before = before

    def trace(self, ids: tuple[int, ...], condition: int, holds: Sequence[Hold]) -> Trace:
        shape, T = self._shape, len(ids)
        names = ["log_probs", "x", *shape.tracks]
        feed = self._feed((*self._before, *ids), condition, holds)
        if T:
            with _places.place():
                found = self._session.run(names, feed)
        else:
            widths = [shape.vocabulary, shape.width, *[shape.hidden] * len(shape.tracks)]
            found = [np.zeros((1, 0, width), np.float32) for width in widths]
        log_probs, x, *tracks = (array[0] for array in found)
        labels = tuple(map(self._vocabulary.label, ids))
        return Trace(ids, labels, x, dict(zip(shape.tracks, tracks, strict=True)), log_probs)

    @cached_property
    def weights(self) -> Weights:
        options = ort.RunOptions()
        options.only_execute_path_to_fetches = True
        feed = self._feed((*self._before, 0), 0, ())
        names = ("W", "U", "b", "u", "V", "S", "d")
        found: list[Floats] = self._session.run(list(names), feed, options)
        for array in found:
            array.flags.writeable = False
        return Weights(**dict(zip(names, found, strict=True)))

    def _feed(
        self, characters: tuple[int, ...], condition: int, holds: Sequence[Hold]
    ) -> dict[str, np.ndarray]:
        zero = np.zeros((1, self._shape.hidden), np.float32)
        hold, held = self._held(holds)
        feed: dict[str, np.ndarray] = {
            "characters": np.array([characters], np.int64),
            "condition": np.array([condition], np.int64),
            "h": zero,
            "hold": hold,
            "held": held,
        }
        return feed | {"c": zero} if self._shape.cell == "LSTM" else feed

    def _held(self, holds: Sequence[Hold]) -> tuple[Floats, Floats]:
        """The mask and the values, float [K, H]; a later hold of the same unit wins."""
        tracks, H = self._shape.tracks, self._shape.hidden
        hold = np.zeros((len(tracks), H), np.float32)
        held = np.zeros_like(hold)
        for wanted in holds:
            if wanted.track not in tracks:
                raise BadInput(
                    f"This {self._shape.cell} has nothing called “{wanted.track}” to hold; "
                    f"it has {', '.join(tracks)}."
                )
            if any(not 0 <= unit < H for unit in wanted.units):
                raise BadInput(f"The units of this model are numbered from 0 to {H - 1}.")
            if not isfinite(wanted.value):
                raise BadInput("A track can be held at a finite number only.")
            units: slice | list[int] = list(wanted.units) if wanted.units else slice(None)
            track = tracks.index(wanted.track)
            hold[track, units], held[track, units] = 1.0, wanted.value
        return hold, held
