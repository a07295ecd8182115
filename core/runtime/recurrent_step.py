"""One step of each recurrent cell in NumPy: the equation, then the line that computes it.

What this is: teaching code over the real weights of a character model, held to PyTorch's cells by
a test, and shown on a page as it stands here. What it is not: what serves; that is the graph.

Legend: E width of x, H hidden units, G gates. The rows of W, U and b are the gates one below the
other, in the order of `GATES`. Any number of steps may stand before the last axis.
Elman 1990; Hochreiter & Schmidhuber 1997; Gers et al. 2000; Cho et al. 2014.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np

from core.runtime.tasks.character_model.results import GATES, Floats, Trace, Weights

Tracks = dict[str, Floats]


def sigmoid(a: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(0.5 * a))  # = 1 / (1 + exp(-a)), and never overflows


def rnn_step(weights: Weights, x: Floats, h: Floats) -> Tracks:
    W, U, b = weights.W, weights.U, weights.b
    h = np.tanh(x @ W.T + h @ U.T + b)
    return {"hidden": h}


def lstm_step(weights: Weights, x: Floats, h: Floats, C: Floats) -> Tracks:
    W, U, b = weights.W, weights.U, weights.b
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=-1)
    f = sigmoid(f)  # how much of the old C is kept
    i = sigmoid(i)  # how much of the new is let in
    g = np.tanh(g)  # the candidate: what the new is
    C = f * C + i * g  # no sigmoid around it
    o = sigmoid(o)  # how much of C is shown
    h = o * np.tanh(C)
    return {"input": i, "forget": f, "candidate": g, "output": o, "cell": C, "hidden": h}


def gru_step(weights: Weights, x: Floats, h: Floats) -> Tracks:
    W, U, b, u = weights.W, weights.U, weights.b, weights.u
    r, z, n = np.split(x @ W.T + b, 3, axis=-1)
    r_h, z_h, n_h = np.split(h @ U.T, 3, axis=-1)
    r = sigmoid(r + r_h)  # how much of the old h the candidate sees
    z = sigmoid(z + z_h)  # how much of the old h is kept
    n = np.tanh(n + r * (n_h + u))  # the candidate, in PyTorch's form
    h = (1 - z) * n + z * h
    return {"reset": r, "update": z, "candidate": n, "hidden": h}


def cho_candidate(weights: Weights, x: Floats, h: Floats, r: Floats) -> Floats:
    W, U, b = (np.split(part, 3)[2] for part in (weights.W, weights.U, weights.b))
    return np.tanh(x @ W.T + b + (r * h) @ U.T + weights.u)  # the reset gate stands before U


STEPS: dict[str, Callable[..., Tracks]] = {
    "SimpleRNN": rnn_step,
    "LSTM": lstm_step,
    "GRU": gru_step,
}


def logits(weights: Weights, x: Floats, h: Floats) -> Floats:
    """float [..., V]: what the softmax is taken of."""
    return h @ weights.V.T + x @ weights.S.T + weights.d


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def before(track: Floats) -> Floats:
    """A state [T, H] as each step found it: one row later, and zeros at the start."""
    return np.concatenate([np.zeros_like(track[:1]), track[:-1]])


def by_hand(cell: str, weights: Weights, trace: Trace) -> Tracks:
    """Every step of `trace` again in NumPy, each from the state the graph had before it.

    The tracks of the cell, each float [T, H], and `log_probs` [T, V].
    """
    states = [before(trace.tracks["hidden"])]
    if cell == "LSTM":
        states.append(before(trace.tracks["cell"]))
    found = STEPS[cell](weights, trace.x, *states)
    return found | {"log_probs": log_softmax(logits(weights, trace.x, found["hidden"]))}


def sums(weights: Weights, cell: str, x: Floats, h: Floats) -> dict[str, tuple[Floats, ...]]:
    """What each gate's function is taken of, in parts: W x, U h and b, each float [H], by gate.

    The GRU's candidate has its U h before the reset gate is applied, with u in it.
    """
    parts = [np.split(part, len(GATES[cell])) for part in (weights.W @ x, weights.U @ h, weights.b)]
    found = dict(zip(GATES[cell], zip(*parts, strict=True), strict=True))
    if cell == "GRU":
        wx, uh, b = found["candidate"]
        found["candidate"] = (wx, uh + weights.u, b)
    return found


def kl_bits(before: Floats, after: Floats) -> Floats:
    """KL(before ‖ after) in bits along the last axis, of log-probabilities in nats."""
    p = np.exp(before.astype(np.float64))
    return np.maximum((p * (before.astype(np.float64) - after)).sum(axis=-1), 0) / np.log(2)


def cell_parameters(cell: str, E: int, H: int) -> int:
    """How many numbers a cell has: G matrices [H, E + H] and biases; the GRU one bias more."""
    return len(GATES[cell]) * H * (E + H + 1) + (H if cell == "GRU" else 0)


def carried(f: Floats, i: Floats, g: Floats, C: float = 0.0, *, squashed: bool = False) -> Floats:
    """One unit's carry track float [T] through its gates float [T], from `C` on.

    `squashed` puts a sigmoid around it, C = σ(f C + i g), which no LSTM has.
    """
    track = np.empty(len(f), np.float32)
    for t in range(len(f)):
        C = float(f[t] * C + i[t] * g[t])
        if squashed:
            C = 1 / (1 + exp(-C))
        track[t] = C
    return track
