"""What a visitor asks for, from the controls and the link: poet, form, beginning, dice, road."""

from __future__ import annotations

import streamlit as st

from core.runtime.couplets import (
    CANDIDATES_AT_MOST,
    CHOICES,
    COUPLETS_AT_MOST,
    FIRST,
    FITTED_AT_MOST,
    FORMS,
    ROBAI,
    Choice,
    Form,
    Wish,
)
from core.runtime.tasks.character_model.task import CharacterModel
from core.text.persian_metres import metres
from core.ui import address
from core.ui.frame import LabPage
from pages.poem.beginning import BEGINNING_TYPED, Asked, read_beginning
from pages.poem.road import Road
from pages.poem.story import SEEDS_AT_MOST, Desk

BEGINNING_LETTERS = 60
ANY_METRE = ""
ROAD = Road("road", length="couplets", most=2 * COUPLETS_AT_MOST)
DESK = Desk("persian-poem", seed="seed", road=ROAD, go="buttons.go")


def poet_choice(page: LabPage, task: CharacterModel) -> str | None:
    """One of the model's poets, by Persian names, or nobody."""
    names = ("", *task.conditions)
    return (
        address.choice(
            page.text("controls.poet"),
            names,
            key="poet",
            default=FIRST.poet if FIRST.poet in names else "",
            format_func=lambda name: poet_name(page, name),
        )
        or None
    )


def poet_name(page: LabPage, name: str | None) -> str:
    """The poet's name in Persian; an unknown one by its id."""
    return str(page.texts.get(f"poets.{name or 'nobody'}", name))


def ask(page: LabPage, task: CharacterModel) -> Asked[Wish]:
    """Draw the controls and read them."""
    left, right = st.columns(2)
    with left:
        poet = poet_choice(page, task)
    with right:
        form: Form = address.choice(
            page.text("controls.form"),
            FORMS,
            key="form",
            widget=st.segmented_control,
            format_func=lambda name: page.text(f"forms.{name}"),
        )
    typed = address.text_input(
        page.text("controls.beginning"),
        FIRST.beginning,
        key="beginning",
        most=BEGINNING_TYPED,
        help=page.text("controls.beginning_help"),
    )
    left, right = st.columns(2)
    with left:
        temperature = address.slider(
            page.text("controls.temperature"), 0.0, 1.5, FIRST.temperature, key="t", step=0.05
        )
    with right:
        couplets = address.slider(
            page.text("controls.couplets"), 1, COUPLETS_AT_MOST, FIRST.couplets, key="couplets",
            disabled=form == "robai",
        )  # fmt: skip
    with st.expander(page.text("controls.more")):
        choose: Choice = address.choice(
            page.text("controls.choose"),
            CHOICES,
            key="choose",
            widget=st.segmented_control,
            format_func=lambda name: page.text(f"controls.choose_{name}"),
        )
        candidates = address.slider(
            page.text("controls.candidates"), 1, CANDIDATES_AT_MOST, FIRST.candidates, key="n"
        )
        wanted = [ANY_METRE, *(one.id for one in metres() if one.id == one.family != ROBAI)]
        metre = address.choice(
            page.text("controls.metre"),
            wanted,
            key="metre",
            format_func=lambda name: metre_label(page, name),
            disabled=form == "robai",
        )
        seed = address.number_input(
            page.text("controls.seed"), 0, SEEDS_AT_MOST, FIRST.seed, key=DESK.seed
        )
    beginning, prompt, cut = read_beginning(task, typed, BEGINNING_LETTERS)
    wish = Wish(
        beginning=beginning,
        poet=poet,
        form=form,
        metre=metre,
        couplets=couplets,
        candidates=candidates,
        choose=choose,
        temperature=temperature,
        seed=seed,
    )
    return Asked(ROAD.along(wish, candidates + FITTED_AT_MOST), prompt, cut)


def metre_label(page: LabPage, name: str) -> str:
    if not name:
        return page.text("controls.metre_any")
    found = next(one for one in metres() if one.id == name)
    return f"{found.name} · {found.feet}"
