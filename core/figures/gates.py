"""What a gate does, as curves over the letters of a text: how far a prediction moves, how a value
is carried.

Time runs in the direction of the text: for Persian the axis goes from right to left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.distribution import escaped
from core.figures.mean_line import add_mean_line
from core.figures.palette import Palette

LETTERS_AT_MOST = 32  # written at the axis one by one, also on a phone; of a longer text its words
WORDS_AT_LEAST, WORDS_AT_MOST = 4, 36  # else steps are numbered
SPACES = "·↵⇥"  # as `core.ui.tokens.visible` writes them

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Line:
    """One curve over the steps: what it is called, its colour, whether it is the one that fails."""

    name: str
    values: Floats
    colour: str
    dashed: bool = False


def decimal(value: float, digits: int = 2) -> str:
    """A number as a person reads it: with a real minus, and never as a negative zero."""
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) else text


def moved_figure(
    letters: Sequence[str],
    bits: Floats,
    colours: Palette,
    *,
    axis: str,
    along: str,
    mean_label: str,
    place: int,
    direction: str = "ltr",
) -> go.Figure:
    """How far the prediction after each letter moved, in bits; a mark at the step `place`."""
    steps = np.arange(1, len(bits) + 1)
    figure = go.Figure(
        go.Scatter(
            x=steps,
            y=np.round(bits, 4),
            mode="lines",
            fill="tozeroy",
            line={"color": colours.prediction, "width": 1.5, "shape": "hvh"},
            customdata=[escaped(letter) for letter in letters],
            hovertemplate="%{x} %{customdata}: %{y:.2f}<extra></extra>",
        )
    )
    figure.add_scatter(
        x=[place + 1],
        y=[bits[place]],
        mode="markers+text",
        marker={"color": colours.text, "size": 9},
        text=[f"<b>{bits[place]:.2f}</b>"],
        textposition="top center",
        textfont={"color": colours.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    mean = float(np.mean(bits))
    add_mean_line(
        figure,
        mean,
        mean_label,
        colours,
        position="top left" if direction == "rtl" else "top right",
    )
    top = max(float(np.max(bits)) * 1.15, 0.1)
    figure.update_yaxes(title=axis, range=[0, top], fixedrange=True)
    _over_letters(figure, letters, along, direction)
    figure.update_layout(showlegend=False, height=260)
    return figure


def lines_figure(
    letters: Sequence[str],
    lines: Sequence[Line],
    colours: Palette,
    *,
    axis: str,
    along: str,
    direction: str = "ltr",
    place: int | None = None,
    height: int = 280,
) -> go.Figure:
    """Curves of one unit over the steps, named at their ends; `place` is a step to mark."""
    figure = go.Figure()
    steps = np.arange(1, len(letters) + 1)
    for line in lines:
        figure.add_scatter(
            name=line.name,
            x=steps,
            y=np.round(line.values, 4),
            mode="lines",
            line={
                "color": line.colour,
                "width": 2.2,
                "dash": "dot" if line.dashed else "solid",
            },
            customdata=[escaped(letter) for letter in letters],
            hovertemplate="%{x} %{customdata}: %{y:.2f}<extra>" + escaped(line.name) + "</extra>",
        )
    figure.add_hline(y=0, line={"color": colours.grid, "width": 1})
    if place is not None:
        figure.add_vline(x=place + 1, line={"color": colours.prediction, "width": 1.5})
    figure.update_yaxes(title=axis, fixedrange=True)
    _over_letters(figure, letters, along, direction)
    figure.update_layout(showlegend=True, height=height, hovermode="closest")
    return figure


def _over_letters(figure: go.Figure, letters: Sequence[str], along: str, direction: str) -> None:
    count = len(letters)
    ends = [count + 0.5, 0.5] if direction == "rtl" else [0.5, count + 0.5]
    axis = {"title": along, "range": ends, "fixedrange": True, "showgrid": False}
    words = _words(letters)
    if count <= LETTERS_AT_MOST:
        axis |= {
            "tickvals": list(range(1, count + 1)),
            "ticktext": [escaped(letter) for letter in letters],
            "tickangle": 0,
        }
    elif WORDS_AT_LEAST <= len(words) <= WORDS_AT_MOST:
        axis |= {
            "tickvals": [place for place, _ in words],
            "ticktext": [escaped(word) for _, word in words],
            "tickangle": -90,
        }
    figure.update_xaxes(**axis)
    if direction == "rtl":
        figure.update_yaxes(side="right")


def _words(letters: Sequence[str]) -> list[tuple[int, str]]:
    """Each word with the step of its first letter, from 1."""
    words: list[tuple[int, str]] = []
    inside = False
    for place, letter in enumerate(letters, start=1):
        if letter in SPACES:
            inside = False
        elif inside:
            words[-1] = (words[-1][0], words[-1][1] + letter)
        else:
            words.append((place, letter))
            inside = True
    return [(place, word.replace("⍽", "\u200c")[:14]) for place, word in words]
