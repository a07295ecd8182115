"""One step: settings, the answer with its cuts, and the number that falls on it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.figures.distribution import percent
from core.figures.next_letter import Cut, LetterBar, next_letter_figure
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.letters import named
from core.ui.theme import colours
from core.ui.tokens import visible
from pages.generation.beginning import label
from pages.generation.interval import show_interval
from pages.generation.walk import Place, Walk

BARS = 16  # letters drawn
OFFERED = 12  # letters to take by hand
BEFORE_SHOWN = 24
SEED = 8


def choose_settings(page: LabPage) -> SamplingSettings:
    """What the visitor or the link wants of a draw."""
    left, right = st.columns(2, gap="large")
    with left:
        temperature = address.slider(
            page.text("try_it.temperature"), 0.0, 2.0, 0.8, key="t", step=0.05
        )
        seed = address.number_input(page.text("try_it.seed"), 0, 9_999, SEED, key="seed")
    with right:
        top_k = address.slider(page.text("try_it.top_k"), 0, 40, 0, key="k")
        top_p = address.slider(page.text("try_it.top_p"), 0.05, 1.0, 0.9, key="p", step=0.05)
    return SamplingSettings(temperature, top_k, top_p, seed)


def show_answer(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place,
) -> None:
    """The distribution at the place, its cuts, and the draw."""
    left, right = st.columns([6, 5], gap="large")
    with left:
        _show_bars(page, task, walk, settings, place)
    with right:
        _show_draw(page, task, walk, settings, place)
        _offer(page, task, walk, place)


def _show_bars(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place,
) -> None:
    import pandas as pd

    st.markdown(f"**{page.text('next.title')}**")
    scale = address.choice(
        page.text("next.scale"),
        [page.text("next.linear"), page.text("next.log")],
        key="axis",
        widget=st.segmented_control,
        label_visibility="collapsed",
    )
    found = place.cuts
    bars = [
        LetterBar(label(task, int(id)), float(model), float(tempered), float(final))
        for id, model, tempered, final in zip(
            found.ids[:BARS],
            found.model[:BARS],
            found.tempered[:BARS],
            found.final[:BARS],
            strict=True,
        )
    ]
    lines = []
    if 0 < settings.top_k < len(found.ids):
        lines.append(Cut(found.by_k, page.text("next.line_k", count=found.by_k)))
    if settings.top_p < 1.0 and found.by_p < found.by_k:
        lines.append(Cut(found.by_p, page.text("next.line_p", count=found.by_p)))
    before = task.vocabulary.decode((*walk.beginning, *walk.written[: walk.at]))[-BEFORE_SHOWN:]
    listed = [int(id) for id in found.ids[:BARS]]
    chart(
        next_letter_figure(
            bars,
            colours(),
            labels=(page.text("next.model"), page.text("next.kept"), page.text("next.cut")),
            axis=page.text("next.axis"),
            cuts=lines if settings.temperature > 0 else (),
            chosen=listed.index(place.id) if place.id in listed else None,
            log=scale == page.text("next.log"),
            rtl=task.language == "fa",
        ),
        key="next-letter",
        alt=page.text(
            "next.alt",
            before=before,
            first=bars[0].label,
            model=percent(bars[0].model),
            final=percent(bars[0].final),
            kept=found.by_p,
        ),
        table=pd.DataFrame(
            {
                page.text("next.head_letter"): [label(task, int(id)) for id in found.ids],
                page.text("next.head_model"): found.model,
                page.text("next.head_tempered"): found.tempered,
                page.text("next.head_final"): found.final,
            }
        ),
    )
    st.markdown(_mass(page, settings, place))
    rest = found.final[BARS:]
    if np.count_nonzero(rest):
        st.caption(
            page.text(
                "next.more", count=int(np.count_nonzero(rest)), mass=percent(float(rest.sum()))
            )
        )
    st.info(
        page.text("next.runs", asked=walk.asked, read=walk.read), icon=":material/psychology_alt:"
    )


def _mass(page: LabPage, settings: SamplingSettings, place: Place) -> str:
    found = place.cuts
    if settings.temperature <= 0:
        return page.text("next.greedy")
    if found.by_p == len(found.ids):
        return page.text("next.mass_all", all=len(found.ids))
    return page.text(
        "next.mass",
        all=len(found.ids),
        kept=found.by_p,
        mass=percent(found.mass),
        scale=f"{found.scale:.3f}",
    )


def _show_draw(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place,
) -> None:
    st.markdown(f"**{page.text('draw.title')}**")
    ids = [int(id) for id in np.flatnonzero(place.probs)]
    said = f"{place.number:.3f}"
    letter = task.vocabulary.label(place.id)
    share = percent(float(place.probs[place.id]))
    show_interval(
        page,
        task,
        ids,
        [float(place.probs[id]) for id in ids],
        place.number,
        place.id,
        key="draw",
        alt=page.text("draw.alt", number=said, letter=visible(letter), share=share),
    )
    told = page.text(
        "draw.says",
        seed=settings.seed,
        number=said,
        place=walk.at + 1,
        letter=named(letter),
        share=share,
    )
    if walk.at < len(walk.written) and walk.written[walk.at] != place.id:
        here = named(task.vocabulary.label(walk.written[walk.at]))
        told += " " + page.text("draw.here", letter=here)
    st.markdown(told)
    st.caption(page.text("draw.why"))


def _offer(page: LabPage, task: CharacterModel, walk: Walk, place: Place) -> None:
    """The most probable letters, to be taken by hand in place of the drawn one."""
    ids = [int(id) for id in place.cuts.ids[:OFFERED]]
    key = f"take-{len(walk.written)}-{walk.at}-{walk.asked}"

    def take() -> None:
        chosen = st.session_state.get(key)
        if chosen is not None:
            walk.choose(int(chosen))

    way = "rtl" if task.language == "fa" else "ltr"
    with st.container(key=f"u-{way}-take"), st.container(key="u-letters-take"):
        st.pills(
            page.text("draw.take"),
            ids,
            format_func=lambda id: named(task.vocabulary.label(id)),
            key=key,
            on_change=take,
        )
