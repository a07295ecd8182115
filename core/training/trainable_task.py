"""What the training loop asks of a model: batches, a loss, a held-out score, and its files.

One implementation a kind of model (`core.training.next_word` is the first). The loop owns the
optimiser, the schedule, the checkpoints and the curves; the task owns the data and its meaning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn


class TrainableTask(Protocol):
    model: nn.Module

    def next_batch(self, step: int, progress: float) -> Tensor:
        """The batch of a step; `progress` in [0, 1) says how much of the run is done."""
        ...

    def loss(self, batch: Tensor) -> Tensor:
        """Mean loss per token of the batch, with a gradient."""
        ...

    def tokens(self, batch: Tensor) -> int:
        """How many predictions the loss of the batch is the mean of."""
        ...

    @property
    def epochs(self) -> float:
        """How often the main training text has been read so far."""
        ...

    def held_out(self) -> dict[str, float]:
        """Scores on the validation split, in float32; must hold `loss` (nats per token)."""
        ...

    def position(self) -> dict[str, Any]:
        """Where the data stands: plain numbers and strings, for the checkpoint."""
        ...

    def seek(self, position: dict[str, Any]) -> None:
        """Go back to a `position()`."""
        ...

    def save_description(self, run: Path) -> None:
        """Write config.json and tokenizer.json, which say what the weights mean."""
        ...
