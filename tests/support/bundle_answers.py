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


def word_vectors(task: Any, printed: str) -> None:
    """The ten nearest to king − man + woman, in the dashboard's order and with its scores."""
    found = re.findall(r"^\s*(-?[\d.]+)\s+(\S+)$", printed, re.MULTILINE)
    items = task.analogy("man", "king", "woman").items
    assert [word for _, word in found] == [item.word for item in items]
    assert [float(score) for score, _ in found] == pytest.approx(
        [item.score for item in items], abs=1e-3
    )


ANSWERS: dict[str, Callable[[Any, str], None]] = {
    "training-graphs": training_graphs,
    "word-vectors": word_vectors,
}
