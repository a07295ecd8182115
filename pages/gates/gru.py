"""The view "The GRU beside it": its gates over the same text, two forms, and what cells cost."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.runtime.recurrent_step import before, cell_parameters, cho_candidate
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.table import table
from core.ui.theme import colours
from pages.gates.equations import equations, tinted
from pages.gates.maps import show_maps
from pages.gates.reading import Reading, read, served
from pages.gates.step import choose_step, choose_unit, show_equations

GRU, UNIT = "cells-gru", "gru-unit"
MATCHED = ("cells-rnn", "cells-gru", "cells-lstm")


def show_gru(page: LabPage, reading: Reading) -> None:
    st.markdown(page.text("gru.lead"))
    text = reading.text
    if reading.task.language != "en" or reading.model not in {*MATCHED, "english-verse"}:
        text = page.text(f"models.{GRU}.example")
        st.caption(page.text("gru.own_text"))
    gru = reading if reading.model == GRU else read(page, GRU, text)
    if gru is None:
        st.info(page.text("gru.unreadable"))
        return
    show_maps(page, gru, "gru", UNIT)
    _step(page, gru)
    _forms(page, gru)
    _counts(page)


def _forms(page: LabPage, gru: Reading) -> None:
    """PyTorch's form beside Cho's, and how far the candidates are apart with the same weights."""
    r, z, n = (tinted("GRU", name, colours()) for name in ("reset", "update", "candidate"))
    st.markdown(f"**{page.text('gru.forms')}**")
    left, right = st.columns(2, gap="large")
    gates = [
        rf"{r} = \sigma(W_r x_t + U_r h_{{t-1}} + b_r)",
        rf"{z} = \sigma(W_z x_t + U_z h_{{t-1}} + b_z)",
    ]
    mixed = rf"h_t = (1 - {z}) \odot {n} + {z} \odot h_{{t-1}}"
    inner = {
        "torch": rf"{n} = \tanh(W_h x_t + b_h + {r} \odot (U_h h_{{t-1}} + u))",
        "cho": rf"{n} = \tanh(W_h x_t + b_h + U_h ({r} \odot h_{{t-1}}))",
    }
    for column, form in ((left, "torch"), (right, "cho")):
        with column, st.container(key=f"u-arithmetic-{form}", gap="small"):
            st.markdown(page.text(f"gru.{form}"))
            for law in (*gates, inner[form], mixed):
                st.latex(law)
    tracks, weights = gru.trace.tracks, gru.task.weights()
    other = cho_candidate(weights, gru.trace.x, before(tracks["hidden"]), tracks["reset"])
    apart = np.abs(other - tracks["candidate"])
    st.markdown(
        page.text("gru.apart", mean=f"{apart.mean():.3f}", most=f"{apart.max():.2f}",
                  steps=gru.steps, units=gru.task.shape.hidden)
    )  # fmt: skip
    st.markdown(page.text("gru.beside"))


def _step(page: LabPage, gru: Reading) -> None:
    """The four equations with the numbers of a step and a unit."""
    step, unit = choose_step(page, gru), choose_unit(page, gru, UNIT)
    st.markdown(page.text("gru.step", step=step + 1, letter=plain(gru.letters[step]), unit=unit))
    show_equations(page, "GRU", equations(gru, gru.task.weights(), step, unit, colours()))


def _counts(page: LabPage) -> None:
    """What each cell of the matched set is made of."""
    rows = []
    for name in served(MATCHED):
        shape = page.task(name).shape
        count = cell_parameters(shape.cell, shape.width, shape.hidden)
        rows.append(
            (
                page.text(f"models.{name}.name"),
                page.text(f"gru.made_of.{shape.cell}"),
                f"{shape.width} + {shape.hidden} + 1",
                shape.hidden,
                f"{count:,}",
                f"{cell_parameters(shape.cell, 64, 256):,}",
            )
        )
    st.markdown(f"**{page.text('gru.counts')}**")
    table(
        page.texts.list("gru.count_heads"),
        rows,
        caption=page.text("gru.counts"),
        numeric=frozenset({2, 3, 4, 5}),
    )
    st.caption(page.text("gru.counts_note"))
