"""Every gate of every unit at every step, as heat maps."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.gate_maps import ORDERS, GateMap, gate_map, unit_order
from core.figures.palette import palette
from core.runtime.tasks.character_model.results import Trace
from core.ui import address
from core.ui.chart import harmless
from core.ui.frame import LabPage
from core.ui.gate_maps import WORDS, Picked, gate_maps
from core.ui.models import fingerprint
from core.ui.theme import colours
from pages.gates.reading import STEP, Reading

MAPS_KEPT = 12

# Along the way of a value: what is kept, what is let in, what it is, the sum, what is shown of it.
DRAWN = {
    "LSTM": ("forget", "input", "candidate", "cell", "output", "hidden"),
    "GRU": ("reset", "update", "candidate", "hidden"),
    "SimpleRNN": ("hidden",),
}


def show_maps(page: LabPage, reading: Reading, key: str = "maps", unit: str = "unit") -> None:
    """The figure with its two controls; a click chooses step and unit (under the key `unit`)."""
    cell = reading.cell
    names = track_names(page, cell)
    tracks = st.pills(
        page.text("maps.tracks"),
        DRAWN[cell],
        selection_mode="multi",
        default=DRAWN[cell],
        format_func=lambda track: " ".join(names[track]),
        key=f"{key}-{cell.lower()}",
        bind="query-params",
        wrap=True,
    )
    way = address.choice(
        page.text("maps.order"),
        ORDERS,
        key=f"{key}-order",
        widget=st.segmented_control,
        format_func=lambda name: page.text(f"maps.orders.{name}"),
    )
    shown = tuple(track for track in DRAWN[cell] if track in tracks) or DRAWN[cell]
    mode = "dark" if colours() == palette("dark") else "light"
    asked = (fingerprint(reading.task.artifact), reading.text, reading.condition or "")
    order, maps = _maps(reading.trace, asked, shown, way, mode)
    means = ", ".join(
        page.text("maps.mean", track=names[track][1], value=f"{mean(reading.trace, track):.2f}")
        for track in shown
    )
    step = int(st.session_state.get("step", st.session_state.get("gates-step")) or STEP)

    def pick(picked: Picked) -> None:
        st.session_state["step"] = picked.step + 1
        st.session_state[unit] = picked.unit

    gate_maps(
        maps,
        reading.trace.labels,
        [int(unit) for unit in order],
        key=f"u-{key}",
        alt=page.text(
            "maps.alt", tracks=len(shown), steps=reading.steps, units=len(order), means=means
        ),
        names=names,
        words={name: page.text(f"maps.{name}") for name in WORDS},
        direction=reading.direction,
        chosen=min(max(step, 1), reading.steps) - 1,
        file=f"gates-{reading.model}",
        on_pick=pick,
    )
    with st.container(horizontal=True, horizontal_alignment="right", key=f"u-save-{key}"):
        st.download_button(
            page.text("maps.csv", values=f"{reading.steps * len(order):,}"),
            lambda: _csv(page, reading),
            file_name=f"unrolled-gates-{reading.model}.csv",
            mime="text/csv",
            key=f"u-csv-{key}",
            on_click="ignore",
            type="tertiary",
        )


def track_names(page: LabPage, cell: str) -> dict[str, tuple[str, str]]:
    """A symbol and a name for each track of a cell."""
    return {
        track: (
            page.text(f"tracks.{cell}.{track}.symbol"),
            page.text(f"tracks.{cell}.{track}.name"),
        )
        for track in DRAWN[cell]
    }


def mean(trace: Trace, track: str) -> float:
    """The mean of a gate; of a signed track that of its size."""
    return float(np.abs(trace.tracks[track]).mean())


@st.cache_resource(max_entries=MAPS_KEPT, show_spinner=False)
def _maps(
    _trace: Trace, asked: tuple[str, str, str], tracks: tuple[str, ...], way: str, mode: str
) -> tuple[NDArray[np.intp], list[GateMap]]:
    del asked  # which trace it is: the key
    order = unit_order(_trace.tracks, way)
    return order, [gate_map(name, _trace.tracks[name], order, palette(mode)) for name in tracks]


def _csv(page: LabPage, reading: Reading) -> bytes:
    """A row a step and unit, every track a column."""
    import pandas as pd

    units = reading.task.shape.hidden
    heads = page.texts.list("maps.csv_heads")
    # Cell by cell, as charts do it, a quarter of a million rows would take seconds.
    letters = [harmless(letter) for letter in reading.letters]
    columns: dict[str, object] = {
        heads[0]: np.repeat(np.arange(1, reading.steps + 1), units),
        heads[1]: np.repeat(np.array(letters, dtype=object), units),
        heads[2]: np.tile(np.arange(units), reading.steps),
    }
    for name in reading.task.shape.tracks:
        columns[name] = np.round(reading.trace.tracks[name].astype(np.float64).ravel(), 5)
    written: str = pd.DataFrame(columns).to_csv(index=False)
    return written.encode("utf-8")
