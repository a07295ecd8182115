"""What the task "character-model" answers with: plain frozen values.

Legend: T characters read, V vocabulary, H hidden units, E width of the letters' vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from core.text.persian import Change

Floats = NDArray[np.float32]

# The tracks of each cell, in the order of the columns of W, U and b. A track is what the sequence
# graph gives for every unit and step, and what can be held fast.
GATES: dict[str, tuple[str, ...]] = {
    "SimpleRNN": ("hidden",),
    "GRU": ("reset", "update", "candidate"),
    "LSTM": ("input", "forget", "candidate", "output"),
}
TRACKS: dict[str, tuple[str, ...]] = {
    "SimpleRNN": ("hidden",),
    "GRU": ("reset", "update", "candidate", "hidden"),
    "LSTM": ("input", "forget", "candidate", "output", "cell", "hidden"),
}


@dataclass(frozen=True)
class ModelShape:
    """config.json: what the model is. `context` is how many letters before x's own it looks at."""

    cell: str  # "SimpleRNN", "GRU" or "LSTM"
    vocabulary: int  # V
    width: int  # E
    hidden: int  # H
    ngrams: tuple[tuple[int, int], ...]  # (n, rows); empty: x_t is the letter's own vector alone
    conditions: tuple[str, ...]  # names of conditions 1, 2, …; condition 0 is nobody

    @property
    def context(self) -> int:
        return max((n for n, _ in self.ngrams), default=1) - 1

    @property
    def tracks(self) -> tuple[str, ...]:
        return TRACKS[self.cell]


@dataclass(frozen=True)
class Prompt:
    """A visitor's text as the model reads it."""

    text: str  # after normalisation: what the ids spell
    ids: tuple[int, ...]
    changes: tuple[Change, ...]  # what normalisation did; empty for a clean text
    dropped: tuple[str, ...]  # characters that had no place in the vocabulary, each once
    clipped: bool  # whether only the end of the text was kept


@dataclass(frozen=True)
class TextScore:
    """How well a text was foreseen, every character of it counted."""

    characters: int
    bytes: int
    bits: float

    @property
    def bits_per_char(self) -> float:
        return self.bits / max(1, self.characters)

    @property
    def bits_per_byte(self) -> float:
        return self.bits / max(1, self.bytes)


@dataclass(frozen=True)
class Chance:
    """One next character: its id, how it is written (`label` of the vocabulary) and p."""

    id: int
    label: str
    log_prob: float

    @property
    def probability(self) -> float:
        return exp(self.log_prob)


@dataclass(frozen=True)
class Step:
    """One generated character. `text` is empty while the bytes of a character are incomplete."""

    index: int
    id: int
    text: str
    log_prob: float  # under the model at temperature 1
    ended: bool = False  # the wanted end (`stop`) was reached with this character


@dataclass(frozen=True)
class Candidate:
    """One of several texts generated side by side; `log_prob` is the model's, at temperature 1."""

    text: str
    log_prob: float
    ended: bool  # whether `stop` was reached, or the length ran out


@dataclass(frozen=True)
class Hold:
    """One track held at a value for some units (all, where `units` is empty), at every step."""

    track: str
    value: float
    units: tuple[int, ...] = ()


@dataclass(frozen=True)
class Trace:
    """Every number inside, for a text of T ids: row t is after reading id t."""

    ids: tuple[int, ...]
    labels: tuple[str, ...]  # of the ids
    x: Floats  # [T, E]
    tracks: dict[str, Floats]  # each [T, H], by the names of the cell's `tracks`
    log_probs: Floats  # [T, V]: row t is what may follow id t


@dataclass(frozen=True)
class Weights:
    """The cell and the output as float32, from the canonical graph; rows by `GATES`, in order.

    LSTM:  i, f, g, o = σ, σ, tanh, σ of W x + U h + b
    GRU:   r, z = σ of W x + U h + b;  n = tanh(W_n x + b_n + r ⊙ (U_n h + u_n))
           h' = (1 − z) ⊙ n + z ⊙ h          (PyTorch's form of Cho et al. 2014)
    RNN:   h' = tanh(W x + U h + b)
    logits = V h + S x + d
    """

    W: Floats  # [G·H, E]
    U: Floats  # [G·H, H]
    b: Floats  # [G·H]
    u: Floats  # [H]: the GRU's bias inside the reset; zeros for the other cells
    V: Floats  # [V, H]
    S: Floats  # [V, E]; zeros where x does not reach the output
    d: Floats  # [V]
