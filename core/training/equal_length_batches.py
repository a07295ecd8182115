"""Batches of sentences of one length: no padding, no mask, each from a zero state.

An epoch shuffles the sentences within each length, cuts them into batches and shuffles the batches.
Epoch e of seed s is always the same, so a position (epoch, batch) is all a checkpoint must keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.training.encoded_sentences import Ids


@dataclass
class Position:
    """Where a stream stands: batches `0 … batch-1` of `epoch` have been read."""

    epoch: int = 0
    batch: int = 0


class EqualLengthBatches:
    """Sentences → an endless stream of int64 arrays [≤ size, length]."""

    def __init__(self, lines: Sequence[Ids], size: int, seed: int) -> None:
        if not lines:
            raise ValueError("there are no sentences to make batches of")
        self.size, self.seed = size, seed
        by_length: dict[int, list[Ids]] = {}
        for line in lines:
            by_length.setdefault(len(line), []).append(line)
        self.lengths = {length: np.stack(group) for length, group in sorted(by_length.items())}
        self.position = Position()
        self._order: list[tuple[int, Ids]] = []
        self._ordered_epoch = -1

    @property
    def batches_per_epoch(self) -> int:
        return sum(-(-len(group) // self.size) for group in self.lengths.values())

    def _shuffle(self, epoch: int) -> None:
        random = np.random.default_rng((self.seed, epoch))
        order: list[tuple[int, Ids]] = []
        for length, group in self.lengths.items():
            rows = random.permutation(len(group)).astype(np.int32)
            order += [(length, rows[at : at + self.size]) for at in range(0, len(rows), self.size)]
        self._order = [order[i] for i in random.permutation(len(order))]
        self._ordered_epoch = epoch

    def next(self) -> npt.NDArray[np.int64]:
        if self._ordered_epoch != self.position.epoch:
            self._shuffle(self.position.epoch)
        length, rows = self._order[self.position.batch]
        self.position.batch += 1
        if self.position.batch == len(self._order):
            self.position = Position(self.position.epoch + 1)
        return self.lengths[length][rows].astype(np.int64)
