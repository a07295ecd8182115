"""A training step as a graph: gradients traced into plain arithmetic, exported like any net.

What this is: the way from a pure function (parameters, batch → loss, new parameters, gradients),
written with `torch.func`, to an ONNX file that trains without torch. What it is not: a recurrent
net's training, whose traced unrolling is five times slower than one written out by hand.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch._decomp import core_aten_decompositions
from torch.fx import GraphModule
from torch.fx.experimental.proxy_tensor import make_fx

from export.onnx_file import OPSET, finish, tensor_specs

Symbols = Mapping[str, Sequence[str]]


def trace(step: Callable[..., tuple[Tensor, ...]], example: Sequence[Tensor]) -> GraphModule:
    """The step with its backward pass as ATen operations, all sizes symbolic."""
    table: Any = core_aten_decompositions()  # torch's own, which its annotation leaves out
    graph = make_fx(step, decomposition_table=table, tracing_mode="symbolic")(*example)
    for node in list(graph.graph.nodes):  # nothing flows back through the step itself
        if node.op == "call_function" and node.target == torch.ops.aten.detach.default:
            node.replace_all_uses_with(node.args[0])
            graph.graph.erase_node(node)
    graph.recompile()
    return graph.eval()


def export_step(
    step: Callable[..., tuple[Tensor, ...]],
    example: Sequence[Tensor],
    path: Path,
    *,
    inputs: Symbols,
    outputs: Symbols,
) -> None:
    """Write `step` to `path`; `inputs` and `outputs` name every tensor and its dims in order.

    The example's sizes must all differ, or equal ones would be taken for the same symbol. Raises
    `ValueError` when an input came out with a frozen size.
    """
    graph = trace(step, example)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of axes that share a symbol, which is what we want
        program = torch.onnx.export(
            graph,
            tuple(example),
            dynamo=True,
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple(dict(enumerate(dims)) for dims in inputs.values()),
            verbose=False,
        )
    assert program is not None  # only the old exporter returns nothing
    finish(
        program.model_proto,
        path,
        inputs={name: list(dims) for name, dims in inputs.items()},
        outputs={name: list(dims) for name, dims in outputs.items()},
    )
    exported, _ = tensor_specs(program.model_proto)
    frozen = [
        name for name, spec in exported.items() if any(isinstance(d, int) for d in spec.shape)
    ]
    if frozen:
        raise ValueError(f"these inputs came out with a fixed size: {', '.join(frozen)}")
