"""A classifier from a handful of labelled words: what vectors know of others, and one-hot not."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import streamlit as st

from core.figures.senses import grouped_bars
from core.runtime.errors import BadInput
from core.runtime.logistic import fit_logistic
from core.runtime.tasks.word_vectors import WordVectors
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours

MOST = 24  # words in a field
CLEAR = 0.1  # how far from a coin's 0.5 an answer must be to count as clear


def read_words(page: LabPage, task: WordVectors, name: str) -> tuple[list[str], list[str]]:
    """The known and the unknown words of one field."""
    text = address.text_input(
        page.text(f"look_inside.{name}"),
        page.text(f"look_inside.{name}_default"),
        key=name.replace("_", "-"),
        most=300,
    )
    typed = list(dict.fromkeys(word.lower() for word in re.split(r"[\s,;]+", text) if word))[:MOST]
    known = [word for word in typed if word in task]
    return known, [word[:30] for word in typed if word not in task]


def show_classifier(page: LabPage, task: WordVectors) -> None:
    st.subheader(page.text("look_inside.generalise_title"), anchor="generalisation")
    st.markdown(page.text("look_inside.generalise_lead"))
    left, right = st.columns(2)
    with left:
        first, unknown_first = read_words(page, task, "first_kind")
    with right:
        second, unknown_second = read_words(page, task, "second_kind")
    asked, unknown = read_words(page, task, "asked")
    strange = [*unknown_first, *unknown_second, *unknown]
    if strange:
        st.caption(page.text("look_inside.generalise_unknown", words=", ".join(strange)))
    labelled = [*first, *second]
    asked = [word for word in asked if word not in labelled]
    if not first or not second or not asked:
        raise BadInput(page.text("look_inside.generalise_few"))
    classes = np.array([1] * len(first) + [0] * len(second))
    rows = task.vectors([*labelled, *asked])
    one_hot = np.eye(len(labelled) + len(asked))
    learned, blind = (
        fit_logistic(table[: len(labelled)], classes).probabilities(table[len(labelled) :])
        for table in (rows.astype(np.float64), one_hot)
    )
    chart(
        grouped_bars(
            asked,
            [
                (page.text("look_inside.from_vectors"), learned.tolist(), colours().prediction),
                (page.text("look_inside.from_one_hot"), blind.tolist(), colours().rival),
            ],
            axis=page.text("look_inside.generalise_axis"),
            middle=0.5,
            line_colour=colours().muted,
        ),
        key="generalisation",
        alt=page.text("look_inside.generalise_alt", words=", ".join(asked)),
        table=pd.DataFrame({"word": asked, "from vectors": learned, "from one-hot": blind}),
    )
    clear = int((np.abs(learned - 0.5) > CLEAR).sum())
    st.markdown(
        page.text(
            "look_inside.generalise_says",
            one_hot=f"{float(blind.mean()):.2f}",
            right=clear,
            count=len(asked),
        )
    )
