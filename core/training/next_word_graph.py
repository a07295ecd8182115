"""From the canonical ONNX graph of `next-word` back to the weights of its module.

The graph (export/graphs/next_word.py) stores what a step needs: W and U of the LSTM side by side
and their biases as one sum, the softmax's bias cut into words and clusters. Training starts from it
where the run folder is gone, and `verify` fills the module that the graph is compared with.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, numpy_helper

from core.models.word_lstm import WordLSTMConfig

Floats = npt.NDArray[np.float32]


def state_dict_of(model: onnx.ModelProto, config: WordLSTMConfig) -> dict[str, Floats]:
    """The module's weights from a float graph (float16 storage is widened)."""
    stored = {
        tensor.name.removesuffix(".float16"): numpy_helper.to_array(tensor).astype(np.float32)
        for tensor in model.graph.initializer
        if tensor.data_type in (TensorProto.FLOAT, TensorProto.FLOAT16)
    }
    state = {
        name: stored[name]
        for name in stored
        if name.startswith("words.") and not name.endswith(".bias")
    }
    state["words.bias"] = np.concatenate(
        [stored["words.tables.0.bias"], stored["words.clusters.bias"]]
    )
    state["project.weight"] = stored["project.weight"]
    state["project.bias"] = stored["project.weight.bias"]
    for layer in range(config.layers):
        both = stored[f"lstm.weight_l{layer}"]
        state[f"lstm.weight_ih_l{layer}"] = both[:, : -config.hidden]
        state[f"lstm.weight_hh_l{layer}"] = both[:, -config.hidden :]
        state[f"lstm.bias_ih_l{layer}"] = stored[f"lstm.weight_l{layer}.bias"]
        state[f"lstm.bias_hh_l{layer}"] = np.zeros_like(state[f"lstm.bias_ih_l{layer}"])
    return state
