"""What is looked at: the model, one of its units, and a text; all of it in the address."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runtime.errors import ArtifactMissing, UnrolledError
from core.runtime.tasks.character_model import CharacterModel, Prompt
from core.runtime.unit_findings import Units
from core.text.letter_properties import measure
from core.ui import address
from core.ui.frame import LabPage

SHOWN, LEAD = 480, 300  # letters that are painted, and those read before them to fill the state
OWN = 1_000
HELD_OUT, TYPED = "held_out", "typed"
UNITS, TEXT = "units.json", "held_out.txt"


@dataclass(frozen=True)
class Excerpt:
    """`text` as it is painted, `lead` as it was read before; `start` is its place in held_out.txt,
    or None for a visitor's own text."""

    lead: str
    text: str
    start: int | None

    @property
    def where(self) -> int:
        return self.start or 0


@dataclass(frozen=True)
class Chosen:
    task: CharacterModel
    units: Units
    held_out: str
    track: str
    unit: int
    excerpt: Excerpt

    @property
    def language(self) -> str:
        return self.task.language

    @property
    def right_to_left(self) -> bool:
        return self.task.language == "fa"

    @property
    def mean(self) -> float:
        return self.units.mean[self.track][self.unit]

    @property
    def deviation(self) -> float:
        return self.units.deviation[self.track][self.unit] or 1.0


@st.cache_resource(max_entries=8, show_spinner=False)
def _units(path: Path, changed: int) -> Units:
    del changed
    return Units.load(path)


@st.cache_resource(max_entries=8, show_spinner=False)
def _text(path: Path, changed: int) -> str:
    del changed
    return path.read_text(encoding="utf-8")


@st.cache_resource(max_entries=60, show_spinner=False)
def property_of(text: str, name: str) -> NDArray[np.float32]:
    """`measure`, kept: a page asks for the same excerpt again and again."""
    return measure(name, text)


def units_and_text(task: CharacterModel) -> tuple[Units, str]:
    """units.json and held_out.txt of a model that has them."""
    units, text = task.file(UNITS), task.file(TEXT)
    assert units is not None and text is not None  # only such models are offered
    found = _units(units, units.stat().st_mtime_ns)
    return found, _text(text, text.stat().st_mtime_ns)


