"""What a visitor asks of the English model, from the controls and the link."""

from __future__ import annotations

import streamlit as st

from core.runtime.rhymed_verse import (
    CANDIDATES_AT_MOST,
    FIRST,
    FORMS,
    LINES_AT_MOST,
    Form,
    Wish,
)
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui import address
from core.ui.frame import LabPage
from pages.poem.beginning import BEGINNING_TYPED, Asked, read_beginning
from pages.poem.road import Road
from pages.poem.story import SEEDS_AT_MOST, Desk

BEGINNING_LETTERS = 70
OPTIONS_AT_MOST = 99  # of a line: candidates, and those with another last word
ROAD = Road("way", length="lines", most=LINES_AT_MOST)
DESK = Desk("english-poem", seed="dice", road=ROAD, go="english.buttons.go")


def ask(page: LabPage, task: CharacterModel) -> Asked[Wish]:
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
            FIRST.beginning,
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
            words("english.controls.temperature"),
            0.0,
            1.5,
            FIRST.temperature,
            key="heat",
            step=0.05,
        )
    with right:
        lines = address.slider(
            words("english.controls.lines"), 1, LINES_AT_MOST, FIRST.lines, key="lines"
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
            words("english.controls.candidates"),
            1,
            CANDIDATES_AT_MOST,
            FIRST.candidates,
            key="tries",
        )
        seed = address.number_input(
            words("english.controls.seed"), 0, SEEDS_AT_MOST, FIRST.seed, key=DESK.seed
        )
    beginning, prompt, cut = read_beginning(task, typed, BEGINNING_LETTERS)
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
    return Asked(ROAD.along(wish, OPTIONS_AT_MOST), prompt, cut)
