"""The workbench: settings, the text, the answer with its cuts, and the number that falls on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.figures.distribution import percent
from core.figures.next_letter import Cut, LetterBar, next_letter_figure
from core.figures.unit_interval import unit_interval_figure
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.text.letter_forms import letter_forms
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.letters import growing_html, named, plain
from core.ui.rerun import rerun_here
from core.ui.theme import colours
from core.ui.tokens import visible
from pages.generation.beginning import label, marks
from pages.generation.journey import write_on
from pages.generation.walk import MOST, Place, Walk

BARS = 16  # letters drawn
OFFERED = 12  # letters to take by hand
BACK = 36  # letters one can press to go back to
PACE = 0.13  # seconds a letter: as fast as one can follow
TEN = 10
BEFORE_SHOWN = 24
SEED = 8
INVISIBLE = "\u2060"


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


def show_text(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place | None,
) -> None:
    """The frame with the text, its buttons, and, while it is being written, the writing."""
    with st.container(horizontal=True, vertical_alignment="center", key="u-write"):
        _buttons(page, task, walk, settings, place)
    line = st.empty()
    _show(page, line, task, walk)
    if walk.running and not walk.stopped:
        while walk.running and walk.at < MOST:
            write_on(task, walk, settings)
            walk.running -= 1
            _show(page, line, task, walk)
            time.sleep(PACE)
        walk.running = 0
        rerun_here()
    told = [page.text("try_it.written", count=walk.at)]
    if walk.stopped:
        told.append(page.text("try_it.stopped"))
    if walk.at >= MOST:
        told = [page.text("try_it.full", count=MOST)]
    st.caption(" · ".join(told))
    walk.stopped = False
    _letters_to_press(page, task, walk)


def _buttons(
    page: LabPage,
    task: CharacterModel,
    walk: Walk,
    settings: SamplingSettings,
    place: Place | None,
) -> None:
    def button(text: str, name: str, icon: str, act: Callable[[], None], **more: Any) -> None:
        st.button(text, key=f"walk-{name}", icon=icon, on_click=act, **more)

    def run() -> None:
        walk.running, walk.stopped = TEN, False

    if walk.running and st.session_state.get("walk-was-running"):
        # The run that wrote was interrupted, by the stop button or any other: its letters stay.
        walk.running, walk.stopped = 0, True
    st.session_state["walk-was-running"] = bool(walk.running)
    full = place is None
    step = page.text("try_it.step_end")
    if place is not None:
        step = page.text("try_it.step", letter=named(task.vocabulary.label(place.id)))
    button(
        step,
        "step",
        ":material/edit:",
        lambda: walk.step(task, settings),  # from the answer that is shown: nothing is asked
        type="primary",
        disabled=full,
    )
    button(page.text("try_it.ten"), "ten", ":material/fast_forward:", run, disabled=full)
    stopping = not walk.running
    button(page.text("try_it.stop"), "stop", ":material/stop:", lambda: None, disabled=stopping)
    button(
        page.text("try_it.restart"),
        "restart",
        ":material/first_page:",
        lambda: walk.go(0),
        type="tertiary",
    )


def _show(page: LabPage, line: DeltaGenerator, task: CharacterModel, walk: Walk) -> None:
    decode = task.vocabulary.decode
    line.html(
        growing_html(
            decode(walk.beginning),
            decode(walk.written[: max(0, walk.at - 1)]),
            decode(walk.written[max(0, walk.at - 1) : walk.at]),
            decode(walk.written[walk.at :]),
            lang=task.language,
            rtl=task.language == "fa",
            label=page.text("try_it.text"),
        )
    )


def _letters_to_press(page: LabPage, task: CharacterModel, walk: Walk) -> None:
    """The letters around the place as buttons: pressing one goes back to it."""
    if not walk.written:
        return
    last = min(len(walk.written), max(BACK, walk.at + BACK // 4))
    first = max(0, last - BACK)
    labels = [task.vocabulary.label(id) for id in walk.written]
    forms = [
        named(form) if form == letter else plain(form)  # joiners added to it stay unseen
        for letter, form in zip(labels, letter_forms(labels), strict=True)
    ]
    key = f"letters-{len(walk.written)}-{walk.at}-{walk.asked}"

    def go() -> None:
        chosen = st.session_state.get(key)
        if chosen is not None:
            walk.go(int(chosen))

    way = "rtl" if task.language == "fa" else "ltr"
    with st.container(key=f"u-{way}-letters"), st.container(key="u-letters-back"):
        st.pills(
            page.text("try_it.pick"),
            range(first, last),
            default=walk.at if first <= walk.at < last else None,
            # a pill is told from others by its text: equal letters need an invisible difference
            format_func=lambda place: forms[place] + INVISIBLE * (place - first),
            key=key,
            on_change=go,
        )
    st.caption(marks(page, task))


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


def show_interval(
    page: LabPage,
    task: CharacterModel,
    ids: Sequence[int],
    shares: Sequence[float],
    number: float | None,
    chosen: int,
    *,
    key: str,
    alt: str,
) -> None:
    """The unit interval over `ids` in the order in which a draw adds them up."""
    import pandas as pd

    names = [label(task, id) for id in ids]
    ends = np.cumsum(shares)
    chart(
        unit_interval_figure(
            names,
            shares,
            number,
            ids.index(chosen) if chosen in ids else -1,
            colours(),
            said="" if number is None else page.text("draw.said", number=f"{number:.3f}"),
            rtl=task.language == "fa",
        ),
        key=key,
        alt=alt,
        table=pd.DataFrame(
            {
                page.text("draw.head_letter"): names,
                page.text("draw.head_from"): ends - np.asarray(shares),
                page.text("draw.head_to"): ends,
            }
        ),
    )


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
