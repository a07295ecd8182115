"""Heat maps of every unit at every step, as bytes: which colours, which rows first.

What this is: pure functions from tracks to what is drawn; `core.ui.gate_maps` draws it. Values are
sent as a byte each: 6 tracks × 256 units × 1,000 letters are 1.5 MB so, and 15 MB as JSON numbers.

Legend: T steps, H units.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from core.figures.palette import Palette

Floats = NDArray[np.float32]
LEVELS = 254  # the largest byte; even, so that zero of a signed track has a byte of its own
FULL_AT = 99.5  # percentile of |value| that gets the full colour; what is beyond gets no more

# A track's colour by its meaning. The reset gate wears the output gate's: both decide how much of
# the memory the next computation gets to see.
MEANING = {
    "forget": "forget",
    "update": "update",
    "input": "input_gate",
    "reset": "output_gate",
    "candidate": "candidate",
    "output": "output_gate",
    "cell": "state",
    "hidden": "state",
}
ITERATIONS = 30
SAMPLE = 20_000  # values that the percentile is taken of
GATE_TRACKS = frozenset({"forget", "update", "input", "reset", "output"})
ORDERS = ("kept", "active", "alike", "stored")


@dataclass(frozen=True)
class GateMap:
    """One track as bytes uint8 [H, T]: value = low + byte · (high − low) / 254; or, with `rooted`,
    high · c · |c| with c = byte / 127 − 1, since carried values reach far and mostly are small."""

    track: str
    colour: str
    low: float
    high: float
    rooted: bool
    bytes: NDArray[np.uint8]
    table: NDArray[np.uint8]  # [256, 3]: the colour of each byte


def gate_map(track: str, values: Floats, order: NDArray[np.intp], colours: Palette) -> GateMap:
    """`values` float [T, H] with the units in `order` from top to bottom."""
    rows = np.ascontiguousarray(values.T)[order]
    colour = str(getattr(colours, MEANING[track]))
    if track in GATE_TRACKS:
        codes = np.rint(np.clip(rows, 0, 1) * LEVELS).astype(np.uint8)
        return GateMap(track, colour, 0.0, 1.0, False, codes, _gate_table(colour, colours))
    size = np.abs(rows)
    largest = float(size.max(initial=0.0))
    span = max(1.0, float(ceil(largest * 10)) / 10) if track == "cell" else 1.0
    sample = size.ravel()[:: max(1, size.size // SAMPLE)]
    full = float(np.percentile(sample, FULL_AT)) if sample.size else span
    rooted = track == "cell"
    scaled = np.sign(rows) * np.sqrt(size / span) if rooted else rows / span
    codes = np.rint((scaled + 1) * (LEVELS / 2)).astype(np.uint8)
    table = _signed_table(colours, full / span or 1.0, rooted)
    return GateMap(track, colour, -span, span, rooted, codes, table)


def values_of(found: GateMap) -> NDArray[np.float64]:
    """What the bytes say, float [H, T]; exact to half a step of a byte."""
    places = found.bytes.astype(np.float64) / (LEVELS / 2) - 1
    if found.rooted:
        return found.high * places * np.abs(places)
    return found.low + (places + 1) / 2 * (found.high - found.low)


def unit_order(tracks: dict[str, Floats], way: str) -> NDArray[np.intp]:
    """The units from top to bottom, int [H].

    "kept": by the mean of the forget (or update) gate, the longest memory on top, where there is
    one; "active": by the mean of |h|; "alike": units that move together side by side, by the angle
    of their first two principal components; "stored": as they lie in the model.
    """
    hidden = tracks["hidden"]
    if way == "stored" or not len(hidden):
        return np.arange(hidden.shape[1])
    if way == "alike":
        return _alike(hidden)
    gate = tracks.get("forget", tracks.get("update"))
    if way == "kept" and gate is not None:
        return np.argsort(-gate.mean(axis=0), kind="stable")
    return np.argsort(-np.abs(hidden).mean(axis=0), kind="stable")


def _alike(hidden: Floats) -> NDArray[np.intp]:
    """By angle in the plane of the two leading eigenvectors of the correlations (Friendly 2002)."""
    centred = hidden - hidden.mean(axis=0)
    length = np.linalg.norm(centred, axis=0)
    scaled = centred / np.where(length == 0, 1, length)
    # Subspace iteration: two vectors of many are wanted, and a full eigh of 640 units is slow.
    plane = np.random.default_rng(0).normal(size=(scaled.shape[1], 2))
    for _ in range(ITERATIONS):
        plane, _ = np.linalg.qr(scaled.T @ (scaled @ plane))
    second = plane[:, -1] if plane.shape[1] > 1 else np.zeros(len(plane))
    angle = np.arctan2(second, plane[:, 0])
    order = np.argsort(angle, kind="stable")
    widest = int(np.argmax(np.diff(angle[order], append=angle.min() + 2 * np.pi)))
    return np.roll(order, -(widest + 1))  # begin after the widest gap of the circle


def _gate_table(colour: str, colours: Palette) -> NDArray[np.uint8]:
    """From the surface's grey at 0 to the gate's own colour at 1."""
    share = np.linspace(0, 1, LEVELS + 1)[:, None]
    mixed = _rgb(colours.surface) * (1 - share) + _rgb(colour) * share
    return _padded(mixed)


def _signed_table(colours: Palette, full: float, rooted: bool) -> NDArray[np.uint8]:
    places = np.linspace(-1, 1, LEVELS + 1)
    places = (places * np.abs(places) if rooted else places) / max(full, 1e-6)
    return _padded(np.array([_rgb(colours.along(p, signed=True)) for p in np.clip(places, -1, 1)]))


def _padded(rows: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.rint(np.concatenate([rows, rows[-1:]])).astype(np.uint8)


def _rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], np.float64)
