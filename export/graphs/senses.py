"""Sense vectors as a graph: cosines with every sense, and the points on a word's plane.

    vectors float32 [N, E], word int64 [1] → cosines [N, S], points [N, 2]

    u = v / |v|      cosines = u Sᵀ      points = (u − centre[word]) directions[word]ᵀ

Legend: N occurrences, E width, S senses of all words, W words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from export.onnx_file import IR_VERSION, OPSET, finish

Floats = NDArray[np.float32]


def senses_graph(centroids: Floats, centres: Floats, directions: Floats) -> onnx.ModelProto:
    """centroids [S, E] of length 1, centres [W, E], directions [W, 2, E]."""
    senses, width = centroids.shape
    constants: dict[str, NDArray[Any]] = {
        "senses": np.ascontiguousarray(centroids.T),  # [E, S]
        "centres": centres,
        "directions": np.ascontiguousarray(directions.transpose(0, 2, 1)),  # [W, E, 2]
        "shortest": np.array(1e-12, dtype=np.float32),
        "axis_0": np.array([0], dtype=np.int64),
        "axis_1": np.array([1], dtype=np.int64),
    }
    node = helper.make_node
    nodes = [
        node("ReduceL2", ["vectors", "axis_1"], ["length"], keepdims=1),
        node("Max", ["length", "shortest"], ["safe_length"]),
        node("Div", ["vectors", "safe_length"], ["unit"]),
        node("MatMul", ["unit", "senses"], ["cosines"]),
        node("Gather", ["centres", "word"], ["centre"]),  # [1, E]
        node("Sub", ["unit", "centre"], ["moved"]),
        node("Gather", ["directions", "word"], ["plane_row"]),  # [1, E, 2]
        node("Squeeze", ["plane_row", "axis_0"], ["plane"]),
        node("MatMul", ["moved", "plane"], ["points"]),
    ]
    graph = helper.make_graph(
        nodes,
        "senses",
        [
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["N", width]),
            helper.make_tensor_value_info("word", TensorProto.INT64, [1]),
        ],
        [
            helper.make_tensor_value_info("cosines", TensorProto.FLOAT, ["N", senses]),
            helper.make_tensor_value_info("points", TensorProto.FLOAT, ["N", 2]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )


def constants_of(path: Path) -> tuple[Floats, Floats, Floats]:
    """centroids [S, E], centres [W, E] and directions [W, 2, E] from a published graph."""
    found = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in onnx.load(str(path)).graph.initializer
    }
    return found["senses"].T, found["centres"], found["directions"].transpose(0, 2, 1)


def write_senses(centroids: Floats, centres: Floats, directions: Floats, path: Path) -> Path:
    """The graph, clean, at `path`."""
    return finish(senses_graph(centroids, centres, directions), path)
