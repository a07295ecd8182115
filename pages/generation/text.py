"""The text that is written: as it grows, its buttons, and its letters to go back to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.text.letter_forms import letter_forms
from core.ui.frame import LabPage
from core.ui.letters import growing_html, named, plain
from core.ui.rerun import rerun_here
from pages.generation.beginning import marks
from pages.generation.journey import write_on
from pages.generation.walk import MOST, Place, Walk

BACK = 36  # letters one can press to go back to
PACE = 0.13  # seconds a letter: as fast as one can follow
TEN = 10
INVISIBLE = "\u2060"


def show_text(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place | None,
) -> None:
    """The frame with the text, its buttons, and, while it is being written, the writing."""
    with st.container(horizontal=True, vertical_alignment="center", key="u-write"):
        _buttons(page, task, walk, settings, place)
    line = st.empty()
    _show(page, line, task, walk)
    if walk.running and not walk.stopped:
        while walk.running and walk.at < MOST:
            write_on(task, walk, settings)
            walk.running -= 1
            _show(page, line, task, walk)
            time.sleep(PACE)
        walk.running = 0
        rerun_here()
    told = [page.text("try_it.written", count=walk.at)]
    if walk.stopped:
        told.append(page.text("try_it.stopped"))
    if walk.at >= MOST:
        told = [page.text("try_it.full", count=MOST)]
    st.caption(" · ".join(told))
    walk.stopped = False
    _letters_to_press(page, task, walk)


def _buttons(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place | None,
) -> None:
    def button(text: str, name: str, icon: str, act: Callable[[], None], **more: Any) -> None:
        st.button(text, key=f"walk-{name}", icon=icon, on_click=act, **more)

    def run() -> None:
        walk.running, walk.stopped = TEN, False

    if walk.running and st.session_state.get("walk-was-running"):
        # The run that wrote was interrupted, by the stop button or any other: its letters stay.
        walk.running, walk.stopped = 0, True
    st.session_state["walk-was-running"] = bool(walk.running)
    full = place is None
    step = page.text("try_it.step_end")
    if place is not None:
        step = page.text("try_it.step", letter=named(task.vocabulary.label(place.id)))
    button(
        step,
        "step",
        ":material/edit:",
        lambda: walk.step(task, settings),  # from the answer that is shown: nothing is asked
        type="primary",
        disabled=full,
    )
    button(page.text("try_it.ten"), "ten", ":material/fast_forward:", run, disabled=full)
    stopping = not walk.running
    button(page.text("try_it.stop"), "stop", ":material/stop:", lambda: None, disabled=stopping)
    button(
        page.text("try_it.restart"),
        "restart",
        ":material/first_page:",
        lambda: walk.go(0),
        type="tertiary",
    )


def _show(page: LabPage, line: DeltaGenerator, task: CharacterModel, walk: Walk) -> None:
    decode = task.vocabulary.decode
    line.html(
        growing_html(
            decode(walk.beginning),
            decode(walk.written[: max(0, walk.at - 1)]),
            decode(walk.written[max(0, walk.at - 1) : walk.at]),
            decode(walk.written[walk.at :]),
            lang=task.language,
            rtl=task.language == "fa",
            label=page.text("try_it.text"),
        )
    )


def _letters_to_press(page: LabPage, task: CharacterModel, walk: Walk) -> None:
    """The letters around the place as buttons: pressing one goes back to it."""
    if not walk.written:
        return
    last = min(len(walk.written), max(BACK, walk.at + BACK // 4))
    first = max(0, last - BACK)
    labels = [task.vocabulary.label(id) for id in walk.written]
    forms = [
        named(form) if form == letter else plain(form)  # joiners added to it stay unseen
        for letter, form in zip(labels, letter_forms(labels), strict=True)
    ]
    key = f"letters-{len(walk.written)}-{walk.at}-{walk.asked}"

    def go() -> None:
        chosen = st.session_state.get(key)
        if chosen is not None:
            walk.go(int(chosen))

    way = "rtl" if task.language == "fa" else "ltr"
    with st.container(key=f"u-{way}-letters"), st.container(key="u-letters-back"):
        st.pills(
            page.text("try_it.pick"),
            range(first, last),
            default=walk.at if first <= walk.at < last else None,
            # a pill is told from others by its text: equal letters need an invisible difference
            format_func=lambda place: forms[place] + INVISIBLE * (place - first),
            key=key,
            on_change=go,
        )
    st.caption(marks(page, task))
