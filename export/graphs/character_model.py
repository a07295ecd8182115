"""The graphs of a character model, and the way back to its module.

    characters int64[B, C+1], condition int64[B], h, c float[B, H]
      →  log_probs float[B, V], h_next, c_next                        `step_graph`

`step_graph` writes one character's step through `StepNodes`, in float or in 8 bits; the canonical
graph of whole texts is `export.graphs.character_sequence`. In a step all tables of letters and
n-grams are one: row = (number of the n-gram mod rows of its table) + where its table begins, so
that six lookups are one product of small integers and one gather.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from core.models.character_rnn import CharacterRNNConfig
from export.graphs.block_quantised_nodes import BlockQuantisedNodes, Blocks, nearest
from export.graphs.character_cells import (
    Floats,
    State,
    gru,
    lstm,
    merged_biases,
    power,
    simple_rnn,
)
from export.graphs.character_sequence import STATES
from export.graphs.character_sequence import sequence_graph as sequence_graph
from export.graphs.step_nodes import StepNodes

TABLES = "tables"  # the name of all tables as one
# A table's rows are read, not multiplied: a scale for 64 values costs them nothing that can be
# measured and saves the file 3 %.
TABLE_BLOCK, BLOCK = 64, 32


def step_graph(state: State, config: CharacterRNNConfig, nodes: StepNodes) -> onnx.ModelProto:
    """One step; how products and tables are stored is the business of `nodes`."""
    V, H = config.vocabulary, config.hidden
    states = STATES[config.cell]
    x = _input(state, config, nodes)
    new = _cell(state, config, nodes, x)
    weight, seen = state["predict.weight"], new["h"]
    if config.ngrams:  # V h + S x as one product
        weight = np.concatenate([weight, state["skip.weight"]], axis=1)
        seen = nodes.op("Concat", seen, x, axis=1)
    logits = nodes.linear(seen, "predict.weight", weight, state["predict.bias"])
    nodes.op("LogSoftmax", logits, to="log_probs", axis=1)
    shape: list[int | str] = ["B", H]
    for name in states:
        nodes.op("Identity", new[name], to=f"{name}_next")
    return nodes.model(
        "character-model-step",
        {
            "characters": (TensorProto.INT64, ["B", config.context + 1]),
            "condition": (TensorProto.INT64, ["B"]),
            **dict.fromkeys(states, (TensorProto.FLOAT, shape)),
        },
        {"log_probs": ["B", V], **{f"{name}_next": shape for name in states}},
    )


def small_step_graph(state: State, config: CharacterRNNConfig) -> onnx.ModelProto:
    """The step whose products and tables are 8 bits wide."""
    return step_graph(state, config, BlockQuantisedNodes(8, BLOCK, quantised=_nearest))


def state_dict_of(model: onnx.ModelProto, config: CharacterRNNConfig) -> dict[str, Floats]:
    """The module's weights from its sequence graph (float16 storage is widened)."""
    stored = {
        tensor.name.removesuffix(".float16"): numpy_helper.to_array(tensor).astype(np.float32)
        for tensor in model.graph.initializer
        if tensor.data_type in (TensorProto.FLOAT, TensorProto.FLOAT16)
    }
    kept = ("letters.", "tables.", "speakers.", "predict.", "skip.", "cell.weight")
    found = {name: weight for name, weight in stored.items() if name.startswith(kept)}
    found["cell.bias_ih_l0"] = stored["cell.bias"]
    past = np.zeros_like(stored["cell.bias"])
    if config.cell == "GRU":
        past[2 * config.hidden :] = stored["cell.bias_in_reset"]
    found["cell.bias_hh_l0"] = past
    return found


def _nearest(name: str, weight: Floats) -> Blocks:
    size = TABLE_BLOCK if name == TABLES else BLOCK
    while size > 16 and weight.shape[1] % size:
        size //= 2
    return nearest(weight, 8, size)


def _input(state: State, config: CharacterRNNConfig, nodes: StepNodes) -> str:
    """x = e_1(c) + Σ_n e_n + p(k): [B, C + 1] → [B, E]."""
    V, C, E = config.vocabulary, config.context, config.width
    sizes = [V, *(rows for _, rows in config.ngrams)]
    lengths = [1, *(n for n, _ in config.ngrams)]
    tables = [state["letters.weight"]]
    tables += [state[f"tables.{place}.weight"] for place in range(len(config.ngrams))]
    if config.ngrams:
        # The last letter is the lowest digit; a shorter n-gram has no higher ones. [C + 1, N]
        digits = [[power(V, back) if back < n else 0 for n in lengths] for back in range(C, -1, -1)]
        number = nodes.op("MatMul", "characters", nodes.constant(digits))
        row = nodes.op("Mod", number, nodes.constant(sizes))
        row = nodes.op("Add", row, nodes.constant([0, *np.cumsum(sizes[:-1]).tolist()]))
        row = nodes.op("Reshape", row, nodes.constant([-1]))
        found = nodes.rows(row, TABLES, np.concatenate(tables))
        found = nodes.op("Reshape", found, nodes.constant([-1, len(sizes), E]))
        x = nodes.op("ReduceSum", found, nodes.constant([1]), keepdims=0)
    else:
        row = nodes.op("Reshape", "characters", nodes.constant([-1]))
        x = nodes.rows(row, TABLES, tables[0])
    if config.conditions:
        table = nodes.weight("speakers.weight", state["speakers.weight"])
        x = nodes.op("Add", x, nodes.op("Gather", table, "condition", axis=0))
    return x


def _cell(state: State, config: CharacterRNNConfig, nodes: StepNodes, x: str) -> dict[str, str]:
    """[W U][x; h] as one product, but for the GRU, whose reset lies between the two."""
    W, U = state["cell.weight_ih_l0"], state["cell.weight_hh_l0"]
    b, u = merged_biases(state, config)
    if config.cell == "GRU":
        read = nodes.linear(x, "cell.weight_ih_l0", W, b)
        both = nodes.linear("h", "cell.weight_hh_l0", U)
        return gru(nodes, read, both, nodes.weight("cell.bias_in_reset", u), "h", _as_it_is)
    both = nodes.op("Concat", x, "h", axis=1)
    z = nodes.linear(both, "cell.weight", np.concatenate([W, U], axis=1), b)
    if config.cell == "SimpleRNN":
        return simple_rnn(nodes, z, _as_it_is)
    return lstm(nodes, z, "c", _as_it_is)


def _as_it_is(track: str, value: str) -> str:
    return value
