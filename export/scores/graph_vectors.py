"""Accuracy of Cora's net on graphs that someone brings, in the corpus's own .npz format.

Arrays: labels [N], edges [M/2, 2], feat_row and feat_col [P], idx_test; features must be Cora's
1,433 words in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

from core.runtime.errors import BadInput
from core.runtime.tasks.graph_vectors import net_inputs


def score_graph(session: ort.InferenceSession, files: Sequence[Path]) -> dict[str, float]:
    """Accuracy over all test nodes of the files, with their number."""
    right = count = 0
    for path in files:
        try:
            with np.load(path, allow_pickle=False) as kept:
                arrays = {name: kept[name].astype(np.int64) for name in kept.files}
            labels, edges, test = arrays["labels"], arrays["edges"], arrays["idx_test"]
            inputs = net_inputs(len(labels), edges, arrays["feat_row"], arrays["feat_col"])
        except (OSError, ValueError, KeyError) as error:
            raise BadInput(f"{path.name} is no graph in Cora's format ({error}).") from error
        log_probs = session.run(["log_probs"], inputs)[0]
        right += int((log_probs.argmax(1)[test] == labels[test]).sum())
        count += len(test)
    return {"accuracy": right / count, "nodes": float(count)}
