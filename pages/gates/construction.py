"""The view "From a plain net to gates": the LSTM put together, and the slip of one formula."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.figures.gates import Line, decimal, lines_figure
from core.figures.gates_construction import STAGES, construction_figure
from core.figures.palette import Palette
from core.runtime.recurrent_step import before, carried
from core.runtime.tasks.character_model.results import Trace
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.table import table
from core.ui.theme import colours
from pages.gates.equations import tinted
from pages.gates.maps import track_names
from pages.gates.reading import FIRST, Reading, read
from pages.gates.step import choose_step, choose_unit

SLIP_STEPS = 20
STARTS = (2.0, -2.0)


def show_construction(page: LabPage, reading: Reading) -> None:
    """The LSTM that was chosen, or else the plain one, reading its own example."""
    import pandas as pd

    if reading.cell != "LSTM":
        other = read(page, FIRST, page.text(f"models.{FIRST}.example"))
        if other is None:
            return
        reading = other
        st.caption(page.text("build.other"))
    stage = (
        address.choice(
            page.text("build.stage"),
            range(STAGES),
            key="stage",
            default=STAGES - 1,
            widget=st.segmented_control,
            format_func=lambda place: page.text(f"build.stages.{place + 1}.name"),
        )
        + 1
    )
    step = choose_step(page, reading)
    unit = choose_unit(page, reading)
    tracks = reading.trace.tracks
    lines = built(reading.trace, unit)
    left, right = st.columns([3, 2], gap="large")
    with left:
        names = track_names(page, "LSTM")
        symbols = {track: symbol for track, (symbol, _) in names.items()}
        symbols |= dict(page.texts.get("build.symbols"))
        values = {gate: tracks[gate][step, unit] for gate in ("forget", "input", "output")}
        values["candidate"] = tracks["candidate"][step, unit]
        carry, shown = lines[stage]
        values |= {"hidden": shown[step], "hidden_before": before(shown[:, None])[step, 0]}
        if carry is not None:
            values |= {"cell": carry[step], "cell_before": before(carry[:, None])[step, 0]}
        chart(
            construction_figure(
                stage,
                colours(),
                symbols=symbols,
                values={name: decimal(value) for name, value in values.items()},
            ),
            key="construction",
            alt=page.text(f"build.stages.{stage}.alt"),
            table=pd.DataFrame({name: [round(float(value), 5)] for name, value in values.items()}),
        )
    with right:
        with st.container(key="u-arithmetic-laws", gap="small"):
            for law in laws(stage, colours()):
                st.latex(law)
        st.markdown(page.text(f"build.stages.{stage}.repairs"))
        st.markdown(page.text(f"build.stages.{stage}.lacks"))
    _curves(page, reading, stage, unit, step)
    st.subheader(page.text("slip.title"), anchor="slip")
    _slip(page, reading, unit)


def laws(stage: int, colours: Palette) -> list[str]:
    """What is computed at a stage, in LaTeX."""
    f, i, g, o, C, h = (
        tinted("LSTM", name, colours)
        for name in ("forget", "input", "candidate", "output", "cell", "hidden")
    )
    candidate = r"\tanh(W x_t + U h_{t-1} + b)"
    if stage == 1:
        return [rf"{h} = {candidate}"]
    track = {
        2: rf"{C} = C_{{t-1}} + {g}",
        3: rf"{C} = {f} \odot C_{{t-1}} + {g}",
        4: rf"{C} = {f} \odot C_{{t-1}} + {i} \odot {g}",
        5: rf"{C} = {f} \odot C_{{t-1}} + {i} \odot {g}",
    }[stage]
    out = rf"{h} = {o} \odot \tanh {C}" if stage == 5 else rf"{h} = \tanh {C}"
    gates = [
        rf"{gate} = \sigma(W_{name} x_t + U_{name} h_{{t-1}} + b_{name})"
        for gate, name, since in ((f, "f", 3), (i, "i", 4), (o, "o", 5))
        if stage >= since
    ]
    return [rf"{g} = {candidate}", *gates, track, out]


def built(trace: Trace, unit: int) -> dict[int, tuple[np.ndarray | None, np.ndarray]]:
    """What one unit would carry and show at each stage, float [T] each.

    Its gates and candidate are those of the trained model at every stage, so that only the rule
    of the track differs; stage 5 is the model itself.
    """
    f, i, g, o = (
        trace.tracks[name][:, unit] for name in ("forget", "input", "candidate", "output")
    )
    ones = np.ones_like(f)
    kept = carried(ones, ones, g)
    faded = carried(f, ones, g)
    real = carried(f, i, g)
    return {
        1: (None, g),
        2: (kept, np.tanh(kept)),
        3: (faded, np.tanh(faded)),
        4: (real, np.tanh(real)),
        5: (real, o * np.tanh(real)),
    }


def _curves(page: LabPage, reading: Reading, stage: int, unit: int, step: int) -> None:
    import pandas as pd

    found, palette = built(reading.trace, unit), colours()
    carry, shown = found[stage]
    symbols = page.texts.get("build.curves")
    lines = []
    if carry is not None:
        lines.append(Line(symbols["cell"], carry, palette.state))
    lines.append(Line(symbols["hidden"], shown, palette.state, dashed=True))
    largest = max(float(np.abs(line.values).max()) for line in lines)
    st.markdown(page.text("build.curve", unit=unit, stage=page.text(f"build.stages.{stage}.name")))
    chart(
        lines_figure(
            reading.letters, lines, palette, axis=page.text("build.axis", unit=unit),
            along=page.text("along"), direction=reading.direction, place=step,
        ),
        key="built",
        alt=page.text("build.curve_alt", unit=unit, largest=f"{largest:.2f}", steps=reading.steps),
        table=pd.DataFrame(
            {page.text("hold.head_letter"): list(reading.letters)}
            | {line.name: np.round(line.values, 5) for line in lines}
        ),
    )  # fmt: skip


def _slip(page: LabPage, reading: Reading, unit: int) -> None:
    """What a sigmoid around the track does, with open gates and with the model's own."""
    import pandas as pd

    palette = colours()
    st.markdown(page.text("slip.lead"))
    left, right = st.columns(2)
    left.latex(r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde C_t")
    right.latex(r"\text{✗}\quad C_t = \sigma(f_t \odot C_{t-1} + i_t \odot \tilde C_t)")
    ones, nothing = np.ones(SLIP_STEPS, np.float32), np.zeros(SLIP_STEPS, np.float32)
    lines = []
    for start in STARTS:
        for squashed in (False, True):
            name = page.text("slip.wrong" if squashed else "slip.right", start=decimal(start, 0))
            values = carried(ones, nothing, nothing, start, squashed=squashed)
            colour = palette.rival if squashed else palette.state
            lines.append(Line(name, values, colour, dashed=start < 0))
    numbers = [str(place + 1) for place in range(SLIP_STEPS)]
    chart(
        lines_figure(
            numbers, lines, palette, axis=page.text("slip.axis"), along=page.text("slip.along")
        ),
        key="slip",
        alt=page.text("slip.alt", end=f"{lines[1].values[-1]:.3f}"),
        table=pd.DataFrame({line.name: np.round(line.values, 6) for line in lines}),
    )
    st.markdown(page.text("slip.says", up=f"{lines[1].values[-1]:.4f}",
                          down=f"{lines[3].values[-1]:.4f}"))  # fmt: skip
    f, i, g = (reading.trace.tracks[name][:SLIP_STEPS, unit]
               for name in ("forget", "input", "candidate"))  # fmt: skip
    right_values, wrong_values = carried(f, i, g), carried(f, i, g, squashed=True)
    with st.expander(page.text("slip.table", unit=unit)):
        table(
            page.texts.list("slip.heads"),
            [
                (place + 1, reading.letters[place],
                 *(decimal(part[place], 3) for part in (f, i, g, right_values, wrong_values)))
                for place in range(len(f))
            ],
            caption=page.text("slip.table", unit=unit),
            numeric=frozenset({0, 2, 3, 4, 5, 6}),
        )  # fmt: skip
    st.markdown(page.text("slip.peephole"))
    st.latex(r"o_t = \sigma(W_o x_t + U_o h_{t-1} + V_o C_t + b_o)")
    st.markdown(page.text("slip.peephole_after"))
