"""How each model's example.py is compared with what the dashboard's task object answers.

One function per artifact: (task, what the example printed) -> None, asserting.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest


def training_graphs(task: Any, printed: str) -> None:
    """The example trains with draws of its own, and must come down as the artifact's run did."""
    losses = [float(value) for value in re.findall(r"loss of a pair ([\d.]+)", printed)]
    scores = task.artifact.scores
    assert losses[0] == pytest.approx(scores["loss"].baseline, abs=0.01)
    assert losses[-1] < (scores["loss"].value + scores["loss"].baseline) / 2


ANSWERS: dict[str, Callable[[Any, str], None]] = {
    "training-graphs": training_graphs,
}
