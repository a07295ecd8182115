"""The nearest words to a weighted sum of words, as one ONNX graph.

What this is: rows of a table U float[V, D] (length 1 each) for the ids that count for and against,
their cosines with every word, the weighted sum divided by its own length, the best k that are not
excluded; the sum itself, the rows and all their cosines beside. Two forms: float32 arithmetic over
float16 storage (`float_graph`), and rows of 8-bit integers with one scale for every 64 values
(`int8_graph`), multiplied by ONNX Runtime's MatMulNBits.
What it is not: an index for millions of words; at this size a full product is the fastest search.

    q = Σ wᵢ U[positive] − Σ wⱼ U[negative]
    score(x) = U[x] · q / |q|                    (3CosAdd where w = 1)

In the int8 form the product is exact over the stored rows: its left side is made of rows that are
already integers times a scale, in the same groups that MatMulNBits cuts for its own activations.

Legend: P words for, N words against, E excluded words, I = P + N, V words, D dimensions, G groups.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from export.onnx_file import OPSET

GROUP = 64  # values that share a scale; at 32 a query takes twice as long, for 0.02 % agreement
MIDDLE = 128  # the stored byte that means 0
SHORTEST = 1e-12  # a sum of no words has no length to divide by

INPUTS: dict[str, tuple[int, list[int | str]]] = {
    "positive": (TensorProto.INT64, ["P"]),
    "positive_weights": (TensorProto.FLOAT, ["P"]),
    "negative": (TensorProto.INT64, ["N"]),
    "negative_weights": (TensorProto.FLOAT, ["N"]),
    "exclude": (TensorProto.INT64, ["E"]),
    "k": (TensorProto.INT64, [1]),
}


def quantize_rows(
    table: npt.NDArray[np.floating],
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Bytes uint8[V, G, 64] and scales float32[V, G] with table ≈ (byte − 128) · scale.

    The largest value of a group becomes ±127. D must be a multiple of 64 (ValueError).
    """
    words, width = table.shape
    if width % GROUP:
        raise ValueError(f"{width} dimensions are no multiple of {GROUP}")
    groups = table.reshape(words, -1, GROUP).astype(np.float32)
    scales = np.abs(groups).max(axis=2) / 127
    whole = np.rint(groups / np.where(scales == 0, 1, scales)[..., None])
    return (whole + MIDDLE).astype(np.uint8), scales.astype(np.float32)


def dequantize_rows(
    rows: npt.NDArray[np.uint8], scales: npt.NDArray[np.floating]
) -> npt.NDArray[np.float32]:
    """The table float32[V, D] that bytes and scales stand for."""
    values = (rows.astype(np.float32) - MIDDLE) * scales.astype(np.float32)[..., None]
    return np.asarray(values.reshape(len(rows), -1))


def _node(kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, outputs, outputs[0], **attributes)


def _selection() -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """From `cosines` [I, V], `rows` [I, D] and `weights` [I] to the outputs."""
    nodes = [
        _node("Unsqueeze", ["weights", "axis_0"], ["weights_row"]),  # [1, I]
        _node("MatMul", ["weights_row", "rows"], ["sum_row"]),  # [1, D]
        _node("Squeeze", ["sum_row", "axis_0"], ["sum"]),
        _node("ReduceL2", ["sum"], ["length"], keepdims=0),
        _node("Max", ["length", "shortest"], ["safe_length"]),
        _node("Div", ["sum", "safe_length"], ["query"]),  # [D]
        _node("MatMul", ["weights_row", "cosines"], ["sums_row"]),  # [1, V]
        _node("Squeeze", ["sums_row", "axis_0"], ["sums"]),
        _node("Shape", ["exclude"], ["excluded"]),
        _node("Expand", ["never", "excluded"], ["barred"]),
        _node("ScatterElements", ["sums", "exclude", "barred"], ["open_sums"], axis=0),
        _node("TopK", ["open_sums", "k"], ["best", "nearest"], axis=0, largest=1, sorted=1),
        _node("Div", ["best", "safe_length"], ["scores"]),  # the order is the same before it
    ]
    constants = [
        numpy_helper.from_array(np.array([0], np.int64), "axis_0"),
        numpy_helper.from_array(np.array(SHORTEST, np.float32), "shortest"),
        numpy_helper.from_array(np.array([-np.inf], np.float32), "never"),
    ]
    return nodes, constants


