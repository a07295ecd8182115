"""The field of each Cora paper by the graph convolution net, with ONNX Runtime and numpy.

python example.py [share of the citations to keep, 0 … 1]
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
with np.load(HERE / "cora.npz") as kept:
    data = {
        name: kept[name].astype(np.int64) for name in ("labels", "edges", "row", "column", "test")
    }
edges = data["edges"]
edges = edges[np.random.default_rng(0).random(len(edges)) < share]
nodes = len(data["labels"])

counts = np.bincount(data["row"], minlength=nodes)
degree = 1.0 + np.bincount(edges.ravel(), minlength=nodes)
source, target = np.r_[edges[:, 0], edges[:, 1]], np.r_[edges[:, 1], edges[:, 0]]
inputs = {
    "row": data["row"],
    "column": data["column"],
    "value": (1 / counts[data["row"]]).astype(np.float32),
    "source": source,
    "target": target,
    "weight": (1 / np.sqrt(degree[source] * degree[target])).astype(np.float32),
    "own": (1 / degree).astype(np.float32),
}
session = ort.InferenceSession(str(HERE / "cora.onnx"), providers=["CPUExecutionProvider"])
log_probs = session.run(["log_probs"], inputs)[0]
right = log_probs.argmax(1)[data["test"]] == data["labels"][data["test"]]
print(json.dumps({"links": len(edges), "test papers": len(right), "accuracy": float(right.mean())}))
