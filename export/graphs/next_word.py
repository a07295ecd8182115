"""The step graph of `next-word`: one word and the state in, the next word's log-probabilities out.

    word int64[B], h float[L,B,H], c float[L,B,H]  →  log_probs float[B,V], h_next, c_next

Written from the weights of `core.models.word_lstm.WordLSTM`, a node for each equation there; the
initialisers carry the names of its state_dict, so that the module can be filled from the graph
again (`state_dict_of`). Input and recurrent matrix stand side by side, [W U][x; h], one product a
step instead of two. How a product is stored is the business of `StepNodes`: the same text writes
the float graph and the small one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from core.models.word_lstm import WordLSTMConfig
from core.training.next_word_graph import state_dict_of as state_dict_of  # the way back
from export.graphs.step_nodes import StepNodes

Floats = NDArray[np.float32]
State = Mapping[str, Floats]  # the module's state_dict as arrays


def step_graph(state: State, config: WordLSTMConfig, nodes: StepNodes) -> onnx.ModelProto:
    """The whole step, its products written by `nodes`."""
    x = _embedding(state, config, nodes)
    x, h, c = _recurrence(state, config, nodes, x)
    x = nodes.linear(x, "project.weight", state["project.weight"], state["project.bias"])
    _log_probs(state, config, nodes, x)
    shape: list[int | str] = [config.layers, "B", config.hidden]
    return nodes.model(
        "next-word-step",
        {
            "word": (TensorProto.INT64, ["B"]),
            "h": (TensorProto.FLOAT, shape),
            "c": (TensorProto.FLOAT, shape),
        },
        {"log_probs": ["B", config.cutoffs[-1]], h: shape, c: shape},
    )


def _embedding(state: State, config: WordLSTMConfig, nodes: StepNodes) -> str:
    """e(w) = t_w in the head, t_w U_i in a rarer cluster: [B] → [B, E]."""
    starts = (0, *config.cutoffs[:-1])
    x = ""
    for i, (start, end) in enumerate(zip(starts, config.cutoffs, strict=True)):
        inside = nodes.op("Sub", "word", nodes.constant(start)) if start else "word"
        row = nodes.op("Clip", inside, nodes.constant(0), nodes.constant(end - start - 1))
        vector = nodes.rows(row, f"words.tables.{i}", state[f"words.tables.{i}"])
        if i == 0:
            x = vector
            continue
        up = state[f"words.ups.{i - 1}"]  # [r_i, E]
        vector = nodes.turned(vector, f"words.ups.{i - 1}", up)
        here = nodes.op("GreaterOrEqual", "word", nodes.constant(start))
        x = nodes.op("Where", nodes.op("Unsqueeze", here, nodes.constant([1])), vector, x)
    return x


def _recurrence(
    state: State, config: WordLSTMConfig, nodes: StepNodes, x: str
) -> tuple[str, str, str]:
    """i, f, g, o = σ, σ, tanh, σ of [W U][x; h] + b;  c' = f ⊙ c + i ⊙ g;  h' = o ⊙ tanh c'."""
    axis = nodes.constant([0])
    new_h, new_c = [], []
    for layer in range(config.layers):
        which = nodes.constant(layer)
        h = nodes.op("Gather", "h", which, axis=0)  # [B, H]
        c = nodes.op("Gather", "c", which, axis=0)
        weight, bias = cell(state, layer)
        z = nodes.linear(nodes.op("Concat", x, h, axis=1), f"lstm.weight_l{layer}", weight, bias)
        i, f, g, o = nodes.ops("Split", z, to=nodes.names("gate", 4), axis=1, num_outputs=4)
        i, f, o = (nodes.op("Sigmoid", gate) for gate in (i, f, o))
        kept = nodes.op("Mul", f, c)
        written = nodes.op("Mul", i, nodes.op("Tanh", g))
        c = nodes.op("Add", kept, written)
        x = nodes.op("Mul", o, nodes.op("Tanh", c))
        new_h.append(nodes.op("Unsqueeze", x, axis))
        new_c.append(nodes.op("Unsqueeze", c, axis))
    nodes.op("Concat", *new_h, to="h_next", axis=0)
    nodes.op("Concat", *new_c, to="c_next", axis=0)
    return x, "h_next", "c_next"


def _log_probs(state: State, config: WordLSTMConfig, nodes: StepNodes, x: str) -> None:
    """log softmax over the head's words and the clusters; within a cluster, its own added."""
    first, bias = config.cutoffs[0], state["words.bias"]
    words = nodes.linear(x, "words.tables.0", state["words.tables.0"], bias[:first])
    clusters = nodes.op(
        "Gemm",
        x,
        nodes.weight("words.clusters", state["words.clusters"]),
        nodes.weight("words.clusters.bias", bias[first:]),
        transB=1,
    )
    head = nodes.op("LogSoftmax", nodes.op("Concat", words, clusters, axis=1), axis=1)
    sizes = nodes.constant([first, *[1] * len(config.cutoffs[1:])])
    head_words, *of_cluster = nodes.ops(
        "Split", head, sizes, to=nodes.names("head", len(config.cutoffs)), axis=1
    )
    parts = [head_words]
    for i, cluster in enumerate(of_cluster, start=1):
        up = state[f"words.ups.{i - 1}"]
        narrow = nodes.linear(x, f"words.ups.{i - 1}", up)  # U_i x: [B, r_i]
        logits = nodes.linear(narrow, f"words.tables.{i}", state[f"words.tables.{i}"])
        parts.append(nodes.op("Add", nodes.op("LogSoftmax", logits, axis=1), cluster))
    nodes.op("Concat", *parts, to="log_probs", axis=1)


def cell(state: State, layer: int) -> tuple[Floats, Floats]:
    """[W U], float [4H, in + H], and the sum of both biases; gates in PyTorch's order i f g o."""
    weight = np.concatenate(
        [state[f"lstm.weight_ih_l{layer}"], state[f"lstm.weight_hh_l{layer}"]], axis=1
    )
    return weight, state[f"lstm.bias_ih_l{layer}"] + state[f"lstm.bias_hh_l{layer}"]
