"""The one palette: a colour is a meaning, the same in every lab, equation and chart.

Two variants, for a light and a dark background. Each colour has a contrast of at least 3:1 with
its background, and any two meanings stay apart for normal sight and under Machado's protan, deutan
and tritan simulations; `tests/figures/test_palette.py` measures both. Not a place for layout: see
`core.figures.theme`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Mode = Literal["light", "dark"]
Scale = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Palette:
    """Hex colours by meaning, plus the greys and the two colour scales of one mode."""

    # parts of a network
    input: str
    state: str
    forget: str  # also the GRU's update gate: what is kept of the old state
    input_gate: str
    candidate: str
    output_gate: str
    attention: str
    prediction: str
    gradient: str
    # families of models
    simple_rnn: str
    lstm: str
    gru: str
    transformer: str
    rival: str
    # everything that carries no meaning of its own
    background: str
    surface: str
    text: str
    muted: str
    grid: str
    # magnitudes from the background upwards; signed values around zero
    sequential: Scale
    diverging: Scale

    @property
    def update(self) -> str:
        """The GRU's update gate does the forget gate's work and wears its colour."""
        return self.forget

    def meanings(self) -> dict[str, str]:
        """The colours of the parts of a network, by name."""
        return {name: getattr(self, name) for name in MEANINGS}

    def families(self) -> dict[str, str]:
        """The colours of the model families, by name."""
        return {name: getattr(self, name) for name in FAMILIES}

    def along(self, value: float, *, signed: bool = False) -> str:
        """The colour at `value` of the sequential scale (0…1) or the diverging one (−1…1)."""
        scale = self.diverging if signed else self.sequential
        place = (value + 1) / 2 if signed else value
        place = min(1.0, max(0.0, place))
        for (low, start), (high, end) in pairwise(scale):
            if place <= high:
                return _mix(start, end, (place - low) / (high - low))
        return scale[-1][1]


MEANINGS = (
    "input",
    "state",
    "forget",
    "input_gate",
    "candidate",
    "output_gate",
    "attention",
    "prediction",
    "gradient",
)
FAMILIES = ("simple_rnn", "lstm", "gru", "transformer", "rival")

LIGHT = Palette(
    input="#1a3da9",
    state="#1c9f96",
    forget="#993e3b",
    input_gate="#003a00",
    candidate="#af8b36",
    output_gate="#7f60c0",
    attention="#915384",
    prediction="#5f61f8",
    gradient="#bf4d16",
    simple_rnn="#c96a24",
    lstm="#1f4ed8",
    gru="#00542a",
    transformer="#702a80",
    rival="#8a9099",
    background="#ffffff",
    surface="#f5f6f8",
    text="#1d2430",
    muted="#5b6472",
    grid="#e3e6eb",
    sequential=((0.0, "#f3f6fb"), (0.35, "#a9c3ea"), (0.7, "#3f74c4"), (1.0, "#0f2f6e")),
    diverging=(
        (0.0, "#a8480c"),
        (0.25, "#e39b5f"),
        (0.5, "#f4f4f4"),
        (0.75, "#6f9fdc"),
        (1.0, "#153f92"),
    ),
)

DARK = Palette(
    input="#57bbf0",
    state="#73f5fb",
    forget="#da857f",
    input_gate="#2d7d16",
    candidate="#f7e052",
    output_gate="#9e5bba",
    attention="#d83579",
    prediction="#497cff",
    gradient="#f9b181",
    simple_rnn="#c9622e",
    lstm="#4678e6",
    gru="#90faa9",
    transformer="#e3b0f5",
    rival="#9aa1ab",
    background="#14171c",
    surface="#20252d",
    text="#e6e9ee",
    muted="#a3acb9",
    grid="#323944",
    sequential=((0.0, "#1b2028"), (0.35, "#284a80"), (0.7, "#5e97e6"), (1.0, "#dcebff")),
    diverging=(
        (0.0, "#ffb877"),
        (0.25, "#b0602a"),
        (0.5, "#22272f"),
        (0.75, "#3f73c0"),
        (1.0, "#a9cdff"),
    ),
)


def palette(mode: str | None) -> Palette:
    """The palette of `"dark"`, or else the light one."""
    return DARK if mode == "dark" else LIGHT


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on `colour` (hex)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # at this luminance the contrast with black and with white is the same
    return "#000000" if luminance > 0.179 else "#ffffff"


def _mix(start: str, end: str, share: float) -> str:
    def channel(place: int) -> int:
        low, high = int(start[place : place + 2], 16), int(end[place : place + 2], 16)
        return round(low + (high - low) * share)

    return "#" + "".join(f"{channel(place):02x}" for place in (1, 3, 5))
