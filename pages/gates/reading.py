"""Which model reads which text, and every number inside while it reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from core.runtime import UnrolledError
from core.runtime.tasks.character_model import CharacterModel
from core.runtime.tasks.character_model.results import Hold, Prompt, Trace
from core.ui import address
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.live_area import live_area
from core.ui.models import fingerprint, registry
from core.ui.tokens import visible

LETTERS_AT_MOST = 1000
TRACES_KEPT = 8  # of 1,000 letters by 640 units, 15 MB each
FIRST = "cells-lstm"
STEP = 10  # the letter that the views open on, from 1


@dataclass(frozen=True)
class Reading:
    """A text read by a model, and the trace of it."""

    model: str
    task: CharacterModel
    text: str
    condition: str | None
    prompt: Prompt
    trace: Trace

    @property
    def cell(self) -> str:
        return self.task.shape.cell

    @property
    def direction(self) -> str:
        return "rtl" if self.task.language == "fa" else "ltr"

    @property
    def steps(self) -> int:
        return len(self.trace.ids)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        return tuple(visible(label) for label in self.trace.labels)

    def held(self, holds: tuple[Hold, ...]) -> Trace:
        """The same text read again with tracks held fast."""
        return traced(self.task, self.text, self.condition, holds)

    def busiest(self) -> int:
        """The unit to open on: its gate opens and closes, and what it carries moves with it."""
        tracks = self.trace.tracks
        moves = np.minimum(tracks.get("cell", tracks["hidden"]).std(axis=0), 1.0)
        gate = tracks.get("forget", tracks.get("update"))
        return int(np.argmax(moves if gate is None else moves * gate.std(axis=0)))


def traced(
    task: CharacterModel, text: str, condition: str | None, holds: tuple[Hold, ...] = ()
) -> Trace:
    """The trace, kept for whoever asks for the same."""
    asked = tuple((hold.track, hold.value, hold.units) for hold in holds)
    return _traced(task, fingerprint(task.artifact), text, condition, asked)


@st.cache_resource(max_entries=TRACES_KEPT, show_spinner=False)
def _traced(
    _task: CharacterModel,
    sha256: str,
    text: str,
    condition: str | None,
    asked: tuple[tuple[str, float, tuple[int, ...]], ...],
) -> Trace:
    del sha256  # part of the key
    holds = tuple(Hold(*hold) for hold in asked)
    return _task.trace(text, condition, holds, most=LETTERS_AT_MOST)


def read(page: LabPage, model: str, text: str, condition: str | None = None) -> Reading | None:
    """`text` as the model reads it, or None where nothing of it can be read."""
    task: CharacterModel = page.task(model)
    prompt = task.read(text, most=LETTERS_AT_MOST)
    if not prompt.ids:
        return None
    trace = traced(task, prompt.text, condition)
    return Reading(model, task, prompt.text, condition, prompt, trace)


def choose(page: LabPage) -> Reading | None:
    """The controls: model, poet, text; None where there is nothing to read."""
    left, right = st.columns(2)
    with left:
        model = address.choice(
            page.text("try_it.model"),
            served(page.texts.get("models")) or [FIRST],  # where it lacks, its error says so
            key="model",
            format_func=lambda name: page.text(f"models.{name}.name"),
        )
    task: CharacterModel = page.task(model)
    condition = None
    if task.conditions:
        poets = page.texts.get("try_it.poets", {})
        with right:
            chosen = address.choice(
                page.text("try_it.poet"),
                ["", *task.conditions],
                key="poet",
                format_func=lambda name: poets.get(name or "nobody", name),
            )
        condition = chosen or None
    key = page.text(f"models.{model}.parameter")  # models of one language share what was typed
    text = live_area(
        page.text("try_it.label", most=f"{LETTERS_AT_MOST:,}"),
        page.text(f"models.{model}.example"),
        key=key,
        most=LETTERS_AT_MOST,
    )
    reading = read(page, model, text, condition)
    _tell(page, task.read(text, most=LETTERS_AT_MOST), text)
    return reading


def served(names: Iterable[str]) -> list[str]:
    """Those of the models that are here."""
    found = []
    for name in names:
        try:
            registry().artifact(name)
        except UnrolledError:
            continue
        found.append(name)
    return found


def _tell(page: LabPage, prompt: Prompt, text: str) -> None:
    """What became of the text on its way into the model."""
    notes = []
    if not prompt.ids:
        notes.append(page.text("try_it.unreadable" if text.strip() else "try_it.empty"))
    if prompt.dropped:
        shown = " ".join(visible(letter) for letter in prompt.dropped[:12])
        notes.append(page.text("try_it.dropped", letters=plain(shown)))
    notes += [
        page.text("try_it.changed", what=change.title, count=change.count)
        for change in prompt.changes
        if change.rule != "outside" or not prompt.dropped
    ]
    if prompt.clipped:
        notes.append(page.text("try_it.clipped", count=len(prompt.ids)))
    for note in notes:
        st.caption(note)
