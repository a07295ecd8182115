"""Predict and check: a text stops before a closing; which sign is the most probable to come?"""

from __future__ import annotations

from math import exp

import streamlit as st

from core.figures.distribution import percent
from core.runtime.errors import UnrolledError
from core.runtime.tasks.character_model import CharacterModel
from core.text.markup import begin, feed
from core.ui import address
from core.ui.frame import LabPage
from core.ui.table import table
from pages.any_text.kinds import KINDS


def guessing(page: LabPage) -> None:
    """Three places to choose from, in each of which several closings could come."""
    rounds = page.texts.get("predict.rounds", [])
    names = [str(number + 1) for number in range(len(rounds))]
    chosen = address.choice(
        page.text("predict.round"), names, key="round", widget=st.segmented_control
    )
    asked = rounds[int(chosen) - 1]
    kind = KINDS[asked["kind"]]
    st.code(asked["text"], language=None, wrap_lines=True)
    options = list(asked["options"])
    guess = st.radio(
        page.text("predict.label"),
        options,
        index=None,
        key=f"guess-{chosen}",
        horizontal=True,
        format_func=lambda option: f"`{option}`",
    )
    if guess is None:
        st.caption(page.text("predict.waiting"))
        return
    try:
        task: CharacterModel = page.task(kind.model)
    except UnrolledError as error:
        st.info(error.sentence)
        return
    chances = {option: chance(task, asked["text"], option) for option in options}
    best = max(chances, key=chances.__getitem__)
    state, _ = feed(begin(kind.language), asked["text"])
    inner = page.text(f"bracket.{state.stack[-1].kind}") if state.stack else "–"
    values = {"guess": guess, "best": best, "chance": percent(chances[best]), "inner": inner}
    st.markdown(page.text("predict.hit" if guess == best else "predict.miss", **values))
    table(
        page.texts.list("predict.heads"),
        [
            (option, percent(chances[option]))
            for option in sorted(options, key=lambda o: -chances[o])
        ],
        caption=page.text("predict.caption"),
        numeric=frozenset({1}),
    )


def chance(task: CharacterModel, text: str, more: str) -> float:
    """p(more | text): the product over its letters."""
    read = len(task.read(text).ids)
    return exp(sum(letter.log_prob for letter in task.surprise(text + more)[read:]))
