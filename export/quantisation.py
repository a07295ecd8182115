"""From the float graph to the small one that the CPU serves, with a limit on what it may cost."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from export.model_export import QuantizationRefused
from export.onnx_file import finish, tensor_specs

# Relative worsening of the card's main measure on held-out data beyond which we refuse.
LOSS_LIMIT = 0.01


def quantize_int8(
    source: Path,
    target: Path,
    *,
    operators: Sequence[str] = ("MatMul", "Gemm", "Gather", "LSTM"),
    excluded: Sequence[str] = (),
    per_channel: bool = True,
) -> Path:
    """Dynamic int8 of the weights of `operators`, written clean to `target`.

    The graph is folded first: a graph fresh from the exporter feeds its LSTM through Slice and
    Concat, and would be left in float. Embedding and output layer must not share an initialiser.
    `excluded` names nodes to leave alone.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    inputs, outputs = tensor_specs(source)
    with tempfile.TemporaryDirectory() as folder:
        folded = Path(folder) / "folded.onnx"
        small = Path(folder) / "small.onnx"
        quant_pre_process(source, folded, skip_symbolic_shape=True)
        quantize_dynamic(
            folded,
            small,
            op_types_to_quantize=list(operators),
            nodes_to_exclude=list(excluded),
            per_channel=per_channel,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        return finish(
            onnx.load(str(small)),
            target,
            inputs={name: spec.shape for name, spec in inputs.items()},
            outputs={name: spec.shape for name, spec in outputs.items()},
        )


def int8_rows(
    matrix: NDArray[np.float32],
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows [N, D] as int8 [N, D] and one scale a row [N, 1]: row ≈ int8 · scale."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / np.float32(127)
    scale = np.where(scale == 0, np.float32(1), scale).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale


def worsening(before: float, after: float, *, higher_is_better: bool) -> float:
    """How much worse `after` is, relative to `before`; negative when it is better."""
    change = (before - after) if higher_is_better else (after - before)
    return change / abs(before) if before else (0.0 if change <= 0 else float("inf"))


def refuse_if_worse(
    measure: str,
    before: float,
    after: float,
    *,
    higher_is_better: bool,
    limit: float = LOSS_LIMIT,
) -> float:
    """The worsening, when it is within the limit. Raises `QuantizationRefused` otherwise."""
    loss = worsening(before, after, higher_is_better=higher_is_better)
    if not loss <= limit:  # NaN is refused too
        raise QuantizationRefused(
            f"{measure} goes from {before:.5g} to {after:.5g}, {loss:.2%} worse; "
            f"the limit is {limit:.0%}"
        )
    return loss
