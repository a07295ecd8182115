"""A text read by the canonical graph: states, predictions and costs of the letters shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runtime.tasks.character_model import CharacterModel, Hold
from core.ui.models import fingerprint
from pages.cells.chosen import Chosen, Excerpt, property_of

KEPT = 24  # readings: about 3 MB each
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """Row t stands for the t-th id that is shown.

    `bits` is −log₂ p of the id given all before it, 0 for the very first of a text. `before` is the
    distribution that it was drawn from (log p), `states` the tracks after it.
    """

    ids: tuple[int, ...]
    letters: tuple[str, ...]
    states: dict[str, Floats]  # each [T, H]
    before: Floats  # [T, V]
    bits: Floats  # [T]


def read(chosen: Chosen, hold: Hold | None = None) -> Reading:
    """The chosen excerpt, everything as trained or with one track of some units held."""
    return reading_of(chosen.task, chosen.excerpt, chosen.units.tracks, hold)


def reading_of(
    task: CharacterModel, excerpt: Excerpt, tracks: tuple[str, ...], hold: Hold | None = None
) -> Reading:
    return _read(task, fingerprint(task.artifact), excerpt.lead, excerpt.text, tracks, hold)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _read(
    _task: CharacterModel,
    model: str,
    lead: str,
    text: str,
    tracks: tuple[str, ...],
    hold: Hold | None,
) -> Reading:
    del model  # part of the key
    whole = lead + text
    trace = _task.trace(whole, holds=(hold,) if hold else (), most=max(1, len(whole)))
    count = len(trace.ids)
    # only the last thousand ids are traced, and the lead is what gives way
    first = max(0, count - len(_task.vocabulary.encode(text)))
    ids = np.array(trace.ids[first:], np.int64)
    # what may follow id t − 1 stands in row t − 1; before the first id there is no row
    rows = np.arange(first, count) - 1
    before = trace.log_probs[np.maximum(rows, 0)]
    bits = -before[np.arange(len(ids)), ids] / np.log(2)
    return Reading(
        ids=trace.ids[first:],
        letters=trace.labels[first:],
        # the states of a held unit are of no interest; those of all others are many
        states={} if hold else {name: trace.tracks[name][first:].copy() for name in tracks},
        before=before,
        bits=np.where(rows >= 0, bits, 0).astype(np.float32),
    )


def labels_of(chosen: Chosen, name: str, reading: Reading) -> Floats:
    """The property at each id that is shown: float [T]."""
    excerpt = chosen.excerpt
    if excerpt.start is None:
        values = property_of(excerpt.text, name)
    else:
        whole = property_of(chosen.held_out, name)
        values = whole[excerpt.start : excerpt.start + len(excerpt.text)]
    counts = [len(chosen.task.vocabulary.encode(letter)) for letter in excerpt.text]
    return np.repeat(values, counts)[-len(reading.ids) :]
