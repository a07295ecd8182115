"""The contextual encoder as a graph, and its embedding table in rows of eight bits.

    ids, mask int64 [B, T] → vectors float32 [B, T, E]

`export_encoder` writes the float graph from the PyTorch module. `products_in_int8` and
`rows_in_int8` put bytes in place of its weights: with a scale for every 32 values of a product, and
one for each row of the embedding table.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from core.models.bert_encoder import BertEncoder
from export.graphs.block_quantised_nodes import nearest
from export.graphs.step_nodes import CONTRIB, CONTRIB_OPSET
from export.onnx_file import OPSET, finish, tensor_specs
from export.quantisation import int8_rows

SYMBOLS: dict[str, list[int | str]] = {"ids": ["B", "T"], "mask": ["B", "T"]}


class ReadLayers(nn.Module):
    """The mean of the vectors of some layers."""

    def __init__(self, encoder: BertEncoder, layers: tuple[int, ...]) -> None:
        super().__init__()
        self.encoder, self.layers = encoder, layers

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """[B, T], [B, T] → [B, T, E]."""
        states = self.encoder.hidden_states(ids, mask)
        if len(self.layers) == 1:
            return states[self.layers[0]]
        return torch.stack([states[layer] for layer in self.layers]).mean(0)


def export_encoder(encoder: BertEncoder, layers: tuple[int, ...], path: Path) -> Path:
    """Write the float32 graph. Raises `ValueError` when an axis came out frozen."""
    # Two tensors: one given twice becomes one input, and the words are read from the mask.
    ids, mask = torch.ones(2, 7, dtype=torch.int64), torch.ones(2, 7, dtype=torch.int64)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of axes that share a symbol, which is what we want
        program = torch.onnx.export(
            ReadLayers(encoder, layers).eval(),
            (ids, mask),
            dynamo=True,
            opset_version=OPSET,
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_shapes=({0: "B", 1: "T"}, {0: "B", 1: "T"}),
            verbose=False,
        )
    assert program is not None
    width = encoder.config.width
    finish(program.model_proto, path, outputs={"vectors": ["B", "T", width]})
    inputs, _ = tensor_specs(path)
    for name, spec in inputs.items():
        if spec.shape != SYMBOLS[name]:
            raise ValueError(f"{name} came out as {spec.shape}")
    return path


def products_in_int8(model: onnx.ModelProto, *, size: int = 32) -> onnx.ModelProto:
    """A copy whose products with constant weights read them as int8, one scale for `size` values.

    Activations are rounded block by block too (`accuracy_level=4`). One scale for a whole matrix of
    activations, as dynamic quantisation has it, costs 1.7 % of the vectors' cosine: a few
    units behind GELU are far larger than the rest.
    """
    model = onnx.ModelProto.FromString(model.SerializeToString())
    weights = {
        tensor.name: tensor
        for tensor in model.graph.initializer
        if tensor.data_type == TensorProto.FLOAT and len(tensor.dims) == 2
    }
    for node in model.graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            continue
        tensor = weights[node.input[1]]
        name, (rows, columns) = tensor.name, tensor.dims
        blocks = nearest(numpy_helper.to_array(tensor).T, 8, size)  # [columns, rows / size, size]
        model.graph.initializer.extend(
            [
                numpy_helper.from_array(blocks.packed, f"{name}.levels"),
                numpy_helper.from_array(blocks.scales, f"{name}.scales"),
            ]
        )
        model.graph.initializer.remove(tensor)
        node.CopyFrom(
            helper.make_node(
                "MatMulNBits",
                [node.input[0], f"{name}.levels", f"{name}.scales"],
                list(node.output),
                node.name,
                domain=CONTRIB,
                K=rows,
                N=columns,
                bits=8,
                block_size=size,
                accuracy_level=4,
            )
        )
    model.opset_import.append(helper.make_opsetid(CONTRIB, CONTRIB_OPSET))
    return model


def rows_in_int8(model: onnx.ModelProto, *, at_least: int = 1_000_000) -> onnx.ModelProto:
    """A copy in which each large float table that is gathered from is int8 with a scale a row."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    tables = {
        tensor.name: tensor
        for tensor in model.graph.initializer
        if tensor.data_type == TensorProto.FLOAT
    }
    nodes = []
    for node in model.graph.node:
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or len(numpy_helper.to_array(table).ravel()) < at_least:
            nodes.append(node)
            continue
        values, scales = int8_rows(numpy_helper.to_array(table))
        name, (_, ids), out = table.name, node.input, node.output[0]
        model.graph.initializer.remove(table)
        model.graph.initializer.extend(
            [
                numpy_helper.from_array(values, f"{name}.int8"),
                numpy_helper.from_array(scales, f"{name}.scale"),
            ]
        )
        nodes += [
            helper.make_node("Gather", [f"{name}.int8", ids], [f"{out}.row"], f"{out}.row"),
            helper.make_node(
                "Cast", [f"{out}.row"], [f"{out}.cast"], f"{out}.cast", to=TensorProto.FLOAT
            ),
            helper.make_node("Gather", [f"{name}.scale", ids], [f"{out}.s"], f"{out}.s"),
            helper.make_node("Mul", [f"{out}.cast", f"{out}.s"], [out], out),
        ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model
