"""The view "Loops": what always taking the most probable letter leads to, and what a draw helps."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import Any

import streamlit as st

from core.figures.distribution import percent
from core.figures.repetition import repetition_figure
from core.runtime.engine.limits import Cancel, Places
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.text.repetition import SPAN, first_repetition, repeated_share
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.models import fingerprint
from core.ui.theme import colours
from pages.generation.walk import Walk

LENGTH = 300  # letters written for each of the two texts
SECONDS = 20.0
MEASURES = "measures.json"
_places = Places(2)


def show_loops(page: LabPage, task: CharacterModel, walk: Walk, settings: SamplingSettings) -> None:
    """Both texts go on from the beginning, not from the road."""
    st.markdown(page.text("loops.lead", span=SPAN))
    beginning = task.vocabulary.decode(walk.beginning)
    greedy = _written(task, beginning, SamplingSettings(0.0, length=LENGTH))
    st.markdown(f"**{page.text('loops.greedy_title')}**")
    place = first_repetition(greedy)
    _show(task, greedy, place)
    says = "loops.greedy_none" if place is None else "loops.greedy_says"
    share = percent(repeated_share(greedy))
    st.markdown(page.text(says, length=len(greedy), share=share, span=SPAN))
    title = page.text(
        "loops.yours_title", temperature=f"{settings.temperature:g}", seed=settings.seed
    )
    st.markdown(f"**{title}**")
    if settings.temperature <= 0:
        st.caption(page.text("loops.yours_zero"))
    else:
        yours = _written(task, beginning, replace(settings, length=LENGTH))
        _show(task, yours, None)
        share = percent(repeated_share(yours))
        st.markdown(page.text("loops.yours_says", length=len(yours), share=share, span=SPAN))
    st.markdown(f"**{page.text('loops.curve_title')}**")
    _show_curve(page, task, settings)


def _show_curve(page: LabPage, task: CharacterModel, settings: SamplingSettings) -> None:
    import pandas as pd

    measured = measured_loops(task)
    if not measured:
        st.caption(page.text("loops.nothing"))
        return
    temperatures, shares, real = (measured[name] for name in ("temperatures", "shares", "real"))
    st.markdown(
        page.text(
            "loops.curve_says",
            texts=measured["texts"],
            length=measured["length"],
            real=percent(real),
        )
    )
    chart(
        repetition_figure(
            temperatures,
            shares,
            colours(),
            axes=(page.text("loops.axis_temperature"), page.text("loops.axis_share")),
            real=real,
            real_label=page.text("loops.real"),
            now=settings.temperature if settings.temperature <= max(temperatures) else None,
            now_label=page.text("loops.now"),
        ),
        key="repetition",
        alt=page.text(
            "loops.alt",
            first=percent(shares[0]),
            low=temperatures[0],
            last=percent(shares[-1]),
            high=temperatures[-1],
            real=percent(real),
        ),
        table=pd.DataFrame(
            {
                page.text("loops.axis_temperature"): temperatures,
                page.text("loops.axis_share"): shares,
            }
        ),
    )


def measured_loops(task: CharacterModel) -> dict[str, Any]:
    """What the export measured (`export.characters.loops`); empty where it did not."""
    path = task.file(MEASURES)
    if path is None:
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")).get("loops", {})
    return found


def _written(task: CharacterModel, beginning: str, settings: SamplingSettings) -> str:
    return _generated(fingerprint(task.artifact), beginning, settings, _task=task)


@st.cache_data(max_entries=400, show_spinner=False)
def _generated(
    model: str, beginning: str, settings: SamplingSettings, _task: CharacterModel
) -> str:
    """The same for every visitor: a function of the model, the beginning and the settings."""
    del model  # part of the key
    with _places.place():
        steps = _task.generate(beginning, settings, cancel=Cancel(SECONDS))
        return "".join(step.text for step in steps)


def _show(task: CharacterModel, text: str, place: int | None) -> None:
    """The text, from `place` on marked as repeating itself."""
    way = "rtl" if task.language == "fa" else "ltr"
    place = len(text) if place is None else place
    marked = f'<span class="again">{html.escape(text[place:])}</span>' if text[place:] else ""
    st.html(
        f'<p class="u-text u-loop" dir="{way}" lang="{html.escape(task.language)}">'
        f"{html.escape(text[:place])}{marked}</p>"
    )
