"""The recurrent state after every prefix lately asked for: one model step a new word.

A state is a value. What is cached is read-only and keyed by the tokens that led to it, so two
visitors with the same prefix share it and can never change it under one another.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from core.text.vocabulary import END

Floats = NDArray[np.float32]
START = END  # the end of one sentence is the start of the next


@dataclass(frozen=True)
class State:
    """After a prefix: `log_probs` [V] of the next word, `h` and `c` [L, 1, H]. Read-only."""

    log_probs: Floats
    h: Floats
    c: Floats


class StepGraph:
    """The exported step: words [B], states [L, B, H] → log-probabilities [B, V], states."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session
        shape = next(i.shape for i in session.get_inputs() if i.name == "h")
        self.layers, self.hidden = int(shape[0]), int(shape[2])

    def zeros(self) -> tuple[Floats, Floats]:
        zero = np.zeros((self.layers, 1, self.hidden), np.float32)
        return zero, zero

    def run(self, words: NDArray[np.int64], h: Floats, c: Floats) -> tuple[Floats, Floats, Floats]:
        log_probs, h_next, c_next = self._session.run(
            ["log_probs", "h_next", "c_next"], {"word": words, "h": h, "c": c}
        )
        return log_probs, h_next, c_next


class PrefixStates:
    """Least-recently-used cache from a tuple of word ids to the state after reading them.

    Bounded by bytes: 24 MB hold 350 states of a 16k vocabulary with 2 × 512 units.
    """

    def __init__(self, graph: StepGraph, budget: int = 24_000_000) -> None:
        self.graph = graph
        self._budget = budget
        self._states: OrderedDict[tuple[int, ...], State] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, ids: tuple[int, ...]) -> bool:
        with self._lock:
            return ids in self._states

    def after(self, ids: tuple[int, ...]) -> State:
        """The state after `</s>` and then `ids`. Runs the model for the unseen tail only."""
        state, read = self._longest_known(ids)
        if state is None:
            h, c = self.graph.zeros()
            state, read = self._step(START, h, c), 0
            self._keep((), state)
        while read < len(ids):
            state = self._step(ids[read], state.h, state.c)
            read += 1
            self._keep(ids[:read], state)
        return state

    def _longest_known(self, ids: tuple[int, ...]) -> tuple[State | None, int]:
        with self._lock:
            for length in range(len(ids), -1, -1):
                state = self._states.get(ids[:length])
                if state is not None:
                    self._states.move_to_end(ids[:length])
                    return state, length
        return None, 0

    def _step(self, word: int, h: Floats, c: Floats) -> State:
        log_probs, h, c = self.graph.run(np.array([word], np.int64), h, c)
        state = State(log_probs[0], h, c)
        for array in (state.log_probs, state.h, state.c):
            array.flags.writeable = False
        return state

    def _keep(self, ids: tuple[int, ...], state: State) -> None:
        with self._lock:
            self._states[ids] = state
            self._states.move_to_end(ids)
            each = state.log_probs.nbytes + state.h.nbytes + state.c.nbytes
            while len(self._states) > max(self._budget // each, 8):
                self._states.popitem(last=False)
