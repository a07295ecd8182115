"""What else lies in the artifact of a character model: files computed once, for a page to show.

A module of an extra has one function

    write(model_id: str, out: Path) -> None

which puts its file (or files) into `out`, the artifact's folder. It is called when both graphs lie
there and the manifest knows them, so `opened(out)` gives the task object that the page will have;
`corpus_of(model_id)` is the corpus whose documents `core.training.character_text.documents` reads.
Numbers that are not worth a file of their own go into `measures.json`, under one name for each
module: `keep_measures(out, "rhymes", {…})`.

Each is deterministic, leaves the graphs alone, and may raise `CorpusMissing`: then it is told so
and what it wrote earlier stays. A build begins with an empty folder, so no extra outlives the
weights it speaks of.

    python -m export extras MODEL [NAME…]
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from core.corpora import CorpusMissing
from core.runtime.engine.registry import Registry
from core.runtime.tasks.character_model import CharacterModel
from core.training.recipe import Recipe
from export.model_export import ExtraUnknown, NotTrained

MEASURES = "measures.json"
VERSE = ("english-verse", "persian-verse")
MARKUP = ("latex", "wiki-markup")
CELLS = ("cells-gru", "cells-lstm", "cells-rnn")
ALL = (*CELLS, *MARKUP, *VERSE)


@dataclass(frozen=True)
class Extra:
    """`export.characters.<name>` has `write`, for these models."""

    name: str
    models: tuple[str, ...]


EXTRAS = (
    Extra("held_out", ALL),  # held_out.txt: an excerpt of the test split
    Extra("lines", VERSE),  # lines.*: the training lines, to find the nearest one
    Extra("opening", VERSE),  # opening.json: the poem that the page shows first
    Extra("units", ALL),  # units.json: what the units track
    Extra("letters", ALL),  # letters.json: accuracy by the number of letters seen
    Extra("loops", ALL),  # measures.json: how much a text repeats itself, by temperature
    Extra("markup", MARKUP),  # measures.json: what is closed in the right order
    Extra("rhymes", ("english-verse",)),  # measures.json: rhyme, chosen and not
    Extra("couplets", ("persian-verse",)),  # measures.json: rhyme and metre, chosen and not
    Extra("copied", VERSE),  # measures.json: the share of generated lines that were read
    Extra("shakespeare", ("english-verse",)),  # measures.json: the same recipe on that text
)


def extras_of(model_id: str) -> tuple[Extra, ...]:
    """Those of one model, in their order."""
    return tuple(extra for extra in EXTRAS if model_id in extra.models)


def write_extras(
    model_id: str, out: Path, names: Sequence[str] = ()
) -> Iterator[tuple[str, str | None]]:
    """Write all extras of a model, or those named; yields each name and why it was skipped.

    Raises `ExtraUnknown` for a name that the model has not.
    """
    known = {extra.name: extra for extra in extras_of(model_id)}
    if strange := [name for name in names if name not in known]:
        raise ExtraUnknown(f"{model_id} has no {', '.join(strange)}; it has {', '.join(known)}")
    for name in names or known:
        try:
            import_module(f"export.characters.{name}").write(model_id, out)
        except (CorpusMissing, NotTrained) as missing:
            yield name, str(missing)
        else:
            yield name, None


def corpus_of(model_id: str) -> str:
    """The corpus that the model's recipe reads."""
    return str(Recipe.load(model_id).data["corpus"])


def opened(out: Path) -> CharacterModel:
    """The task object of the artifact in `out`, as it is served on the CPU."""
    registry = Registry(out.parent)
    return CharacterModel(registry.artifact(out.name), registry)


def read_measures(out: Path) -> dict[str, Any]:
    """What was kept, by the modules' names; empty where nothing was."""
    try:
        found: dict[str, Any] = json.loads((out / MEASURES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def keep_measures(out: Path, name: str, content: Any) -> None:
    """Put what `name` measured into `measures.json`, in place of what it measured before."""
    known = read_measures(out) | {name: content}
    text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=1)
    (out / MEASURES).write_text(text + "\n", encoding="utf-8")