def excerpt_at(text: str, place: int) -> Excerpt:
    """Some lines of `text` around `place`; long lines are cut between two words."""
    place = min(max(place, 0), max(0, len(text) - 1))
    start = _cut(text, max(0, place - SHOWN // 3))
    end = len(text) if start + SHOWN >= len(text) else _cut(text, start + SHOWN)
    end = end if end > start else min(len(text), start + SHOWN)
    return Excerpt(text[_cut(text, max(0, start - LEAD)) : start], text[start:end], start)


def _cut(text: str, near: int) -> int:
    """Where a line begins, shortly before `near`; else where a word does."""
    for mark in "\n", " ":
        found = text.rfind(mark, max(0, near - SHOWN // 4), near)
        if found >= 0:
            return found + 1
    return near


def look_at(track: str, unit: int, place: int | None = None) -> None:
    """Turn to a unit, and to a place of the held-out text if one is given; for callbacks."""
    st.session_state["track"], st.session_state["unit"] = track, unit
    if place is not None:
        st.session_state["place"] = place
        st.session_state["source"] = HELD_OUT


def first_look(units: Units) -> tuple[str, int, int]:
    """Track, unit and place that a model opens on: its clearest unit, where it is highest."""
    held = [found for found in units.findings if found.holds]
    if not held:
        track = units.tracks[0]
        return track, 0, units.most[track][0][0]
    best = max(held, key=lambda found: abs(found.best[0].check)).best[0]
    return best.track, best.unit, units.most[best.track][best.unit][0]


def choose(page: LabPage) -> Chosen:
    """The widgets of model, unit and text. Raises `ArtifactMissing` where no model has units."""
    artifacts = page.artifacts()
    offered = [one.id for one in artifacts if {UNITS, TEXT} <= one.files.keys()]
    if not offered:
        if not artifacts:
            page.task(page.lab.artifacts[0])  # says itself that there are no models
        raise ArtifactMissing(page.text("try_it.no_units"))

    def turn() -> None:
        with suppress(UnrolledError):  # told where the model is opened below
            look_at(*first_look(units_and_text(page.task(st.session_state["model"]))[0]))

    model = address.choice(
        page.text("try_it.model"),
        offered,
        key="model",
        widget=st.segmented_control,
        format_func=lambda name: page.text(f"models.{name}"),
        on_change=turn,
    )
    task: CharacterModel = page.task(model)
    units, text = units_and_text(task)
    track, unit = _choose_unit(page, units)
    return Chosen(task, units, text, track, unit, _choose_text(page, task, units, text))


def _choose_unit(page: LabPage, units: Units) -> tuple[str, int]:
    track, unit, _ = first_look(units)
    names = {
        found.name: found.best[0]
        for found in sorted(units.findings, key=lambda found: -abs(found.best[0].check))
        if found.holds
    }

    def pick() -> None:
        if (name := st.session_state["find"]) in names:
            look_at(names[name].track, names[name].unit)

    def step(by: int) -> None:
        st.session_state["unit"] = (st.session_state["unit"] + by) % units.size

    _keep_in_range("unit", units.size - 1)
    above = st.container()  # filled when a link's own unit and track are known
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        last = units.size - 1
        label = page.text("try_it.unit", last=last)
        unit = address.number_input(label, 0, last, unit, key="unit", width=190)
        st.button(page.text("try_it.before"), on_click=step, args=(-1,), key="unit-before")
        st.button(page.text("try_it.after"), on_click=step, args=(1,), key="unit-after")
        if len(units.tracks) > 1:
            track = address.choice(
                page.text("try_it.track"),
                list(units.tracks),
                key="track",
                default=track,
                widget=st.segmented_control,
                format_func=lambda name: page.text(f"tracks.{name}"),
                width="content",
            )
    if names:
        fits = [name for name, best in names.items() if (best.track, best.unit) == (track, unit)]
        st.session_state["find"] = fits[0] if fits else None
        above.pills(
            page.text("try_it.find"),
            list(names),
            key="find",
            format_func=lambda name: page.text(f"properties.{name}"),
            on_change=pick,
        )
    return track, unit


def _keep_in_range(key: str, most: int) -> None:
    """Another model may have fewer units than the number in the session."""
    if (value := st.session_state.get(key)) is not None and value > most:
        st.session_state[key] = most


def _choose_text(page: LabPage, task: CharacterModel, units: Units, text: str) -> Excerpt:
    source = address.choice(
        page.text("try_it.source"),
        [HELD_OUT, TYPED],
        key="source",
        widget=st.segmented_control,
        format_func=lambda name: page.text(f"try_it.{name}"),
    )
    if source == HELD_OUT:
        return _choose_place(page, units, text)
    example = page.text(f"examples.{task.artifact.id}")
    typed = address.text_area(page.text("try_it.text"), example, key="text", most=OWN, height=110)
    prompt = task.read(typed, most=OWN)
    _tell_changes(page, prompt)
    return Excerpt("", prompt.text, None)


def _choose_place(page: LabPage, units: Units, text: str) -> Excerpt:
    last = max(0, len(text) - 1)
    _keep_in_range("place", last)

    def turn_page(by: int) -> None:
        st.session_state["place"] = min(last, max(0, st.session_state["place"] + by))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        place = address.number_input(
            page.text("try_it.place", last=last),
            0,
            last,
            min(last, first_look(units)[2]),
            key="place",
            width=190,
        )
        back, on = page.text("try_it.earlier"), page.text("try_it.later")
        st.button(back, on_click=turn_page, args=(-SHOWN,), key="place-before")
        st.button(on, on_click=turn_page, args=(SHOWN,), key="place-after")
    return excerpt_at(text, place)


def _tell_changes(page: LabPage, prompt: Prompt) -> None:
    for change in prompt.changes:
        letters = " ".join(change.characters[:12])
        st.caption(f"{change.title}: {change.count} ({letters})")
    if prompt.dropped:
        letters = " ".join(prompt.dropped[:12])
        st.caption(page.text("try_it.dropped", letters=letters))


def credit(page: LabPage, chosen: Chosen) -> str:
    """Whom the held-out text is from, and under which licence it is shown."""
    thanks = "; ".join(
        ", ".join(part for part in (corpus.attribution, corpus.licence) if part)
        for corpus in chosen.task.artifact.corpora
    )
    return page.text("try_it.credit", thanks=thanks) if thanks else ""
