"""The view "The road": the loop unrolled, how open each choice was, the roads that were left."""

from __future__ import annotations

import html
from math import exp, log

import numpy as np
import streamlit as st

from core.figures.letter_bars import letter_bars_figure
from core.runtime.engine.cuts import entropy
from core.runtime.engine.sampling import SamplingSettings, distribution
from core.runtime.tasks.character_model import CharacterModel
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from core.ui.unrolled import Moment, unrolled
from pages.generation.beginning import label
from pages.generation.walk import Ids, Walk, shared

MOMENTS = 7  # columns of the loop
LETTERS = 32  # bars
SHARED_SHOWN = 30  # letters of what two roads have in common


def show_road(page: LabPage, task: CharacterModel, walk: Walk, settings: SamplingSettings) -> None:
    """See the module; nothing is asked of the model that it was not asked before."""
    del settings  # the loop and the costs are the model's own
    if not walk.at:
        st.info(page.text("road.nothing"))
    else:
        _show_loop(page, task, walk)
        _show_entropy(page, task, walk)
    _show_left(page, task, walk)


def _log_prob(task: CharacterModel, walk: Walk, place: int) -> float:
    return float(walk.log_probs(task, place)[walk.written[place]])


def _show_loop(page: LabPage, task: CharacterModel, walk: Walk) -> None:
    st.markdown(f"**{page.text('road.fed')}**")
    st.markdown(page.text("road.fed_says"))
    read = (*walk.beginning, *walk.written)
    offset = len(walk.beginning)
    moments = []
    for place in range(max(0, walk.at - MOMENTS), walk.at):
        before = read[offset + place - 1] if offset + place else 0
        moments.append(
            Moment(
                label(task, before),
                label(task, walk.written[place]),
                exp(_log_prob(task, walk, place)),
            )
        )
    words = {name: page.text(f"road.{name}") for name in ("then", "reads", "state", "guesses")}
    unrolled(
        moments,
        label=page.text("road.label"),
        words=words,
        fed=True,
        rtl=task.language == "fa",
    )


def _show_entropy(page: LabPage, task: CharacterModel, walk: Walk) -> None:
    import pandas as pd

    st.markdown(f"**{page.text('road.entropy_title')}**")
    open_bits = [entropy(distribution(walk.log_probs(task, i))) for i in range(walk.at)]
    cost_bits = [-_log_prob(task, walk, i) / log(2) for i in range(walk.at)]
    labels = [label(task, id) for id in walk.written[: walk.at]]
    mean, cost = f"{np.mean(open_bits):.2f}", f"{np.mean(cost_bits):.2f}"
    st.markdown(page.text("road.entropy_says", entropy=mean, surprise=cost))
    first = max(0, walk.at - LETTERS)
    chart(
        letter_bars_figure(
            labels[first:],
            open_bits[first:],
            colours().prediction,
            colours(),
            axis=page.text("road.axis"),
            name=page.text("road.entropy"),
            dots=cost_bits[first:],
            dots_name=page.text("road.surprise"),
            rtl=task.language == "fa",
        ),
        key="entropy",
        alt=page.text(
            "road.alt",
            count=len(labels) - first,
            entropy=mean,
            letter=labels[first + int(np.argmax(open_bits[first:]))],
        ),
        table=pd.DataFrame(
            {
                page.text("road.head_letter"): labels,
                page.text("road.entropy"): open_bits,
                page.text("road.surprise"): cost_bits,
            }
        ),
    )


def _show_left(page: LabPage, task: CharacterModel, walk: Walk) -> None:
    st.markdown(f"**{page.text('road.roads_title')}**")
    if not walk.left:
        st.caption(page.text("road.none"))
        return
    st.markdown(page.text("road.roads_says"))
    for place, road in enumerate(reversed(walk.left)):
        st.html(_road_html(task, walk, road))
        st.button(
            page.text("road.take_up"),
            key=f"road-{place}-{walk.asked}-{len(walk.left)}",
            on_click=walk.take_up,
            args=(road,),
            icon=":material/alt_route:",
            type="tertiary",
        )


def _road_html(task: CharacterModel, walk: Walk, road: Ids) -> str:
    """The end of what is shared with the present road, pale, and the rest."""
    parts = shared(road, walk.written)
    decode = task.vocabulary.decode
    common = decode((*walk.beginning, *road[:parts]))
    cut = "…" if len(common) > SHARED_SHOWN else ""
    way = "rtl" if task.language == "fa" else "ltr"
    return (
        f'<p class="u-text" dir="{way}" lang="{html.escape(task.language)}">'
        f'<span style="color:var(--u-muted)">{cut}{html.escape(common[-SHARED_SHOWN:])}</span>'
        f"{html.escape(decode(road[parts:]))}</p>"
    )
