"""The canonical graph of a character model: a whole text in, every number inside it out.

Legend: B batch, T time, C letters of context, V vocabulary, E width, H hidden, K tracks, G gates.

    characters int64[B, C+T], condition int64[B], h, c float[B, H], hold, held float[K, H]
      →  log_probs[B, T, V], x[B, T, E], one [B, T, H] per track, h_next, c_next[B, H],
         and the weights W, U, b, u, V, S, d as `Weights` of the task describes them

A track is held where `hold` is 1: there its value is `held`, before anything is computed from it.
The recurrence is one Scan; W x of all steps is one product before it. Weights are named as in the
module, so that it can be filled from the graph again (`character_model.state_dict_of`).
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper

from core.models.character_rnn import CharacterRNNConfig
from core.runtime.tasks.character_model.results import GATES, TRACKS
from export.graphs.character_cells import State, cell, merged_biases, power
from export.graphs.step_nodes import Array, StepNodes
from export.onnx_file import store_float16

STATES: dict[str, tuple[str, ...]] = {"SimpleRNN": ("h",), "GRU": ("h",), "LSTM": ("h", "c")}
END = np.iinfo(np.int64).max


class _NarrowNodes(StepNodes):
    """Tables lie in float16, and only the rows that are read are widened."""

    def rows(self, ids: str, name: str, table: Array) -> str:
        narrow = self.weight(f"{name}.float16", np.asarray(table, np.float16))
        return self.op("Cast", self.op("Gather", narrow, ids, axis=0), to_type=TensorProto.FLOAT)


class _ScanBody(StepNodes):
    """The nodes of one step inside the Scan; weights and constants are seen from outside."""

    def _name(self, kind: str) -> str:
        return f"step.{super()._name(kind)}"

    def graph(
        self,
        inputs: dict[str, list[int | str]],
        outputs: list[str],
    ) -> onnx.GraphProto:
        return helper.make_graph(
            self._nodes,
            "step",
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs],
        )


def sequence_graph(
    state: State, config: CharacterRNNConfig, *, narrow: bool = False
) -> onnx.ModelProto:
    """`state` is the module's state_dict as arrays; `narrow` stores weights in float16."""
    nodes = _NarrowNodes() if narrow else StepNodes()
    V, E, H, C = config.vocabulary, config.width, config.hidden, config.context
    states, tracks = STATES[config.cell], TRACKS[config.cell]
    x = _inputs(state, config, nodes)
    weights = _weights(state, config, nodes)
    _recurrence(config, nodes, x)
    _log_probs(state, config, nodes, x)
    for name, stored in weights.items():
        nodes.op("Identity", stored, to=name)
    G = len(GATES[config.cell])
    floats: dict[str, list[int | str]] = {name: ["B", H] for name in states}
    floats |= {name: [len(tracks), H] for name in ("hold", "held")}
    outputs: dict[str, list[int | str]] = {"log_probs": ["B", "T", V], "x": ["B", "T", E]}
    outputs |= {track: ["B", "T", H] for track in tracks}
    outputs |= {f"{name}_next": ["B", H] for name in states}
    outputs |= {"W": [G * H, E], "U": [G * H, H], "b": [G * H], "u": [H]}
    outputs |= {"V": [V, H], "S": [V, E], "d": [V]}
    model = nodes.model(
        "character-model",
        {
            "characters": (TensorProto.INT64, ["B", "C+T" if C else "T"]),
            "condition": (TensorProto.INT64, ["B"]),
            **{name: (TensorProto.FLOAT, shape) for name, shape in floats.items()},
        },
        outputs,
    )
    return store_float16(model) if narrow else model


