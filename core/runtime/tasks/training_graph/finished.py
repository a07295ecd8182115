"""Runs computed when the artifact was made, so that a page need not wait for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.runtime.tasks.training_graph.skip_gram import (
    Floats,
    Glimpse,
    SkipGram,
    SkipGramSettings,
    SkipGramState,
)
from core.text.training_text import TrainingText, read_text


@dataclass(frozen=True)
class FinishedRun:
    """A run that was computed when the artifact was made, so that a page need not wait for one."""

    source: str  # the text
    text: TrainingText
    settings: SkipGramSettings
    state: SkipGramState
    history: tuple[Glimpse, ...]


def finished_run(content: dict[str, Any]) -> FinishedRun:
    """Reads what `finished_json` wrote."""
    state = content["state"]
    return FinishedRun(
        source=content["source"],
        text=read_text(content["source"]),
        settings=SkipGramSettings(**content["settings"]),
        state=SkipGramState(
            state["step"],
            np.array(state["input_vectors"], np.float32),
            np.array(state["other_vectors"], np.float32),
            state["loss"],
        ),
        history=tuple(
            Glimpse(seen["step"], seen["loss"], np.array(seen["plane"], np.float32))
            for seen in content["history"]
        ),
    )


def finished_json(source: str, run: SkipGram, every: int) -> dict[str, Any]:
    """Trains `run` to its end and writes it down; `every` steps one glimpse."""
    state = run.start()
    history = [run.observe(state)]
    while not run.finished(state):
        state = run.step(state)
        if state.step % every == 0:
            history.append(run.observe(state))
    settings = {name: getattr(run.settings, name) for name in run.settings.__dataclass_fields__}
    return {
        "source": source,
        "settings": settings,
        "state": {
            "step": state.step,
            "loss": state.loss,
            "input_vectors": _rounded(state.input_vectors, 5),
            "other_vectors": _rounded(state.other_vectors, 5),
        },
        "history": [
            {"step": seen.step, "loss": seen.loss, "plane": _rounded(seen.plane, 3)}
            for seen in history
        ],
    }


def _rounded(values: Floats, digits: int) -> list[list[float]]:
    """In float64 first: a float32 rounded to 0.123 is written with all its digits."""
    return np.round(values.astype(np.float64), digits).tolist()
