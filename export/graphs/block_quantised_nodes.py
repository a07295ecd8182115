"""Products over weights of 8 or 4 bits, in blocks of a row that share one scale.

    w ≈ s_block · (q − z),   q in 0 … 2ᵇ − 1,   z = 2ᵇ⁻¹

ONNX Runtime's `MatMulNBits` reads such weights without unpacking them to float; with
`accuracy_level=4` it also rounds the activations to 8 bits, block by block and row by row, so that
a row's result does not depend on what else stands in the batch. A table that is both read
(embedding) and multiplied (softmax) is stored once.

It is for CPUs: CUDA serves the float graph. Which rounding is best is not decided here
(`calibrated_rounding`): `quantised` may be replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export.graphs.step_nodes import CONTRIB, Array, StepNodes

Floats = NDArray[np.float32]
Levels = NDArray[np.uint8]
SMALLEST = 16  # block that `MatMulNBits` takes


@dataclass(frozen=True)
class Blocks:
    """levels uint8 [rows, blocks, size], not yet packed; scales float32 [rows, blocks]."""

    levels: Levels
    scales: Floats
    bits: int

    @property
    def values(self) -> Floats:
        """What the product sees: float32 [rows, blocks · size]."""
        centred = self.levels.astype(np.float32) - 2 ** (self.bits - 1)
        return (centred * self.scales[:, :, None]).reshape(len(self.levels), -1)

    @property
    def packed(self) -> Levels:
        """As `MatMulNBits` reads them: two 4-bit levels a byte, the first in the low half."""
        if self.bits == 8:
            return self.levels
        low, high = self.levels[:, :, ::2], self.levels[:, :, 1::2]
        return np.asarray(low | (high << 4), dtype=np.uint8)


def nearest(weight: Floats, bits: int, size: int) -> Blocks:
    """Each weight to its nearest level, with the scale of least squared error in its block."""
    blocks = in_blocks(weight, size)
    scales = best_scales(blocks, bits)
    return Blocks(to_levels(blocks, scales[:, :, None], bits), scales, bits)


def in_blocks(weight: Floats, size: int) -> Floats:
    """[rows, in] → [rows, blocks, size], padded with zeros."""
    padded = np.pad(weight, ((0, 0), (0, -weight.shape[1] % size)))
    return padded.reshape(len(weight), -1, size)


def to_levels(values: Floats, scales: Floats, bits: int) -> Levels:
    """The nearest level under a scale."""
    middle = 2 ** (bits - 1)
    return np.clip(np.rint(values / scales) + middle, 0, 2 * middle - 1).astype(np.uint8)


def best_scales(blocks: Floats, bits: int) -> Floats:
    """The scale of least squared error of every block, out of some around its largest value.

    A negative scale puts the one level more below zero on the side of the largest value.
    """
    middle = 2 ** (bits - 1)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[:, :, None], 2)[:, :, 0]
    largest = np.where(largest == 0, 1, largest).astype(np.float32)
    best = np.full(largest.shape, np.inf, np.float32)
    chosen = -largest / middle
    for shrink in np.linspace(1, 0.7 if bits == 4 else 0.98, 13 if bits == 4 else 3):
        scales = (-largest / middle * shrink).astype(np.float32)
        levels = to_levels(blocks, scales[:, :, None], bits).astype(np.float32) - middle
        # Given the levels, the scale of least error is a regression.
        refit = (levels * blocks).sum(2) / np.maximum((levels * levels).sum(2), 1e-12)
        refit = np.where(refit == 0, scales, refit)
        error = np.square(levels * refit[:, :, None] - blocks).sum(2)
        chosen = np.where(error < best, refit, chosen)
        best = np.minimum(error, best)
    return chosen.astype(np.float32)


class BlockQuantisedNodes(StepNodes):
    """`StepNodes` whose products and tables are `bits` wide, in blocks of at most `size`."""

    def __init__(
        self,
        bits: int,
        size: int = 32,
        *,
        quantised: Callable[[str, Floats], Blocks] | None = None,
    ) -> None:
        super().__init__()
        self._bits, self._size = bits, size
        self._quantised = quantised or (
            lambda name, weight: nearest(weight, bits, self._fit(weight))
        )
        self._blocks: dict[str, Blocks] = {}

    def linear(self, x: str, name: str, weight: Array, bias: Array | None = None) -> str:
        blocks = self._stored(name, weight)
        y = self.op(
            "MatMulNBits",
            x,
            self.weight(f"{name}.levels", blocks.packed),
            self.weight(f"{name}.scales", blocks.scales),
            domain=CONTRIB,
            K=weight.shape[1],
            N=weight.shape[0],
            bits=blocks.bits,
            block_size=blocks.levels.shape[2],
            accuracy_level=4,
        )
        return y if bias is None else self.op("Add", y, self.weight(f"{name}.bias", bias))

    def turned(self, x: str, name: str, weight: Array) -> str:
        # Blocks lie along a row, so the other direction is stored for itself; it is small.
        return self.linear(x, f"{name}.turned", np.asarray(weight).T)

    def rows(self, ids: str, name: str, table: Array) -> str:
        blocks = self._stored(name, table)
        packed = blocks.packed
        flat = self.op(  # folded when a session opens
            "Reshape", self.weight(f"{name}.levels", packed), self.constant([len(packed), -1])
        )
        vector = self.op(
            "GatherBlockQuantized",
            flat,
            ids,
            self.weight(f"{name}.scales", blocks.scales),
            domain=CONTRIB,
            bits=blocks.bits,
            block_size=blocks.levels.shape[2],
            gather_axis=0,
            quantize_axis=1,
        )
        if table.shape[1] == blocks.levels.shape[1] * blocks.levels.shape[2]:
            return vector
        width = self.constant([table.shape[1]])
        return self.op("Slice", vector, self.constant([0]), width, self.constant([1]))

    def _fit(self, weight: Floats) -> int:
        """The largest block up to the wanted one that fills rows without padding; at least 16.

        A padded block is multiplied like any other.
        """
        size = self._size
        while size > SMALLEST and weight.shape[1] % size:
            size //= 2
        return size

    def _stored(self, name: str, weight: Array) -> Blocks:
        if name not in self._blocks:
            self._blocks[name] = self._quantised(name, np.asarray(weight, np.float32))
        return self._blocks[name]
