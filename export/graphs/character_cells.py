"""One step of a SimpleRNN, GRU or LSTM as nodes, with every track passed through `keep`.

The equations are those of `Weights` in core.runtime.tasks.character_model.results. The products
with W (and, where the caller makes one product of both, with U) are the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.models.character_rnn import CharacterRNNConfig
from export.graphs.step_nodes import StepNodes

Floats = NDArray[np.float32]
State = Mapping[str, Floats]  # the module's state_dict as arrays
Keep = Callable[[str, str], str]  # (track, tensor) → the tensor that is used from here on


def cell(
    kind: str, nodes: StepNodes, read: str, state: Mapping[str, str], keep: Keep
) -> dict[str, str]:
    """From `read` = W x + b [B, G H] and the states' names → the new states' names.

    U and the bias inside the GRU's reset are the tensors `cell.weight_hh_l0` and
    `cell.bias_in_reset`.
    """
    h = state["h"]
    if kind == "GRU":
        both = nodes.op("Gemm", h, "cell.weight_hh_l0", transB=1)
        return gru(nodes, read, both, "cell.bias_in_reset", h, keep)
    z = nodes.op("Gemm", h, "cell.weight_hh_l0", read, transB=1)
    return simple_rnn(nodes, z, keep) if kind == "SimpleRNN" else lstm(nodes, z, state["c"], keep)


def simple_rnn(nodes: StepNodes, z: str, keep: Keep) -> dict[str, str]:
    """h' = tanh z."""
    return {"h": keep("hidden", nodes.op("Tanh", z))}


def lstm(nodes: StepNodes, z: str, c: str, keep: Keep) -> dict[str, str]:
    """i, f, g, o = σ, σ, tanh, σ of z;  c' = f ⊙ c + i ⊙ g;  h' = o ⊙ tanh c'."""
    i, f, g, o = nodes.ops("Split", z, to=nodes.names("gate", 4), axis=1, num_outputs=4)
    i = keep("input", nodes.op("Sigmoid", i))
    f = keep("forget", nodes.op("Sigmoid", f))
    g = keep("candidate", nodes.op("Tanh", g))
    o = keep("output", nodes.op("Sigmoid", o))
    kept, written = nodes.op("Mul", f, c), nodes.op("Mul", i, g)
    c = keep("cell", nodes.op("Add", kept, written))
    return {"h": keep("hidden", nodes.op("Mul", o, nodes.op("Tanh", c))), "c": c}


def gru(nodes: StepNodes, read: str, both: str, inside: str, h: str, keep: Keep) -> dict[str, str]:
    """r, z = σ(read + U h);  n = tanh(read_n + r ⊙ (U_n h + u));  h' = n + z ⊙ (h − n)."""
    r, z, n = nodes.ops("Split", read, to=nodes.names("gate", 3), axis=1, num_outputs=3)
    from_r, from_z, from_n = nodes.ops(
        "Split", both, to=nodes.names("past", 3), axis=1, num_outputs=3
    )
    r = keep("reset", nodes.op("Sigmoid", nodes.op("Add", r, from_r)))
    z = keep("update", nodes.op("Sigmoid", nodes.op("Add", z, from_z)))
    past = nodes.op("Mul", r, nodes.op("Add", from_n, inside))
    n = keep("candidate", nodes.op("Tanh", nodes.op("Add", n, past)))
    moved = nodes.op("Mul", z, nodes.op("Sub", h, n))
    return {"h": keep("hidden", nodes.op("Add", n, moved))}


def merged_biases(state: State, config: CharacterRNNConfig) -> tuple[Floats, Floats]:
    """b [G H] and u [H]: PyTorch's two biases as one, but for the GRU's inside its reset."""
    H = config.hidden
    b, past = state["cell.bias_ih_l0"].copy(), state["cell.bias_hh_l0"]
    if config.cell != "GRU":
        return b + past, np.zeros(H, np.float32)
    b[: 2 * H] += past[: 2 * H]
    return b, past[2 * H :].copy()


def power(base: int, exponent: int) -> int:
    """base ** exponent as 64 bits hold it: a number that is too long wraps, as in the module."""
    return (base**exponent + 2**63) % 2**64 - 2**63
