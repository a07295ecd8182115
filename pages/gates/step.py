"""The view "One step, number by number": the equations, their lines of NumPy, and both results."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.figures.gates import decimal
from core.runtime.recurrent_step import Tracks, before, by_hand
from core.runtime.tasks.character_model import CharacterModel
from core.ui import address
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.models import fingerprint
from core.ui.table import table
from core.ui.theme import colours
from core.ui.tokens import token_strip
from pages.gates.equations import Equation, equations, first_lines, source
from pages.gates.maps import track_names
from pages.gates.reading import STEP, Reading, read
from pages.gates.units import read_units

AROUND = 12  # letters shown on either side of the step
UNITS_SHOWN = 12
KEPT = "gates-{}"  # what a view's widget last said, under a key that outlives the widget
MOST_MOVED = 6  # units listed where none are asked for


def show_step(page: LabPage, reading: Reading) -> None:
    step = choose_step(page, reading)
    unit = choose_unit(page, reading)
    lead = page.text("step.ngrams" if reading.task.shape.ngrams else "step.plain")
    poet = page.text("step.poet") if reading.condition else ""
    st.markdown(f"{page.text('step.lead', unit=unit)} {lead} {poet}")
    weights = reading.task.weights()
    st.code(first_lines(reading.cell), language="python", wrap_lines=True)
    written = equations(reading, weights, step, unit, colours())
    names = track_names(page, reading.cell)
    show_equations(page, reading.cell, written)
    hand = _by_hand(reading)
    graph = {**reading.trace.tracks, "log_probs": reading.trace.log_probs}
    st.markdown(f"**{page.text('step.both', unit=unit)}**")
    rows = [
        (
            " ".join(names[e.track]),
            decimal(hand[e.track][step, unit], 7),
            decimal(graph[e.track][step, unit], 7),
            rounding(abs(hand[e.track][step, unit] - graph[e.track][step, unit])),
        )
        for e in written
    ]
    table(
        page.texts.list("step.heads"),
        rows,
        caption=page.text("step.both", unit=unit),
        numeric=frozenset({1, 2, 3}),
    )
    here = largest(hand, graph, slice(step, step + 1))
    everywhere = largest(hand, graph, slice(None))
    st.markdown(
        page.text(
            "step.difference",
            units=reading.task.shape.hidden,
            here=rounding(here),
            steps=reading.steps,
            everywhere=rounding(everywhere),
            chances=rounding(np.abs(hand["log_probs"] - graph["log_probs"]).max()),
        )
    )
    _several(page, reading, step)
    with st.expander(page.text("step.source")):
        st.code(source(reading.cell), language="python", wrap_lines=True)


def show_equations(page: LabPage, cell: str, written: list[Equation]) -> None:
    """Each in its words, its law, its numbers, and its line of code; in two columns."""
    names = track_names(page, cell)
    half = (len(written) + 1) // 2
    with st.container(key="u-arithmetic"):
        columns = st.columns(2, gap="large")
    for place, equation in enumerate(written):
        with columns[place >= half]:
            says = page.text(f"says.{cell}.{equation.track}")
            st.markdown(f"**{names[equation.track][1]}** · {says}")
            st.latex(equation.law)
            st.latex(equation.numbers)
            st.code(equation.code, language="python", wrap_lines=True)


def choose_step(page: LabPage, reading: Reading) -> int:
    """Slider, previous and next, for any view that follows one step; returns it from 0."""
    last = reading.steps
    _keep("step", 1, last)
    step = 1
    if last > 1:
        with st.container(horizontal=True, vertical_alignment="bottom", key="u-step"):
            st.button(
                page.text("step.previous"), on_click=_go, args=(-1, last), key="step-back",
                icon=":material/chevron_left:",
            )  # fmt: skip
            step = address.slider(
                page.text("step.slider"), 1, last, min(STEP, last), key="step", width="stretch"
            )
            st.button(
                page.text("step.next"), on_click=_go, args=(1, last), key="step-on",
                icon=":material/chevron_right:",
            )  # fmt: skip
        st.session_state[KEPT.format("step")] = step
    start = max(0, step - 1 - AROUND)
    token_strip(
        reading.letters[start : step + AROUND],
        label=page.text("step.strip"),
        chosen=step - 1 - start,
        direction=reading.direction,
        lang=reading.task.language,
    )
    return step - 1


def choose_unit(page: LabPage, reading: Reading, key: str = "unit") -> int:
    """The unit whose arithmetic is written out."""
    last = reading.task.shape.hidden - 1
    _keep(key, 0, last)
    unit = address.number_input(
        page.text("step.unit", last=last), 0, last, opening_unit(page, reading), key=key
    )
    st.session_state[KEPT.format(key)] = unit
    return unit


def opening_unit(page: LabPage, reading: Reading) -> int:
    """The busiest unit over the model's own example: the same whatever is typed, since a link
    leaves out what is the default."""
    example = read(page, reading.model, page.text(f"models.{reading.model}.example"))
    return (example or reading).busiest()


def _keep(key: str, low: int, high: int) -> None:
    """Bring back what was chosen in another view, whose widget is gone; and, where it was chosen
    for a longer text or a larger model, the nearest there is."""
    chosen = st.session_state.get(key, st.session_state.get(KEPT.format(key)))
    if chosen is not None and st.session_state.get(key) != (used := min(max(low, chosen), high)):
        st.session_state[key] = used


def largest(hand: Tracks, graph: Tracks, steps: slice) -> float:
    """The largest difference in any track at `steps`."""
    return max(
        float(np.abs(values[steps] - graph[name][steps]).max())
        for name, values in hand.items()
        if name != "log_probs"
    )


def rounding(difference: float) -> str:
    """A difference as 4.8e-07, or 0 where there is none."""
    return f"{difference:.1e}" if difference else "0"


def _several(page: LabPage, reading: Reading, step: int) -> None:
    """A table of several units at the step: those asked for, or those that moved most."""
    tracks, hidden = reading.trace.tracks, reading.task.shape.hidden
    names = track_names(page, reading.cell)
    asked = address.text_input(
        page.text("step.units"), "", key="units", most=200, placeholder=page.text("step.units_hint")
    )
    units, odd = read_units(asked, hidden)
    if odd:
        st.caption(page.text("step.odd", last=hidden - 1, odd=plain(", ".join(odd))))
    carried = tracks.get("cell", tracks["hidden"])
    old = before(carried)
    if not units:
        moved = np.abs(carried[step] - old[step])
        units = tuple(int(place) for place in np.argsort(-moved, kind="stable")[:MOST_MOVED])
    if len(units) > UNITS_SHOWN:
        st.caption(page.text("step.many", count=len(units), shown=UNITS_SHOWN))
        units = units[:UNITS_SHOWN]
    shown = [track for track in reading.task.shape.tracks if track in names]
    kept = page.text("step.before", symbol=names["cell" if "cell" in tracks else "hidden"][0])
    table(
        [page.text("step.head_unit"), kept, *(names[track][0] for track in shown)],
        [
            (
                unit,
                decimal(old[step, unit], 3),
                *(decimal(tracks[track][step, unit], 3) for track in shown),
            )
            for unit in units
        ],
        caption=page.text("step.several"),
        numeric=frozenset(range(2 + len(shown))),
    )


def _go(by: int, last: int) -> None:
    now = int(st.session_state.get("step") or 1)
    st.session_state["step"] = min(max(1, now + by), last)


def _by_hand(reading: Reading) -> Tracks:
    return _steps(
        reading.task,
        fingerprint(reading.task.artifact),
        reading.text,
        reading.condition,
        reading,
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _steps(
    _task: CharacterModel, sha256: str, text: str, condition: str | None, _reading: Reading
) -> Tracks:
    del sha256, text, condition  # parts of the key
    return by_hand(_reading.cell, _task.weights(), _reading.trace)
