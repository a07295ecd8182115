"""Tiny character models with the record of what their units track, found as the export does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from core.runtime import Artifact
from core.runtime.tasks.character_model import CharacterModel
from core.text.letter_properties import OF_CORPUS
from export.characters.units import find_units
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import (
    ENGLISH,
    PERSIAN,
    add_english_verse,
    add_persian_verse,
)


def many_lines(text: str, count: int) -> str:
    """Lines of the text in a seeded order: no rhythm longer than a line."""
    lines = [line for line in text.splitlines() if line]
    drawn = np.random.default_rng(1).choice(lines, count)
    return "".join(f"{line}\n" for line in drawn)


def _add(
    artifacts: TinyArtifacts, add: Callable[..., Artifact], text: str, names: tuple[str, ...]
) -> None:
    id = add(artifacts).id
    model = CharacterModel(artifacts.registry.artifact(id), artifacts.registry)
    units = find_units(model, text, names)
    files: dict[str, Any] = {"held_out.txt": text.encode(), "units.json": units.to_json().encode()}
    add(artifacts, files=files)


def add_english_units(artifacts: TinyArtifacts) -> None:
    _add(artifacts, add_english_verse, many_lines(ENGLISH, 90), OF_CORPUS["english-poetry"])


def add_persian_units(artifacts: TinyArtifacts) -> None:
    _add(artifacts, add_persian_verse, many_lines(PERSIAN, 40), OF_CORPUS["persian-poetry"])
