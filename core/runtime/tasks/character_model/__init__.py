"""The language models over characters: what the labs of verse, markup, gates and cells ask."""

from core.runtime.tasks.character_model.results import (
    GATES,
    TRACKS,
    Candidate,
    Chance,
    Hold,
    ModelShape,
    Prompt,
    Step,
    TextScore,
    Trace,
    Weights,
)
from core.runtime.tasks.character_model.task import CharacterModel

__all__ = [
    "GATES",
    "TRACKS",
    "Candidate",
    "Chance",
    "CharacterModel",
    "Hold",
    "ModelShape",
    "Prompt",
    "Step",
    "TextScore",
    "Trace",
    "Weights",
]
