"""The sentiment classifier with its word vectors as a graph.

ids int64 [B, T] (0 = nothing) → score float32 [B], word_scores float32 [B, T]
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from core.models.sentiment_space import SentimentSpace
from export.onnx_file import OPSET, finish, store_float16, tensor_specs


def load_space(state: dict[str, torch.Tensor]) -> SentimentSpace:
    """The module with the weights of a run, ready for use."""
    words, width = state["words.weight"].shape
    model = SentimentSpace(words, width, state["hidden.weight"].shape[0])
    model.load_state_dict(state)
    return model.eval()


def state_of_graph(path: Path) -> dict[str, torch.Tensor]:
    """The module's weights from a published graph; half precision is widened."""
    names = ("words.weight", "hidden.weight", "hidden.bias", "score.weight", "score.bias")
    state = {}
    for tensor in onnx.load(str(path)).graph.initializer:
        name = tensor.name.removesuffix(".float16")
        if name in names:
            state[name] = torch.tensor(numpy_helper.to_array(tensor).astype(np.float32))
    return state


def export_space(model: SentimentSpace, path: Path) -> Path:
    """Write the graph, its word vectors stored in half precision."""
    example = torch.tensor([[3, 4, 5, 0], [6, 7, 0, 0]])
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of axes that share a symbol, which is what we want
        program = torch.onnx.export(
            model,
            (example,),
            dynamo=True,
            opset_version=OPSET,
            input_names=["ids"],
            output_names=["score", "word_scores"],
            dynamic_shapes=({0: "B", 1: "T"},),
            verbose=False,
        )
    assert program is not None
    outputs: dict[str, list[int | str]] = {"score": ["B"], "word_scores": ["B", "T"]}
    finish(store_float16(program.model_proto), path, outputs=outputs)
    inputs, _ = tensor_specs(path)
    if inputs["ids"].shape != ["B", "T"]:
        raise ValueError(f"ids came out as {inputs['ids'].shape}")
    return path
