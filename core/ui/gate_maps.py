"""The heat maps of a recurrent cell under its letters: a Streamlit component around a canvas.

Bytes come in, colours are looked up and drawn in the browser, which also scrolls, zooms and reads
values off without asking the server. Time runs in the direction of the text. A click on a place
tells the script its step and unit.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from core.figures.gate_maps import GateMap
from core.text.letter_forms import letter_forms
from core.ui.theme import colours
from core.ui.tokens import visible

FOLDER = Path(__file__).parent
HEIGHT = 560  # px of the picture, however many tracks there are
WORDS = (
    "help", "wider", "narrower", "whole", "taller", "lower", "units_from", "png", "step", "unit",
    "rest", "several", "letters",
)  # fmt: skip


@dataclass(frozen=True)
class Picked:
    """A place that was clicked: the step, from 0, and the unit's number in the model."""

    step: int
    unit: int


@cache
def _component() -> Callable[..., Any]:
    """Registered once a process, when a page first needs it."""
    names = ("gate_maps.html", "gate_maps.css", "gate_maps_drawing.js", "gate_maps.js")
    html, css, drawing, js = ((FOLDER / name).read_text(encoding="utf-8") for name in names)
    return st.components.v2.component("unrolled.gate_maps", html=html, css=css, js=drawing + js)


def packed(head: dict[str, Any], maps: Sequence[GateMap]) -> bytes:
    """What the browser gets: the length of the head in four bytes, the head as JSON, and the
    tables and bytes of the maps one after the other, compressed."""
    described = json.dumps(head, ensure_ascii=False).encode("utf-8")
    planes = b"".join(found.table.tobytes() + found.bytes.tobytes() for found in maps)
    return struct.pack("<I", len(described)) + described + zlib.compress(planes, 1)


def gate_maps(
    maps: Sequence[GateMap],
    letters: Sequence[str],
    order: Sequence[int],
    *,
    key: str,
    alt: str,
    names: dict[str, tuple[str, str]],
    words: dict[str, str],
    direction: str = "ltr",
    chosen: int | None = None,
    file: str = "gates",
    on_pick: Callable[[Picked], None] = lambda picked: None,
) -> None:
    """Show `maps`, each uint8 [H, T], under `letters` (T of them), as labelled by the model.

    `order` is the unit in each row. `names` has a symbol and a name for each track; `words` has the
    texts `WORDS`; `chosen` is a step to mark; `direction` is "ltr" or "rtl".
    """
    palette = colours()
    shown = [visible(letter) for letter in letters]
    head = {
        "steps": len(letters),
        "units": len(order),
        "order": [int(unit) for unit in order],
        "letters": list(letter_forms(shown)),
        "text": shown,
        "direction": direction,
        "chosen": chosen,
        "height": HEIGHT,
        "alt": alt,
        "file": file,
        "words": {name: words[name] for name in WORDS},
        "palette": {
            name: getattr(palette, name)
            for name in ("text", "muted", "grid", "background", "surface", "prediction", "input")
        },
        "tracks": [
            {
                "name": found.track,
                "symbol": names[found.track][0],
                "title": names[found.track][1],
                "colour": found.colour,
                "low": found.low,
                "high": found.high,
                "rooted": found.rooted,
            }
            for found in maps
        ],
    }

    def picked() -> None:
        place = getattr(st.session_state[key], "pick", None)
        step, unit = _place(place, len(letters), len(order))
        if step is not None and unit is not None:
            on_pick(Picked(step, unit))

    _component()(key=key, data=packed(head, maps), on_pick_change=picked)


def _place(place: object, steps: int, units: int) -> tuple[int | None, int | None]:
    """A clicked place if it is one of this figure: what a browser sends is not to be trusted."""
    if not isinstance(place, dict):
        return None, None
    step, unit = place.get("step"), place.get("unit")
    if not isinstance(step, int) or not isinstance(unit, int):
        return None, None
    return (step, unit) if 0 <= step < steps and 0 <= unit < units else (None, None)
