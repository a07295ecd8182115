"""How a prediction improves with the letters of a word already read: three cells, and live."""

from __future__ import annotations

import json
import unicodedata
from math import exp
from typing import Any

import numpy as np
import streamlit as st

from core.figures.letters_seen import SeenCurve, letters_seen_figure
from core.runtime.errors import UnrolledError
from core.runtime.tasks.character_model import CharacterModel
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from core.ui.tokens import token_strip
from pages.any_text.writing import Story

CELLS = {"simple_rnn": "cells-rnn", "gru": "cells-gru", "lstm": "cells-lstm"}
SENTENCE = 200  # characters


def show_letters(page: LabPage, story: Story, task: CharacterModel) -> None:
    del story, task  # the matched set answers here
    st.markdown(page.text("letters.lead"))
    models = _models(page)
    _measured(page, models)
    _live(page, models)


def _models(page: LabPage) -> dict[str, CharacterModel]:
    """Those of the three that are there, by family."""
    found = {}
    for family, name in CELLS.items():
        try:
            found[family] = page.task(name)
        except UnrolledError:
            continue
    return found


def _curves(models: dict[str, CharacterModel], page: LabPage) -> dict[str, Any]:
    found = {}
    for family, task in models.items():
        path = task.file("letters.json")
        if path is not None:
            found[family] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _measured(page: LabPage, models: dict[str, CharacterModel]) -> None:
    import pandas as pd

    curves = _curves(models, page)
    if not curves:
        st.info(page.text("letters.nothing"))
        return
    places = max((curve["letters"] for curve in curves.values()), key=len)
    labels = [str(place) for place in places]
    labels[-1] += "+"
    names = {family: page.text(f"letters.{family}") for family in curves}
    first, last = (
        ", ".join(f"{names[f]} {curve['accuracy'][at]:.0%}" for f, curve in curves.items())
        for at in (0, min(5, len(places) - 1))
    )
    chart(
        letters_seen_figure(
            labels,
            {f: SeenCurve(names[f], c["accuracy"], c["count"]) for f, c in curves.items()},
            colours(),
            axes=(page.text("letters.axis"), page.text("letters.accuracy")),
        ),
        key="letters-seen",
        alt=page.text("letters.alt", first=first, last=last),
        table=pd.DataFrame(
            {page.text("letters.axis"): labels}
            | {names[f]: curve["accuracy"] for f, curve in curves.items()}
        ),
    )
    st.caption(page.text("letters.says", first=first, last=last))


def _live(page: LabPage, models: dict[str, CharacterModel]) -> None:
    """The visitor's own sentence: the probability that each cell gave to each letter."""
    if not models:
        return
    text = address.text_input(
        page.text("letters.sentence"), page.text("letters.example"), key="sentence", most=SENTENCE
    )
    if not text.strip():
        st.info(page.text("letters.empty"))
        return
    for family, task in models.items():
        chances = task.surprise(text)
        if not chances:
            continue
        values = [chance.probability for chance in chances]
        token_strip(
            [chance.label for chance in chances],
            values,
            captions=[f"{value:.0%}" for value in values],
            low=0.0,
            high=1.0,
            marks=True,
            label=page.text("letters.strip", cell=page.text(f"letters.{family}")),
        )
        labels = [chance.label for chance in chances]
        starts, inner = _split(labels, [chance.log_prob for chance in chances])
        st.caption(
            page.text(
                "letters.told",
                cell=page.text(f"letters.{family}"),
                first=f"{starts:.0%}",
                later=f"{inner:.0%}",
            )
        )


def _split(labels: list[str], log_probs: list[float]) -> tuple[float, float]:
    """Geometric means of p over first letters of words, and over the letters after them."""
    first: list[float] = []
    later: list[float] = []
    before = False
    for label, log_prob in zip(labels, log_probs, strict=True):
        letter = len(label) == 1 and unicodedata.category(label)[0] in "LM"
        if letter:
            (later if before else first).append(log_prob)
        before = letter
    return (
        exp(float(np.mean(first))) if first else 0.0,
        exp(float(np.mean(later))) if later else 0.0,
    )
