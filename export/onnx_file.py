"""ONNX files as we publish them: opset 20, IR 10, symbolic shapes, no trace of the build machine.

The exporter annotates outputs with the example's lengths (ONNX Runtime then warns at every run),
and leaves stack traces with absolute paths in the nodes. `finish` takes both away and writes
bytes that depend on the graph alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from core.runtime.engine.manifest import FileEntry, Graph, Precision, TensorSpec
from core.runtime.engine.registry import sha256_of

OPSET = 20
IR_VERSION = 10
PRODUCER = "unrolled"

Shapes = Mapping[str, list[int | str]]


def finish(
    model: onnx.ModelProto | Path,
    path: Path | None = None,
    *,
    outputs: Shapes | None = None,
    inputs: Shapes | None = None,
) -> Path:
    """Clean `model` (or the file) and write it to `path` (by default over the file).

    `outputs` and `inputs` give the shapes with symbols: `{"log_probs": ["B", "V"]}`; a name
    left out keeps what the exporter wrote, except that outputs lose dims the exporter froze when
    `outputs` is given for them. Raises `ValueError` for another opset or an unknown name.
    """
    if isinstance(model, Path):
        path = path or model
        model = onnx.load(str(model))
    if path is None:
        raise ValueError("where to write the graph must be said")
    strip(model)
    opset = {entry.domain or "ai.onnx": entry.version for entry in model.opset_import}
    if opset.get("ai.onnx") != OPSET:
        raise ValueError(f"opset {opset.get('ai.onnx')}, not {OPSET}")
    model.ir_version = IR_VERSION
    model.producer_name, model.producer_version = PRODUCER, ""
    _set_shapes(model.graph.input, inputs or {})
    _set_shapes(model.graph.output, outputs or {})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString(deterministic=True))
    return path


def strip(model: onnx.ModelProto) -> None:
    """Drop metadata, doc strings and inner shapes, in place, in subgraphs and functions too."""
    del model.metadata_props[:]
    model.doc_string = ""
    _strip_graph(model.graph)
    for function in model.functions:
        function.doc_string = ""
        del function.metadata_props[:]
        del function.value_info[:]
        _strip_nodes(function.node)


def tensor_specs(
    model: onnx.ModelProto | Path,
) -> tuple[dict[str, TensorSpec], dict[str, TensorSpec]]:
    """(inputs, outputs) as the manifest holds them; initialisers are no inputs."""
    if isinstance(model, Path):
        model = onnx.load(str(model), load_external_data=False)
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = {value.name: _spec(value) for value in model.graph.input if value.name not in weights}
    return inputs, {value.name: _spec(value) for value in model.graph.output}


def graph_entry(path: Path, precision: Precision, parity: float | None = None) -> Graph:
    """The manifest's entry of a graph in the artifact's own folder."""
    inputs, outputs = tensor_specs(path)
    return Graph(file=path.name, precision=precision, inputs=inputs, outputs=outputs, parity=parity)


def precision_of(path: Path) -> Precision:
    """How the weights of a graph lie in its file: in bytes, in halves that are cast back, or full.

    Arithmetic is float32 in the latter two (`store_float16`)."""
    kinds = {tensor.data_type for tensor in onnx.load(str(path)).graph.initializer}
    if kinds & {TensorProto.UINT8, TensorProto.INT8}:
        return "int8"
    return "float16-storage" if TensorProto.FLOAT16 in kinds else "float32"


def file_entries(folder: Path) -> dict[str, FileEntry]:
    """Every file of an artifact's folder, by its path relative to it, sorted; hidden ones not."""
    return {
        path.relative_to(folder).as_posix(): FileEntry(
            sha256=sha256_of(path), bytes=path.stat().st_size
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and "__pycache__" not in path.parts
    }


def store_float16(model: onnx.ModelProto, *, at_least: int = 1024) -> onnx.ModelProto:
    """A copy whose large float32 weights are stored as float16, with a Cast back before use.

    Arithmetic stays in float32: LSTMs converted to float16 crash ONNX Runtime's CPU provider at
    session creation, which nothing can catch. Weights of fewer than `at_least` elements stay.
    Raises `ValueError` for a weight that float16 cannot hold.
    """
    model = onnx.ModelProto.FromString(model.SerializeToString())
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or int(np.prod(tensor.dims)) < at_least:
            continue
        values = numpy_helper.to_array(tensor)
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise ValueError(f"{tensor.name} holds values beyond float16")
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.float16"))
        casts.append(
            helper.make_node(
                "Cast", [f"{name}.float16"], [name], f"{name}.cast", to=TensorProto.FLOAT
            )
        )
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def _spec(value: onnx.ValueInfoProto) -> TensorSpec:
    tensor = value.type.tensor_type
    dtype = helper.tensor_dtype_to_np_dtype(tensor.elem_type)
    shape: list[int | str] = [
        dim.dim_param if dim.dim_param else (dim.dim_value if dim.HasField("dim_value") else "?")
        for dim in tensor.shape.dim
    ]
    return TensorSpec(dtype=str(np.dtype(dtype)), shape=shape)


def _set_shapes(values: object, shapes: Shapes) -> None:
    named = {value.name: value for value in values}  # type: ignore[attr-defined]
    for name, shape in shapes.items():
        if name not in named:
            raise ValueError(f"the graph has no {name!r}; it has {sorted(named)}")
        target = named[name].type.tensor_type.shape
        del target.dim[:]
        for size in shape:
            dim = target.dim.add()
            if isinstance(size, str):
                dim.dim_param = size
            else:
                dim.dim_value = size


def _strip_graph(graph: onnx.GraphProto) -> None:
    graph.doc_string = ""
    del graph.metadata_props[:]
    del graph.value_info[:]
    del graph.quantization_annotation[:]
    for value in [*graph.input, *graph.output]:
        value.doc_string = ""
        del value.metadata_props[:]
    for tensor in graph.initializer:
        tensor.doc_string = ""
        del tensor.metadata_props[:]
    _strip_nodes(graph.node)


def _strip_nodes(nodes: object) -> None:
    for node in nodes:  # type: ignore[attr-defined]
        node.doc_string = ""
        del node.metadata_props[:]
        for attribute in node.attribute:
            attribute.doc_string = ""
            if attribute.HasField("g"):
                _strip_graph(attribute.g)
            for graph in attribute.graphs:
                _strip_graph(graph)
