"""The view "Hold a gate": tracks held fast, and how the prediction moves."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.figures.distribution import percent, settings_figure
from core.figures.gate_maps import GATE_TRACKS
from core.figures.gates import moved_figure
from core.runtime.recurrent_step import kl_bits
from core.runtime.tasks.character_model.results import Hold, Trace
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.theme import colours
from core.ui.tokens import visible
from pages.gates.maps import DRAWN, track_names
from pages.gates.reading import Reading
from pages.gates.units import read_units, written

BEFORE, AFTER = 8, 4  # how many of the most probable letters are shown, without and with the hold
CONTEXT = 24  # letters quoted before a place
CARRY = 5.0  # the largest value that a cell can be held at
LOUDEST = "loudest"


def show_holding(page: LabPage, reading: Reading) -> None:
    _experiments(page, reading)
    hold = _controls(page, reading)
    after = reading.held((hold,))
    before = reading.trace
    bits = kl_bits(before.log_probs, after.log_probs)
    place = _place(page, reading)
    _told(page, reading, hold, bits, after)
    _curve(page, reading, bits, place)
    _bars(page, reading, after, bits, place)


def _experiments(page: LabPage, reading: Reading) -> None:
    """Ready-made holds for this cell, as buttons."""
    st.markdown(page.text("hold.lead"))
    with st.container(horizontal=True, gap="small", key="u-experiments"):
        for place, entry in enumerate(page.texts.get("hold.experiments")):
            if entry["cell"] == reading.cell:
                st.button(
                    entry["label"], key=f"hold-{place}", on_click=_apply, args=(reading, entry)
                )


def _apply(reading: Reading, entry: dict[str, Any]) -> None:
    units = str(entry["units"])
    if units == LOUDEST:
        units = str(loudest(reading))
    st.session_state[_key("held", reading.cell)] = entry["track"]
    st.session_state[_value_key(entry["track"])] = float(entry["value"])
    st.session_state["which"] = units


def loudest(reading: Reading) -> int:
    """The unit that can say most: by how far its weights to the letters differ, times its size."""
    say = reading.task.weights().V.std(axis=0)
    return int(np.argmax(say * np.abs(reading.trace.tracks["hidden"]).mean(axis=0)))


def _controls(page: LabPage, reading: Reading) -> Hold:
    names, hidden = track_names(page, reading.cell), reading.task.shape.hidden
    first, second, third = st.columns(3)
    with first:
        track = address.choice(
            page.text("hold.track"),
            DRAWN[reading.cell],
            key=_key("held", reading.cell),
            format_func=lambda name: " ".join(names[name]),
        )
    with second:
        key = _value_key(track)
        if track in GATE_TRACKS:
            value = address.slider(page.text("hold.gate_value"), 0.0, 1.0, 0.0, key=key, step=0.05)
        elif track == "cell":
            value = address.slider(
                page.text("hold.cell_value"), -CARRY, CARRY, 3.0, key=key, step=0.25
            )
        else:
            value = address.slider(
                page.text("hold.signed_value"), -1.0, 1.0, 0.0, key=key, step=0.05
            )
    with third:
        asked = address.text_input(
            page.text("hold.units", last=hidden - 1),
            "",
            key="which",
            most=200,
            placeholder=page.text("hold.all"),
        )
    units, odd = read_units(asked, hidden)
    if odd:
        st.caption(page.text("step.odd", last=hidden - 1, odd=plain(", ".join(odd))))
        if not units:
            st.caption(page.text("hold.all_instead"))
    return Hold(track, float(value), units)


def _place(page: LabPage, reading: Reading) -> int:
    """After which letter the bars are shown, from 0; the last unless chosen."""
    last = reading.steps
    if "after" in st.session_state and st.session_state["after"] > last:
        st.session_state["after"] = last
    if last == 1:
        return 0
    return address.slider(page.text("hold.after"), 1, last, last, key="after") - 1


def _told(page: LabPage, reading: Reading, hold: Hold, bits: Any, after: Trace) -> None:
    symbol, name = track_names(page, reading.cell)[hold.track]
    count = len(hold.units) or reading.task.shape.hidden
    st.markdown(
        page.text(
            "hold.says_one" if count == 1 else "hold.says",
            symbol=symbol,
            name=name,
            value=f"{hold.value:g}".replace("-", "−"),
            count=count,
            unit=written(hold.units[:1]),
            end=f"{bits[-1]:.2f}",
            mean=f"{bits.mean():.2f}",
        )
    )
    if reading.steps > 1:
        st.markdown(
            page.text(
                "hold.cost",
                before=f"{cost(reading.trace):.2f}",
                after=f"{cost(after):.2f}",
            )
        )


def cost(trace: Trace) -> float:
    """Mean bits that the text's letters cost, from the second on."""
    paid = trace.log_probs[np.arange(len(trace.ids) - 1), list(trace.ids[1:])]
    return float(-paid.mean() / np.log(2))


def _curve(page: LabPage, reading: Reading, bits: Any, place: int) -> None:
    import pandas as pd

    top = int(np.argmax(bits))
    chart(
        moved_figure(
            reading.letters,
            bits,
            colours(),
            axis=page.text("hold.bits"),
            along=page.text("along"),
            mean_label=page.text("hold.mean", bits=f"{bits.mean():.2f}"),
            place=place,
            direction=reading.direction,
        ),
        key="moved",
        alt=page.text(
            "hold.curve_alt",
            steps=reading.steps,
            mean=f"{bits.mean():.2f}",
            top=f"{bits[top]:.2f}",
            step=top + 1,
            letter=reading.letters[top],
            end=f"{bits[-1]:.2f}",
        ),
        table=pd.DataFrame(
            {
                page.text("hold.head_step"): np.arange(1, reading.steps + 1),
                page.text("hold.head_letter"): list(reading.letters),
                page.text("hold.head_bits"): np.round(bits, 5),
            }
        ),
    )


def _bars(page: LabPage, reading: Reading, after: Trace, bits: Any, place: int) -> None:
    import pandas as pd

    old, new = np.exp(reading.trace.log_probs[place]), np.exp(after.log_probs[place])
    ids = list(dict.fromkeys([*np.argsort(-old)[:BEFORE], *np.argsort(-new)[:AFTER]]))
    ids.sort(key=lambda id: -old[id])
    names = [visible(reading.task.vocabulary.label(int(id))) for id in ids]
    text = "".join(reading.letters[max(0, place + 1 - CONTEXT) : place + 1])
    said = page.text("hold.bars", text=plain(text), bits=f"{bits[place]:.2f}")
    st.markdown(said)
    first = int(np.argmax(new))
    chart(
        settings_figure(
            names,
            [float(old[id]) for id in ids],
            [float(new[id]) for id in ids],
            colours(),
            labels=(page.text("hold.without"), page.text("hold.with")),
            axis=page.text("hold.probability"),
        ),
        key="held-next",
        alt=page.text(
            "hold.bars_alt",
            before=names[0],
            before_chance=percent(float(old[ids[0]])),
            after=visible(reading.task.vocabulary.label(first)),
            after_chance=percent(float(new[first])),
        ),
        table=pd.DataFrame(
            {
                page.text("hold.head_letter"): names,
                page.text("hold.without"): [float(old[id]) for id in ids],
                page.text("hold.with"): [float(new[id]) for id in ids],
            }
        ),
    )


def _key(name: str, cell: str) -> str:
    return f"{name}-{cell.lower()}"


def _value_key(track: str) -> str:
    """Values of different ranges are different parameters of the address."""
    if track in GATE_TRACKS:
        return "value"
    return "carry" if track == "cell" else "level"
