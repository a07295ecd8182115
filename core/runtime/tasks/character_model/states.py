"""The recurrent state as a value: the step graph, and the states after texts that were read.

No visitor's state lives here. What is cached is read-only and keyed by the ids that led to it, so
two visitors with the same text share it and can never change it under one another.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.limits import Cancel
from core.runtime.engine.registry import Served
from core.runtime.tasks.character_model.results import Floats, ModelShape

Ids = NDArray[np.int64]
States = tuple[Floats, ...]  # (h,) or, of an LSTM, (h, c): each [B, H]


@dataclass(frozen=True)
class State:
    """After a text: `log_probs` [V] of what follows, the states [1, H], the letters in view.

    Read-only. `key` stands for the whole text and the condition.
    """

    log_probs: Floats
    states: States
    view: tuple[int, ...]  # the last C + 1 ids
    key: bytes


class StepGraph:
    """One character's step, whichever graph serves it.

    The sequence graph serves a GPU; there a step is a text of one character, with nothing held.
    """

    def __init__(self, served: Served, shape: ModelShape) -> None:
        self._session, self.shape = served.session, shape
        self._names = [name for name in ("h", "c") if shape.cell == "LSTM" or name == "h"]
        self._outputs = ["log_probs", *(f"{name}_next" for name in self._names)]
        self._free: dict[str, Floats] = {}
        if any(value.name == "hold" for value in self._session.get_inputs()):
            nothing = np.zeros((len(shape.tracks), shape.hidden), np.float32)
            self._free = {"hold": nothing, "held": nothing}

    def zeros(self, batch: int = 1) -> States:
        zero = np.zeros((batch, self.shape.hidden), np.float32)
        return tuple(zero for _ in self._names)

    def run(self, characters: Ids, condition: int, states: States) -> tuple[Floats, States]:
        """int64 [B, C + 1], states [B, H] → log-probabilities [B, V], states."""
        feed = {
            "characters": characters,
            "condition": np.full(len(characters), condition, np.int64),
            **dict(zip(self._names, states, strict=True)),
            **self._free,
        }
        log_probs, *new = self._session.run(self._outputs, feed)
        return log_probs.reshape(len(characters), -1), tuple(new)


class PrefixStates:
    """Least-recently-used cache from a text and a condition to the state after reading it.

    A key is the hash of the key before it and the next id, so that a text of n ids costs n keys of
    16 bytes. Bounded by bytes: 24 MB hold about 4,500 states of 640 units.
    """

    def __init__(
        self, graph: StepGraph, beginning: tuple[int, ...], budget: int = 24_000_000
    ) -> None:
        self.graph, self._beginning, self._budget = graph, beginning, budget
        self._kept: OrderedDict[bytes, State] = OrderedDict()
        self._lock = Lock()

    def after(self, ids: Sequence[int], condition: int, cancel: Cancel | None = None) -> State:
        """The state after the beginning and then `ids`. Runs the model for the unseen tail only."""
        keys = [condition.to_bytes(4, "big")]
        for id in ids:
            keys.append(_next_key(keys[-1], id))
        state, read = self._longest_known(keys)
        if state is None:
            state, read = self.first(condition), 0
        for id in ids[read:]:
            if cancel is not None:
                cancel.check()
            state = self.step(state, id, condition)
        return state

    def along(self, ids: Sequence[int], condition: int) -> Iterator[State]:
        """The states before each of the ids."""
        state = self.first(condition)
        for id in ids:
            yield state
            state = self.step(state, id, condition)

    def first(self, condition: int) -> State:
        """The state at the beginning of a text."""
        key = condition.to_bytes(4, "big")
        return self._known(key) or self._run(key, self._beginning, condition, self.graph.zeros())

    def step(self, state: State, id: int, condition: int) -> State:
        """The state after one more id."""
        key = _next_key(state.key, id)
        known = self._known(key)
        if known is not None:
            return known
        return self._run(key, (*state.view[1:], id), condition, state.states)

    def _run(self, key: bytes, view: tuple[int, ...], condition: int, states: States) -> State:
        log_probs, new = self.graph.run(np.array([view], np.int64), condition, states)
        state = State(log_probs[0], new, view, key)
        for array in (state.log_probs, *new):
            array.flags.writeable = False
        with self._lock:
            self._kept[key] = state
            self._kept.move_to_end(key)
            each = state.log_probs.nbytes + sum(array.nbytes for array in new)
            while len(self._kept) > max(self._budget // each, 8):
                self._kept.popitem(last=False)
        return state

    def _known(self, key: bytes) -> State | None:
        with self._lock:
            state = self._kept.get(key)
            if state is not None:
                self._kept.move_to_end(key)
            return state

    def _longest_known(self, keys: list[bytes]) -> tuple[State | None, int]:
        for read in range(len(keys) - 1, -1, -1):
            state = self._known(keys[read])
            if state is not None:
                return state, read
        return None, 0


def _next_key(key: bytes, id: int) -> bytes:
    return hashlib.blake2b(key + int(id).to_bytes(4, "big"), digest_size=16).digest()
