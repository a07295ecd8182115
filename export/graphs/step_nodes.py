"""A step graph being written node by node: names, weights and operators, nothing about a model.

Graphs written by hand rather than traced carry no exporter's leftovers, name their weights like the
module they came from, and let a quantised operator stand where the float one stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, CONTRIB_OPSET, IR_VERSION = 20, 1, 10
CONTRIB = "com.microsoft"
Array = NDArray[np.generic]


class StepNodes:
    """Collects nodes; every method returns the name of a tensor."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}

    def weight(self, name: str, values: Array) -> str:
        """An initialiser; the same name twice is the same weight (tied)."""
        if name not in self._weights:
            array: NDArray[Any] = np.asarray(values, order="C")  # keeps a scalar a scalar
            self._weights[name] = numpy_helper.from_array(array, name)
        return name

    def constant(self, values: object, dtype: type = np.int64) -> str:
        """A small constant, named after its value."""
        array: NDArray[Any] = np.asarray(values, dtype=dtype)
        return self.weight(f"{array.dtype}:{array.tolist()}".replace(" ", ""), array)

    def op(self, kind: str, *inputs: str, domain: str = "", to: str = "", **attributes: Any) -> str:
        """A node with one output, named `to` if given."""
        return self.ops(kind, *inputs, domain=domain, to=[to or self._name(kind)], **attributes)[0]

    def ops(
        self, kind: str, *inputs: str, to: Sequence[str], domain: str = "", **attributes: Any
    ) -> list[str]:
        """A node with several outputs."""
        # Cast calls its attribute `to`, as this method its outputs.
        if "to_type" in attributes:
            attributes["to"] = attributes.pop("to_type")
        self._nodes.append(
            helper.make_node(
                kind, list(inputs), list(to), name=self._name(kind), domain=domain, **attributes
            )
        )
        return list(to)

    def linear(self, x: str, name: str, weight: Array, bias: Array | None = None) -> str:
        """x Wᵀ + b with W [out, in], as `torch.nn.functional.linear`."""
        inputs = [x, self.weight(name, weight)]
        if bias is not None:
            inputs.append(self.weight(f"{name}.bias", bias))
        return self.op("Gemm", *inputs, transB=1)

    def turned(self, x: str, name: str, weight: Array) -> str:
        """x W with W [in, out], which another product may use the other way round."""
        return self.op("MatMul", x, self.weight(name, weight))

    def rows(self, ids: str, name: str, table: Array) -> str:
        """Rows of a table [n, width]: int64 [B] → float [B, width]."""
        return self.op("Gather", self.weight(name, table), ids, axis=0)

    def names(self, kind: str, count: int) -> list[str]:
        """Fresh names for the outputs of a node."""
        return [f"{self._name(kind)}.{i}" for i in range(count)]

    def model(
        self,
        name: str,
        inputs: dict[str, tuple[int, list[int | str]]],
        outputs: dict[str, list[int | str]],
    ) -> onnx.ModelProto:
        """The graph; `inputs` by (element type, shape), all outputs float32."""
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
            list(self._weights.values()),
        )
        opsets = [helper.make_opsetid("", OPSET)]
        if any(node.domain == CONTRIB for node in self._nodes):
            opsets.append(helper.make_opsetid(CONTRIB, CONTRIB_OPSET))
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

    def _name(self, kind: str) -> str:
        return f"{kind}_{len(self._nodes)}"
