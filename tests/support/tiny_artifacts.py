"""A folder of small generated artifacts, so that tests need no trained weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from core.runtime.engine.manifest import MANIFEST_NAME, Artifact, Precision
from core.runtime.engine.registry import Registry
from export.manifest_entry import register
from export.onnx_file import IR_VERSION, OPSET, file_entries, finish, graph_entry


def linear_graph(weights: np.ndarray, *, symbol: str = "B") -> onnx.ModelProto:
    """y = x · W as an ONNX graph: x float32[B, I], W [I, O]."""
    inputs, outputs = weights.shape
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "W"], ["y"], "product")],
        "linear",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [symbol, inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [symbol, outputs])],
        [numpy_helper.from_array(weights.astype(np.float32), "W")],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )


class TinyArtifacts:
    """Writes artifacts into `root` the way the exporters do, and can damage them afterwards."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def registry(self) -> Registry:
        """A new registry, as a new process would have it."""
        return Registry(self.root)

    def add(
        self,
        id: str = "tiny",
        *,
        task: str = "linear",
        graphs: Mapping[str, onnx.ModelProto] | None = None,
        files: Mapping[str, bytes] | None = None,
        precision: Mapping[str, Precision] | None = None,
        **fields: Any,
    ) -> Artifact:
        """One artifact; by default y = x · W in two roles, "float" (CUDA) and "small" (CPU)."""
        folder = self.root / id
        folder.mkdir(parents=True, exist_ok=True)
        if graphs is None:
            weights = np.arange(6, dtype=np.float32).reshape(3, 2)
            graphs = {"float": linear_graph(weights), "small": linear_graph(weights + 1)}
            precision = {"small": "int8"}
            fields.setdefault("serve", {"cuda": "float", "cpu": "small"})
        described = {}
        for role, model in graphs.items():
            path = finish(model, folder / f"{role}.onnx")
            described[role] = graph_entry(path, (precision or {}).get(role, "float32"))
        for name, content in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        values: dict[str, Any] = {"title": id, "language": "en", "licence": "Apache-2.0"} | fields
        artifact = Artifact(
            id=id, task=task, files=file_entries(folder), graphs=described, **values
        )
        register(artifact, self.root)
        return artifact

    def damage(self, id: str, name: str) -> None:
        """Change one byte in the middle of a file; its size stays."""
        path = self.root / id / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(bytes(content))

    def edit_manifest(self, id: str, /, **changes: Any) -> None:
        """Write over fields of an entry, unchecked."""
        path = self.root / MANIFEST_NAME
        document = json.loads(path.read_text(encoding="utf-8"))
        for entry in document["artifacts"]:
            if entry["id"] == id:
                entry.update(changes)
        path.write_text(json.dumps(document), encoding="utf-8")
