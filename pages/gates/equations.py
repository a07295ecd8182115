"""The equations of a step: in LaTeX and the colours of the gates, with numbers, and as code.

The code is the source of what was run, line by line: `core.runtime.recurrent_step`.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from core.figures.gate_maps import MEANING
from core.figures.palette import Palette
from core.runtime.recurrent_step import STEPS, before, sums
from core.runtime.tasks.character_model.results import Weights
from pages.gates.reading import Reading

# Each track in the order of the computation: its LaTeX and where its line begins in the code.
WRITTEN: dict[str, dict[str, tuple[str, str]]] = {
    "SimpleRNN": {"hidden": ("h_t", "h = np.tanh")},
    "LSTM": {
        "forget": ("f_t", "f = sigmoid"),
        "input": ("i_t", "i = sigmoid"),
        "candidate": (r"\tilde C_t", "g = np.tanh"),
        "cell": ("C_t", "C = f"),
        "output": ("o_t", "o = sigmoid"),
        "hidden": ("h_t", "h = o"),
    },
    "GRU": {
        "reset": ("r_t", "r = sigmoid"),
        "update": ("z_t", "z = sigmoid"),
        "candidate": (r"\tilde h_t", "n = np.tanh"),
        "hidden": ("h_t", "h = (1"),
    },
}
INDEX = {"forget": "f", "input": "i", "candidate": "C", "output": "o", "reset": "r", "update": "z"}


@dataclass(frozen=True)
class Equation:
    """One track of a step: the law, the same with numbers, and the line that computes it."""

    track: str
    law: str
    numbers: str
    code: str


def equations(
    reading: Reading, weights: Weights, step: int, unit: int, colours: Palette
) -> list[Equation]:
    """The equations of `unit` at `step` (from 0), in the order of the computation."""
    cell, tracks = reading.cell, reading.trace.tracks
    parts = sums(weights, cell, reading.trace.x[step], before(tracks["hidden"])[step])
    now = {name: float(track[step, unit]) for name, track in tracks.items()}
    old = {name: float(before(tracks[name])[step, unit]) for name in ("cell", "hidden")
           if name in tracks}  # fmt: skip
    found = []
    for track, (_, begins) in WRITTEN[cell].items():
        name = tinted(cell, track, colours)
        if track in parts:
            wx, uh, b = (float(part[unit]) for part in parts[track])
            law, numbers = _gate(cell, track, wx, uh, b, now)
        elif track == "cell":
            law = (
                rf"{tinted(cell, 'forget', colours)} \odot C_{{t-1}} + "
                rf"{tinted(cell, 'input', colours)} \odot {tinted(cell, 'candidate', colours)}"
            )
            numbers = _sum(
                product(now["forget"], old["cell"]), product(now["input"], now["candidate"])
            )
        elif cell == "LSTM":
            law = rf"{tinted(cell, 'output', colours)} \odot \tanh {tinted(cell, 'cell', colours)}"
            numbers = rf"{number(now['output'])}\cdot \tanh({number(now['cell'])})"
        else:
            z = tinted(cell, "update", colours)
            law = rf"(1 - {z}) \odot {tinted(cell, 'candidate', colours)} + {z} \odot h_{{t-1}}"
            numbers = _sum(
                product(1 - now["update"], now["candidate"]), product(now["update"], old["hidden"])
            )
        found.append(
            Equation(
                track, f"{name} = {law}", f"= {numbers} = {number(now[track])}", _line(cell, begins)
            )
        )
    return found


def tinted(cell: str, track: str, colours: Palette) -> str:
    """The symbol of a track in its colour."""
    return rf"\textcolor{{{getattr(colours, MEANING[track])}}}{{{WRITTEN[cell][track][0]}}}"


def number(value: float) -> str:
    """Three decimals; LaTeX sets the minus."""
    text = f"{value:.3f}"
    return text if float(text) else "0.000"  # never −0.000


def product(gate: float, value: float) -> str:
    """A gate's opening times a value, with the value's sign before it."""
    sign = "-" if number(value).startswith("-") else ""
    return rf"{sign}{number(gate)}\cdot {number(abs(value))}"


def source(cell: str) -> str:
    """The whole step as it stands in the project."""
    return inspect.getsource(STEPS[cell])


def first_lines(cell: str) -> str:
    """The lines before any gate's own: the sums that all gates share."""
    wanted = [line for line in _lines(cell) if "@" in line and not line.startswith("h = ")]
    return "\n".join(wanted)


def _gate(
    cell: str, track: str, wx: float, uh: float, b: float, now: dict[str, float]
) -> tuple[str, str]:
    function = r"\tanh" if track in {"candidate", "hidden"} else r"\sigma"
    place = f"_{INDEX[track]}" if track in INDEX else ""
    if cell == "GRU" and track == "candidate":
        law = r"W_h x_t + b_h + r_t \odot (U_h h_{t-1} + u)"
        total = wx + b + now["reset"] * uh
        inner = _sum(number(wx + b), product(now["reset"], uh))
    else:
        law = rf"W{place} x_t + U{place} h_{{t-1}} + b{place}"
        total = wx + uh + b
        inner = _sum(number(wx), number(uh), number(b))
    return rf"{function}({law})", rf"{function}({inner}) = {function}({number(total)})"


def _sum(*terms: str) -> str:
    return terms[0] + "".join(f" - {t[1:]}" if t.startswith("-") else f" + {t}" for t in terms[1:])


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in source(cell).splitlines()]


def _line(cell: str, begins: str) -> str:
    line = next(line for line in _lines(cell) if line.startswith(begins))
    return line.partition("  #")[0]  # its words stand above it already