def _inputs(state: State, config: CharacterRNNConfig, nodes: StepNodes) -> str:
    """x_t = e_1(c_t) + Σ_n e_n(c_{t-n+1} … c_t) + p(k): [B, C + T] → [B, T, E].

    An n-gram is a number in base V; each longer one adds a digit in front.
    """
    C, axis = config.context, nodes.constant([1])

    def before(back: int) -> str:
        """The ids `back` places before: [B, T]."""
        if C == 0:
            return "characters"
        end = nodes.constant([-back if back else END])
        return nodes.op("Slice", "characters", nodes.constant([C - back]), end, axis)

    number = before(0)
    x = nodes.rows(number, "letters.weight", state["letters.weight"])
    tables = {n: (place, rows) for place, (n, rows) in enumerate(config.ngrams)}
    for n in range(2, C + 2):
        digit = nodes.op("Mul", before(n - 1), nodes.constant(power(config.vocabulary, n - 1)))
        number = nodes.op("Add", number, digit)
        if n in tables:
            place, rows = tables[n]
            name = f"tables.{place}.weight"
            row = nodes.op("Mod", number, nodes.constant(rows))
            x = nodes.op("Add", x, nodes.rows(row, name, state[name]))
    if config.conditions:
        speaker = nodes.rows("condition", "speakers.weight", state["speakers.weight"])
        x = nodes.op("Add", x, nodes.op("Unsqueeze", speaker, axis))
    return nodes.op("Identity", x, to="x")


def _weights(state: State, config: CharacterRNNConfig, nodes: StepNodes) -> dict[str, str]:
    """Name among the outputs → name of the stored weight."""
    b, u = merged_biases(state, config)
    found = {
        "W": nodes.weight("cell.weight_ih_l0", state["cell.weight_ih_l0"]),
        "U": nodes.weight("cell.weight_hh_l0", state["cell.weight_hh_l0"]),
        "b": nodes.weight("cell.bias", b),
        "u": nodes.weight("cell.bias_in_reset", u),
        "V": nodes.weight("predict.weight", state["predict.weight"]),
        "d": nodes.weight("predict.bias", state["predict.bias"]),
    }
    if config.ngrams:
        found["S"] = nodes.weight("skip.weight", state["skip.weight"])
    else:
        shape = nodes.constant([config.vocabulary, config.width])
        found["S"] = nodes.op("Expand", nodes.constant(0.0, np.float32), shape)
    return found


def _recurrence(config: CharacterRNNConfig, nodes: StepNodes, x: str) -> None:
    """The Scan: its states are h (and c), it reads W x_t + b, it gives a [B, T, H] per track."""
    H = config.hidden
    states, tracks = STATES[config.cell], TRACKS[config.cell]
    turned = nodes.op("Transpose", "cell.weight_ih_l0", perm=[1, 0])
    read = nodes.op("Add", nodes.op("MatMul", x, turned), "cell.bias")  # [B, T, G H]
    holds = nodes.op("Greater", "hold", nodes.constant(0.5, np.float32))
    row = nodes.constant([1] * len(tracks))
    held = dict(
        zip(
            tracks,
            nodes.ops("Split", "held", row, to=nodes.names("held", len(tracks)), axis=0),
            strict=True,
        )
    )
    hold = dict(
        zip(
            tracks,
            nodes.ops("Split", holds, row, to=nodes.names("hold", len(tracks)), axis=0),
            strict=True,
        )
    )

    body = _ScanBody()
    outputs: dict[str, str] = {}

    def keep(track: str, value: str) -> str:
        outputs[track] = body.op("Where", hold[track], held[track], value)
        return outputs[track]

    new = cell(config.cell, body, "step.read", {name: f"step.{name}" for name in states}, keep)
    ends = [body.op("Identity", value, to=f"step.{name}_next") for name, value in new.items()]
    inputs: dict[str, list[int | str]] = {f"step.{name}": ["B", H] for name in states}
    inputs["step.read"] = ["B", len(GATES[config.cell]) * H]
    nodes.ops(
        "Scan",
        *states,
        read,
        to=[*(f"{name}_next" for name in states), *tracks],
        body=body.graph(inputs, [*ends, *(outputs[track] for track in tracks)]),
        num_scan_inputs=1,
        scan_input_axes=[1],
        scan_output_axes=[1] * len(tracks),
    )


def _log_probs(state: State, config: CharacterRNNConfig, nodes: StepNodes, x: str) -> None:
    """log softmax(V h_t + S x_t + d)."""
    turned = nodes.op("Transpose", "predict.weight", perm=[1, 0])
    logits = nodes.op("Add", nodes.op("MatMul", "hidden", turned), "predict.bias")
    if config.ngrams:
        turned = nodes.op("Transpose", "skip.weight", perm=[1, 0])
        logits = nodes.op("Add", logits, nodes.op("MatMul", x, turned))
    nodes.op("LogSoftmax", logits, to="log_probs", axis=-1)