def _inputs_joined() -> list[onnx.NodeProto]:
    return [
        _node("Concat", ["positive", "negative"], ["ids"], axis=0),
        _node("Neg", ["negative_weights"], ["against"]),
        _node("Concat", ["positive_weights", "against"], ["weights"], axis=0),
    ]


def _model(
    nodes: list[onnx.NodeProto], weights: list[onnx.TensorProto], words: int, width: int
) -> onnx.ModelProto:
    selection, constants = _selection()
    outputs: dict[str, tuple[int, list[int | str]]] = {
        "nearest": (TensorProto.INT64, ["K"]),
        "scores": (TensorProto.FLOAT, ["K"]),
        "query": (TensorProto.FLOAT, [width]),
        "rows": (TensorProto.FLOAT, ["I", width]),
        "cosines": (TensorProto.FLOAT, ["I", words]),
    }
    graph = helper.make_graph(
        [*_inputs_joined(), *nodes, *selection],
        "nearest_words",
        [helper.make_tensor_value_info(name, *spec) for name, spec in INPUTS.items()],
        [helper.make_tensor_value_info(name, *spec) for name, spec in outputs.items()],
        [*weights, *constants],
    )
    imports = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=imports)


def float_graph(table: npt.NDArray[np.floating]) -> onnx.ModelProto:
    """The canonical graph over U float[V, D], stored as float16, computed in float32."""
    words, width = table.shape
    nodes = [
        _node("Cast", ["table_float16"], ["table"], to=TensorProto.FLOAT),
        _node("Gather", ["table", "ids"], ["rows"], axis=0),  # [I, D]
        _node("Transpose", ["table"], ["columns"], perm=[1, 0]),
        _node("MatMul", ["rows", "columns"], ["cosines"]),  # [I, V]
    ]
    stored = numpy_helper.from_array(table.astype(np.float16), "table_float16")
    return _model(nodes, [stored], words, width)


def int8_graph(rows: npt.NDArray[np.uint8], scales: npt.NDArray[np.floating]) -> onnx.ModelProto:
    """The served graph over bytes uint8[V, G, 64] and scales [V, G] (kept as float16)."""
    words, groups, _ = rows.shape
    width = groups * GROUP
    nodes = [
        _node("Cast", ["scales_float16"], ["scales_float"], to=TensorProto.FLOAT),  # [V, G]
        _node("Gather", ["table_bytes", "ids"], ["bytes"], axis=0),  # [I, G, 64]
        _node("Cast", ["bytes"], ["bytes_float"], to=TensorProto.FLOAT),
        _node("Sub", ["bytes_float", "middle"], ["whole"]),
        _node("Gather", ["scales_float", "ids"], ["row_scales"], axis=0),
        _node("Unsqueeze", ["row_scales", "axis_last"], ["row_scales_wide"]),
        _node("Mul", ["whole", "row_scales_wide"], ["rows_grouped"]),
        _node("Reshape", ["rows_grouped", "flat"], ["rows"]),  # [I, D]
        helper.make_node(
            "MatMulNBits",
            ["rows", "table_bytes", "scales_float"],
            ["cosines"],
            "cosines",
            domain="com.microsoft",
            K=width,
            N=words,
            bits=8,
            block_size=GROUP,
            accuracy_level=4,
        ),
    ]
    weights = [
        numpy_helper.from_array(rows, "table_bytes"),
        numpy_helper.from_array(scales.astype(np.float16), "scales_float16"),
        numpy_helper.from_array(np.array(MIDDLE, np.float32), "middle"),
        numpy_helper.from_array(np.array([-1], np.int64), "axis_last"),
        numpy_helper.from_array(np.array([-1, width], np.int64), "flat"),
    ]
    return _model(nodes, weights, words, width)


def _weights(model: onnx.ModelProto) -> dict[str, npt.NDArray[np.generic]]:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def canonical_table(model: onnx.ModelProto) -> npt.NDArray[np.float32]:
    """U float32[V, D] back from a `float_graph`."""
    return np.asarray(_weights(model)["table_float16"], dtype=np.float32)


def served_table(model: onnx.ModelProto) -> npt.NDArray[np.float32]:
    """The rows float32[V, D] that an `int8_graph` stands for."""
    weights = _weights(model)
    rows = np.asarray(weights["table_bytes"], dtype=np.uint8)
    return dequantize_rows(rows, np.asarray(weights["scales_float16"], dtype=np.float32))
