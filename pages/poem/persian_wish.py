"""What a visitor asks for, from the controls and the link: poet, form, beginning, dice, road."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import streamlit as st

from core.runtime.couplets import (
    CANDIDATES_AT_MOST,
    CHOICES,
    COUPLETS_AT_MOST,
    FITTED_AT_MOST,
    FORMS,
    ROBAI,
    Choice,
    Form,
    Wish,
)
from core.runtime.tasks.character_model.results import Prompt
from core.runtime.tasks.character_model.task import CharacterModel
from core.text.persian_metres import metres
from core.ui import address
from core.ui.frame import LabPage

ROAD, ROAD_OF = "road", "poem-road-of"
STEP = re.compile(r"(\d{1,2})\.(\d{1,2})")
BEGINNING_LETTERS = 60
BEGINNING_TYPED = 300
SEEDS_AT_MOST = 9_999
ANY_METRE = ""


@dataclass(frozen=True)
class Asked:
    """The wish, and what became of the visitor's own text on its way into it."""

    wish: Wish
    prompt: Prompt
    cut: bool


def poet_choice(page: LabPage, task: CharacterModel) -> str | None:
    """One of the model's poets, by Persian names, or nobody."""
    names = ("", *task.conditions)
    return (
        address.choice(
            page.text("controls.poet"),
            names,
            key="poet",
            default="ferdousi" if "ferdousi" in names else "",
            format_func=lambda name: poet_name(page, name),
        )
        or None
    )


def poet_name(page: LabPage, name: str | None) -> str:
    """The poet's name in Persian; an unknown one by its id."""
    return str(page.texts.get(f"poets.{name or 'nobody'}", name))


def ask(page: LabPage, task: CharacterModel) -> Asked:
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
        page.text("controls.example"),
        key="beginning",
        most=BEGINNING_TYPED,
        help=page.text("controls.beginning_help"),
    )
    left, right = st.columns(2)
    with left:
        temperature = address.slider(
            page.text("controls.temperature"), 0.0, 1.5, 0.7, key="t", step=0.05
        )
    with right:
        couplets = address.slider(
            page.text("controls.couplets"), 1, COUPLETS_AT_MOST, 3, key="couplets",
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
            page.text("controls.candidates"), 1, CANDIDATES_AT_MOST, 16, key="n"
        )
        wanted = [ANY_METRE, *(one.id for one in metres() if one.id == one.family != ROBAI)]
        metre = address.choice(
            page.text("controls.metre"),
            wanted,
            key="metre",
            format_func=lambda name: metre_label(page, name),
            disabled=form == "robai",
        )
        seed = address.number_input(page.text("controls.seed"), 0, SEEDS_AT_MOST, 7, key="seed")
    beginning, prompt, cut = read_beginning(task, typed)
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
    return Asked(replace(wish, road=_road(wish)), prompt, cut)


def metre_label(page: LabPage, name: str) -> str:
    if not name:
        return page.text("controls.metre_any")
    found = next(one for one in metres() if one.id == name)
    return f"{found.name} · {found.feet}"


def read_beginning(task: CharacterModel, typed: str) -> tuple[str, Prompt, bool]:
    """The visitor's text as one hemistich's beginning; whether its end had to be cut off."""
    prompt = task.read(" ".join(typed.split()))
    text = " ".join(prompt.text.split())
    if len(text) <= BEGINNING_LETTERS:
        return text, prompt, False
    return text[:BEGINNING_LETTERS].rsplit(" ", 1)[0], prompt, True


def _road(wish: Wish) -> tuple[tuple[int, int], ...]:
    """The candidates taken by hand, from the link; a road belongs to one wish."""
    raw = st.query_params.get(ROAD, "")
    steps = tuple(
        (int(hemistich) - 1, int(candidate) - 1)
        for hemistich, candidate in STEP.findall(raw[:400])
        if 1 <= int(hemistich) <= 2 * COUPLETS_AT_MOST
        and 1 <= int(candidate) <= wish.candidates + FITTED_AT_MOST
    )
    same_poem = replace(wish, couplets=1)  # a longer or shorter poem goes the same way
    if steps and st.session_state.setdefault(ROAD_OF, same_poem) != same_poem:
        leave_road()
        return ()
    return steps


def leave_road() -> None:
    st.session_state.pop(ROAD_OF, None)
    st.query_params.pop(ROAD, None)


def take_road(wish: Wish, hemistich: int, candidate: int) -> None:
    """From this hemistich on, go on from that candidate; what was chosen later is left."""
    steps = [step for step in wish.road if step[0] < hemistich]
    steps.append((hemistich, candidate))
    st.session_state[ROAD_OF] = replace(wish, couplets=1, road=())
    st.query_params[ROAD] = "-".join(f"{place + 1}.{option + 1}" for place, option in steps)
