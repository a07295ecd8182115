"""Predict and check: which gate is closed, and what a closed gate does to the prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.figures.gates import decimal
from core.runtime.recurrent_step import before, kl_bits
from core.runtime.tasks.character_model.results import Hold, Trace
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.turns import next_turn, turn
from pages.gates.reading import FIRST, Reading, read

ASKED = ("forget", "input", "output")
BANDS = (0.1, 1.0, 3.0)  # bits between the answers


@dataclass(frozen=True)
class Question:
    """What is asked, the answers to choose from, the right one, and what is said afterwards."""

    text: str
    answers: tuple[str, ...]
    right: str
    because: str


def closed_at(trace: Trace, gate: str) -> tuple[int, int]:
    """The step and unit where `gate` is most clearly the only closed one, and it matters.

    It matters where much was carried (forget, output) or a strong candidate came (input).
    """
    tracks = trace.tracks
    others = np.minimum.reduce([tracks[name] for name in ASKED if name != gate])
    matters = {
        "forget": np.abs(before(tracks["cell"])),
        "input": np.abs(tracks["candidate"]),
        "output": np.abs(tracks["cell"]),
    }[gate]
    score = (others - tracks[gate]) * np.minimum(matters, 1.0)
    score[0] = -np.inf if len(score) > 1 else score[0]  # nothing is carried yet
    step, unit = np.unravel_index(int(np.argmax(score)), score.shape)
    return int(step), int(unit)


def show_guess(page: LabPage) -> None:
    asked = turn(page.lab.address)
    lines = page.texts.list("predict.lines")
    reading = read(page, FIRST, lines[asked % len(lines)])
    if reading is None:
        return
    question = (_which_gate, _how_far, _which_more)[asked % 3](page, reading, asked // 3)
    st.markdown(f"**{question.text}**")
    with st.form(f"gates-guess-{asked}", border=False):
        mine = st.radio(
            question.text, question.answers, index=None, label_visibility="collapsed",
            key=f"gates-mine-{asked}",
        )  # fmt: skip
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is None:
        st.caption(page.text("predict.none"))
    elif checked:
        right = mine == question.right
        tally = st.session_state.setdefault("gates-tally", {})
        tally.setdefault(asked, right)
        key = "predict.right" if right else "predict.wrong"
        said = page.text(key, answer=question.right, because=question.because)
        (st.success if right else st.info)(said, icon=":material/lock_open:")
        st.caption(page.text("predict.tally", right=sum(tally.values()), asked=len(tally)))
    next_turn(page.lab.address, page.text("predict.another"))


def _which_gate(page: LabPage, reading: Reading, turns: int) -> Question:
    gate = ASKED[turns % len(ASKED)]
    step, unit = closed_at(reading.trace, gate)
    tracks = reading.trace.tracks
    values = {name: decimal(tracks[name][step, unit]) for name in tracks}
    values["before"] = decimal(before(tracks["cell"])[step, unit])
    names = {name: page.text(f"tracks.LSTM.{name}.name") for name in ASKED}
    text = page.text(
        "predict.gate",
        unit=unit,
        text=plain("".join(reading.letters[max(0, step - 23) : step + 1])),
        before=values["before"],
        candidate=values["candidate"],
        cell=values["cell"],
        hidden=values["hidden"],
    )
    return Question(text, tuple(names.values()), names[gate], page.text("predict.gates", **values))


def _how_far(page: LabPage, reading: Reading, turns: int) -> Question:
    gate, value = (("forget", 0.0), ("forget", 1.0), ("output", 1.0))[turns % 3]
    bits = _moved(reading, gate, value)
    answers = page.texts.list("predict.bands")
    band = int(np.searchsorted(BANDS, bits[-1], side="right"))
    text = page.text(
        "predict.far", name=page.text(f"tracks.LSTM.{gate}.name"), value=f"{value:g}",
        text=plain("".join(reading.letters)),
    )  # fmt: skip
    because = page.text("predict.far_because", end=f"{bits[-1]:.2f}", mean=f"{bits.mean():.2f}")
    return Question(text, answers, answers[band], because)


def _which_more(page: LabPage, reading: Reading, turns: int) -> Question:
    """Closed input gates and closed output gates: from a zero state, the same."""
    pair = (("input", "output"), ("forget", "output"), ("forget", "input"))[turns % 3]
    means = [float(_moved(reading, gate, 0.0).mean()) for gate in pair]
    names = [page.text(f"tracks.LSTM.{gate}.name") for gate in pair]
    same = page.text("predict.same")
    right = same if abs(means[0] - means[1]) < 1e-4 else names[int(np.argmax(means))]
    text = page.text("predict.more", first=names[0], second=names[1])
    because = page.text(
        "predict.more_same" if right == same else "predict.more_because",
        first=names[0], first_bits=f"{means[0]:.2f}",
        second=names[1], second_bits=f"{means[1]:.2f}",
    )  # fmt: skip
    return Question(text, (*names, same), right, because)


def _moved(reading: Reading, gate: str, value: float) -> np.ndarray:
    held = reading.held((Hold(gate, value),))
    return np.asarray(kl_bits(reading.trace.log_probs, held.log_probs))
