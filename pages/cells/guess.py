"""Predict and check: a text in the colours of a unit, and the question what the unit tracks."""

from __future__ import annotations

import random

import streamlit as st

from core.runtime.unit_findings import Finding
from core.ui.frame import LabPage
from core.ui.painted_text import painted_text
from core.ui.turns import next_turn, turn
from pages.cells.chosen import Chosen, excerpt_at, look_at
from pages.cells.coloured import MONO, SPAN
from pages.cells.reading import reading_of

CHOICES = 4
CLEAR = 0.35  # |r| on the other half from which on a unit can be guessed by eye


def show_guess(page: LabPage, chosen: Chosen) -> None:
    askable = [
        found
        for found in chosen.units.findings
        if found.holds and abs(found.best[0].check) >= CLEAR
    ] or [found for found in chosen.units.findings if found.holds]
    if not askable or len(chosen.units.properties) < 2:
        st.info(page.text("predict.nothing"))
        return
    asked = turn(page.lab.address)
    dice = random.Random(f"{chosen.task.artifact.id} {asked // len(askable)}")
    found = dice.sample(askable, len(askable))[asked % len(askable)]
    best = found.best[0]
    places = chosen.units.most[best.track][best.unit]
    excerpt = excerpt_at(chosen.held_out, places[min(2, len(places) - 1)])
    reading = reading_of(chosen.task, excerpt, chosen.units.tracks)
    mean = chosen.units.mean[best.track][best.unit]
    painted_text(
        reading.letters,
        [float(value - mean) for value in reading.states[best.track][:, best.unit]],
        label=page.text("predict.painted"),
        lang=chosen.language,
        span=SPAN * (chosen.units.deviation[best.track][best.unit] or 1.0),
        direction="rtl" if chosen.right_to_left else None,
        mono=chosen.task.artifact.id in MONO,
    )
    key = f"{chosen.task.artifact.id}-{asked}"
    with st.form(f"guess-{key}", border=False):
        mine = st.radio(
            page.text("predict.question"),
            choices(chosen, found, random.Random(key)),
            index=None,
            key=f"mine-{key}",
            format_func=lambda name: page.text(f"properties.{name}"),
        )
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is None:
        st.info(page.text("predict.none"))
    elif checked and mine is not None:
        _answer(page, chosen, found, mine)
    next_turn(page.lab.address, page.text("predict.another"))


def choices(chosen: Chosen, found: Finding, dice: random.Random) -> list[str]:
    """The right property among others that the unit goes with least."""
    best = found.best[0]
    others = [
        name
        for name, _, _ in reversed(chosen.units.tracked(best.track, best.unit))
        if name != found.name
    ][: CHOICES - 1]
    names = [found.name, *others]
    dice.shuffle(names)
    return names


def _answer(page: LabPage, chosen: Chosen, found: Finding, mine: str) -> None:
    best = found.best[0]
    r = {name: check for name, _, check in chosen.units.tracked(best.track, best.unit)}
    said = page.text(
        "predict.right" if mine == found.name else "predict.wrong",
        unit=best.unit,
        track=page.text(f"tracks.{best.track}"),
        property=page.text(f"properties.{found.name}"),
        r=f"{best.check:+.2f}",
        mine=page.text(f"properties.{mine}"),
        my_r=f"{r[mine]:+.2f}",
    )
    (st.success if mine == found.name else st.info)(said)
    st.button(
        page.text("predict.look", unit=best.unit),
        on_click=look_at,
        args=(best.track, best.unit),
        type="tertiary",
    )
