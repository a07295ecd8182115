"""The graph convolution net as a graph: features and edges in as lists, classes and hidden units
out.

    row, column int64 [P], value float32 [P], source, target int64 [M], weight float32 [M],
    own float32 [N] → log_probs float32 [N, C], hidden float32 [N, H]

Legend as in `core.models.graph_convolution`.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from core.models.graph_convolution import GraphConvolution
from export.onnx_file import OPSET, finish, tensor_specs

SYMBOLS: dict[str, list[int | str]] = {
    "row": ["P"],
    "column": ["P"],
    "value": ["P"],
    "source": ["M"],
    "target": ["M"],
    "weight": ["M"],
    "own": ["N"],
}


def load_net(state: dict[str, torch.Tensor]) -> GraphConvolution:
    """The module with the weights of a run, ready for use."""
    features, hidden = state["first"].shape
    net = GraphConvolution(features, hidden, state["second"].shape[1])
    net.load_state_dict(state)
    return net.eval()


def state_of_graph(path: Path) -> dict[str, torch.Tensor]:
    """The module's weights from a published graph: the two matrices, known by their shapes."""
    arrays = [numpy_helper.to_array(tensor) for tensor in onnx.load(str(path)).graph.initializer]
    matrices = [array for array in arrays if array.ndim == 2 and array.dtype == np.float32]
    classes = next(o.shape[1] for name, o in tensor_specs(path)[1].items() if name == "log_probs")
    first, second = sorted(matrices, key=lambda array: array.shape[1] == classes)
    return {"first": torch.tensor(first), "second": torch.tensor(second)}


def export_net(net: GraphConvolution, path: Path) -> Path:
    """Write the graph. Raises `ValueError` when an axis came out frozen."""
    features, hidden = net.first.shape
    classes = net.second.shape[1]
    sizes = {"P": 5, "M": 6, "N": 4}  # all different, or they would be taken for one symbol
    integers = {"row": "N", "column": features, "source": "N", "target": "N"}
    example = []
    for name, (symbol,) in SYMBOLS.items():
        length = sizes[str(symbol)]
        if name in integers:
            most = sizes["N"] if integers[name] == "N" else features
            example.append(torch.arange(length) % int(most))
        else:
            example.append(torch.rand(length))
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of axes that share a symbol, which is what we want
        program = torch.onnx.export(
            net,
            tuple(example),
            dynamo=True,
            opset_version=OPSET,
            input_names=list(SYMBOLS),
            output_names=["log_probs", "hidden"],
            dynamic_shapes=tuple({0: str(symbol)} for (symbol,) in SYMBOLS.values()),
            verbose=False,
        )
    assert program is not None
    outputs: dict[str, list[int | str]] = {"log_probs": ["N", classes], "hidden": ["N", hidden]}
    finish(program.model_proto, path, outputs=outputs)
    inputs, _ = tensor_specs(path)
    for name, spec in inputs.items():
        if spec.shape != SYMBOLS[name]:
            raise ValueError(f"{name} came out as {spec.shape}")
    return path
