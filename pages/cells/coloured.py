"""The text in the colours of one unit, what the unit goes with, and its values as a curve."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.unit_activation import activation_figure
from core.runtime.unit_findings import Floats, correlations
from core.text.letter_properties import PROPERTIES
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.painted_text import painted_text
from core.ui.theme import colours
from pages.cells.chosen import Chosen, credit
from pages.cells.reading import labels_of, read

SPAN = 2.5  # deviations from the unit's mean at which a colour is full
MONO = frozenset({"wiki-markup", "latex"})


def show_coloured(page: LabPage, chosen: Chosen) -> None:
    if not chosen.excerpt.text.strip():
        st.info(page.text("try_it.nothing"))
        return
    reading = read(chosen)
    values = reading.states[chosen.track][:, chosen.unit]
    name = page.text(f"tracks.{chosen.track}")
    painted_text(
        reading.letters,
        [float(value - chosen.mean) for value in values],
        label=page.text("try_it.painted", unit=chosen.unit, track=name),
        lang=chosen.language,
        span=SPAN * chosen.deviation,
        direction="rtl" if chosen.right_to_left else None,
        mono=chosen.task.artifact.id in MONO,
    )
    ends = (chosen.mean - SPAN * chosen.deviation, chosen.mean + SPAN * chosen.deviation)
    st.caption(
        page.text(
            "try_it.legend", low=f"{ends[0]:.2f}", mean=f"{chosen.mean:.2f}", high=f"{ends[1]:.2f}"
        )
        + (" " + credit(page, chosen) if chosen.excerpt.start is not None else "")
    )
    shown = show_claim(page, chosen)
    label = page.text(f"properties.{shown}")
    property_values = labels_of(chosen, shown, reading)
    most = float(property_values.max(initial=0.0))
    chart(
        activation_figure(
            reading.letters,
            [float(value) for value in values],
            chosen.mean,
            colours(),
            axis=page.text("try_it.axis", unit=chosen.unit, track=name),
            mean_label=page.text("try_it.mean", mean=f"{chosen.mean:.2f}"),
            shaded=[float(value) / most for value in property_values] if most > 0 else [],
            shaded_label=label,
            right_to_left=chosen.right_to_left,
        ),
        key="unit-curve",
        alt=page.text(
            "try_it.alt",
            unit=chosen.unit,
            track=name,
            count=len(values),
            low=f"{values.min():.2f}",
            high=f"{values.max():.2f}",
            r=_r_here(values, property_values),
            property=label,
        ),
        table=pd.DataFrame(
            {
                page.text("try_it.head_letter"): reading.letters,
                page.text("try_it.head_value"): values,
                label: property_values,
            }
        ),
    )
    st.caption(page.text("try_it.here", r=_r_here(values, property_values), property=label))


def _r_here(values: Floats, labels: Floats) -> str:
    return f"{correlations(values[:, None], labels[:, None])[0, 0]:.2f}"


def _way(name: str, r: float) -> str:
    if PROPERTIES[name].yes_or_no:
        return "high" if r > 0 else "low"
    return "rises" if r > 0 else "falls"


def show_claim(page: LabPage, chosen: Chosen) -> str:
    """What the unit goes with on the whole held-out text, in a sentence; returns the property."""
    tracked = chosen.units.tracked(chosen.track, chosen.unit)
    name, r, check = tracked[0]
    found = chosen.units.finding(name)
    luck = found.shifted_most if found else 0.0
    holds = r * check > 0 and min(abs(r), abs(check)) > luck
    st.markdown(
        page.text(
            "try_it.claim" if holds else "try_it.no_claim",
            unit=chosen.unit,
            track=page.text(f"tracks.{chosen.track}"),
            property=page.text(f"properties.{name}"),
            sign=page.text(f"try_it.{_way(name, r)}"),
            r=f"{r:.2f}",
            check=f"{check:.2f}",
            luck=f"{luck:.2f}",
            letters=f"{found.letters:.2f}" if found else "–",
        )
    )
    return name
