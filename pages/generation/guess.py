"""The questions of the lab: be the machine that draws, with the model's real answers."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.figures.distribution import distribution_figure, percent
from core.runtime.engine.cuts import Cuts, cuts
from core.runtime.engine.sampling import SamplingSettings, distribution, draw, uniform
from core.runtime.tasks.character_model import CharacterModel
from core.ui.chart import chart
from core.ui.frame import LabPage, live
from core.ui.letters import named
from core.ui.theme import colours
from core.ui.turns import next_turn, turn
from pages.generation.beginning import label
from pages.generation.interval import show_interval
from pages.generation.walk import START

BARS = 8
OFFERED = 4
TOP_P = (0.8, 0.6, 0.9)
COOL = 0.5


@dataclass(frozen=True)
class Question:
    """What is asked, the answers offered, the right one, and how the verdict is told."""

    asked: str
    offered: tuple[str, ...]
    right: str
    verdict: Callable[[bool], str]
    line: bool = False  # whether the unit interval is shown with it


@live
def guessing(page: LabPage, task: CharacterModel) -> None:
    """One question at a time: three kinds in turn, after several beginnings."""
    language = "fa" if task.language == "fa" else "en"
    texts = page.texts.list(f"openings.{language}")
    number = turn(page.lab.address)
    text = texts[number % len(texts)]
    log_probs = np.array(task.log_probs(text), np.float64)
    log_probs[START] = -np.inf
    found = cuts(log_probs, SamplingSettings(temperature=1.0))
    kind = (_fall, _keep, _cool)[number % 3]
    question = kind(page, task, found, log_probs, number)
    st.caption(page.text("predict.round", number=number + 1))
    _show_text(page, task, text)
    _show_answer(page, task, found, text)
    if question.line:
        probs = distribution(log_probs)
        ids = [int(id) for id in np.flatnonzero(probs)]
        show_interval(
            page,
            task,
            ids,
            [float(probs[id]) for id in ids],
            None,
            -1,
            key=f"line-{number}",
            alt=page.text("predict.line_alt", text=text),
        )
    st.markdown(question.asked)
    with st.form(f"guess-{number}", border=False):
        mine = st.pills(
            page.text("predict.round", number=number + 1),
            question.offered,
            label_visibility="collapsed",
            key=f"mine-{task.artifact.id}-{number}",
        )
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is None:
        st.info(page.text("predict.none"))
    elif checked:
        (st.success if mine == question.right else st.info)(
            question.verdict(mine == question.right)
        )
    next_turn(page.lab.address, page.text("predict.another"))


def _show_text(page: LabPage, task: CharacterModel, text: str) -> None:
    way = "rtl" if task.language == "fa" else "ltr"
    st.html(
        f'<p class="u-text" dir="{way}" lang="{html.escape(task.language)}">'
        f"{html.escape(text)}…</p>"
    )


def _show_answer(page: LabPage, task: CharacterModel, found: Cuts, text: str) -> None:
    import pandas as pd

    names = [label(task, int(id)) for id in found.ids[:BARS]]
    values = [float(value) for value in found.model[:BARS]]
    count = len(found.ids) - len(names)
    rest = page.text("predict.others", count=count) if count > 0 else ""
    chart(
        distribution_figure(
            names,
            values,
            colours(),
            rest=max(0.0, 1.0 - sum(values)),
            rest_label=rest,
            axis=page.text("predict.axis"),
            rtl=task.language == "fa",
        ),
        key=f"answer-{turn(page.lab.address)}",
        alt=page.text("predict.chart_alt", text=text, letters=" ".join(names)),
        table=pd.DataFrame(
            {
                page.text("next.head_letter"): [label(task, int(id)) for id in found.ids],
                page.text("next.head_model"): found.model,
            }
        ),
    )


def _fall(
    page: LabPage, task: CharacterModel, found: Cuts, log_probs: np.ndarray, number: int
) -> Question:
    """Which letter a number falls on."""
    probs = distribution(log_probs)
    value = uniform(number, 0)
    id = draw(probs, value)
    start = float(probs[:id].sum())
    others = [int(other) for other in found.ids[:OFFERED] if other != id][: OFFERED - 1]
    offered = sorted([id, *others])  # in the order of the line
    name = named(task.vocabulary.label(id))

    def verdict(right: bool) -> str:
        return page.text(
            "predict.fall_right" if right else "predict.fall_wrong",
            letter=name,
            start=f"{start:.3f}",
            end=f"{start + float(probs[id]):.3f}",
        )

    return Question(
        page.text("predict.fall", number=f"{value:.3f}"),
        tuple(named(task.vocabulary.label(other)) for other in offered),
        name,
        verdict,
        line=True,
    )


def _keep(
    page: LabPage, task: CharacterModel, found: Cuts, log_probs: np.ndarray, number: int
) -> Question:
    """How many letters top-p keeps."""
    del task, found
    p = TOP_P[number // 3 % len(TOP_P)]
    cut = cuts(log_probs, SamplingSettings(temperature=1.0, top_p=p))
    count = cut.by_p
    low = max(1, count - 1 - number % 2)

    def verdict(right: bool) -> str:
        return page.text(
            "predict.keep_right" if right else "predict.keep_wrong",
            count=count,
            mass=percent(cut.mass),
            before=percent(cut.mass - float(cut.tempered[count - 1])),
        )

    return Question(
        page.text("predict.keep", p=f"{p:g}"),
        tuple(str(low + more) for more in range(OFFERED)),
        str(count),
        verdict,
    )


def _cool(
    page: LabPage, task: CharacterModel, found: Cuts, log_probs: np.ndarray, number: int
) -> Question:
    """What half the temperature makes of the first probability."""
    del task, number
    cold = cuts(log_probs, SamplingSettings(temperature=COOL))
    chance, value = float(found.model[0]), float(cold.tempered[0])
    # One who forgets the new sum squares, one who turns the wrong way takes the root, or halves.
    wrong = (chance**2, chance**0.5, chance / 2)
    offered = dict.fromkeys(percent(option) for option in sorted([value, *wrong]))

    def verdict(right: bool) -> str:
        return page.text(
            "predict.cool_right" if right else "predict.cool_wrong",
            value=percent(value),
            sum=f"{float((found.model**2).sum()):.3f}",
        )

    return Question(
        page.text("predict.cool", chance=percent(chance)),
        tuple(offered),
        percent(value),
        verdict,
    )
