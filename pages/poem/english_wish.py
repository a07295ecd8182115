"""What a visitor asks of the English model, from the controls and the link."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import streamlit as st

from core.runtime.rhymed_verse import CANDIDATES_AT_MOST, FORMS, LINES_AT_MOST, Form, Wish
from core.runtime.tasks.character_model.results import Prompt
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui import address
from core.ui.frame import LabPage

ROAD, ROAD_OF = "way", "verse-road-of"
STEP = re.compile(r"(\d{1,2})\.(\d{1,2})")
BEGINNING_LETTERS = 70
BEGINNING_TYPED = 300
SEEDS_AT_MOST = 9_999
SEED, TEMPERATURE, LINES, CANDIDATES = 1, 0.7, 4, 16
SEED_KEY = "dice"


@dataclass(frozen=True)
class Asked:
    """The wish, and what became of the visitor's own text on its way into it."""

    wish: Wish
    prompt: Prompt
    cut: bool


def ask(page: LabPage, task: CharacterModel) -> Asked:
    """Draw the controls and read them."""
    words = page.text
    form: Form = address.choice(
        words("english.controls.form"),
        FORMS,
        key="verse",
        widget=st.segmented_control,
        format_func=lambda name: words(f"english.forms.{name}"),
    )
    left, right = st.columns(2)
    with left:
        typed = address.text_input(
            words("english.controls.beginning"),
            words("english.controls.example"),
            key="begin",
            most=BEGINNING_TYPED,
        )
    with right:
        start = address.choice(
            words("english.controls.start"),
            ("go_on", "whole"),
            key="start",
            widget=st.segmented_control,
            format_func=lambda name: words(f"english.controls.{name}"),
        )
    left, right = st.columns(2)
    with left:
        temperature = address.slider(
            words("english.controls.temperature"), 0.0, 1.5, TEMPERATURE, key="heat", step=0.05
        )
    with right:
        lines = address.slider(
            words("english.controls.lines"), 1, LINES_AT_MOST, LINES, key="lines"
        )
    with st.expander(words("english.controls.more")):
        choose = address.choice(
            words("english.controls.choose"),
            ("on", "off"),
            key="pick",
            widget=st.segmented_control,
            format_func=lambda name: words(f"english.controls.choose_{name}"),
        )
        candidates = address.slider(
            words("english.controls.candidates"), 1, CANDIDATES_AT_MOST, CANDIDATES, key="tries"
        )
        seed = address.number_input(
            words("english.controls.seed"), 0, SEEDS_AT_MOST, SEED, key=SEED_KEY
        )
    beginning, prompt, cut = read_beginning(task, typed)
    wish = Wish(
        beginning=beginning,
        whole=start == "whole" and bool(beginning),
        form=form,
        lines=lines,
        candidates=candidates,
        choose=choose == "on",
        temperature=temperature,
        seed=seed,
    )
    return Asked(replace(wish, road=_road(wish)), prompt, cut)


def read_beginning(task: CharacterModel, typed: str) -> tuple[str, Prompt, bool]:
    """The visitor's text as one line or its beginning; whether its end had to be cut off."""
    prompt = task.read(" ".join(typed.split()))
    text = " ".join(prompt.text.split())
    if len(text) <= BEGINNING_LETTERS:
        return text, prompt, False
    return text[:BEGINNING_LETTERS].rsplit(" ", 1)[0], prompt, True


def _road(wish: Wish) -> tuple[tuple[int, int], ...]:
    """The candidates taken by hand, from the link; a road belongs to one wish."""
    raw = st.query_params.get(ROAD, "")
    steps = tuple(
        (int(line) - 1, int(candidate) - 1)
        for line, candidate in STEP.findall(raw[:400])
        if 1 <= int(line) <= LINES_AT_MOST and int(candidate) >= 1
    )
    same_poem = replace(wish, lines=1)  # a longer or shorter poem goes the same way
    if steps and st.session_state.setdefault(ROAD_OF, same_poem) != same_poem:
        leave_road()
        return ()
    return steps


def leave_road() -> None:
    st.session_state.pop(ROAD_OF, None)
    st.query_params.pop(ROAD, None)


def take_road(wish: Wish, line: int, candidate: int) -> None:
    """From this line on, go on from that candidate; what was chosen later is left."""
    steps = [step for step in wish.road if step[0] < line]
    steps.append((line, candidate))
    st.session_state[ROAD_OF] = replace(wish, lines=1, road=())
    st.query_params[ROAD] = "-".join(f"{place + 1}.{option + 1}" for place, option in steps)
