"""A unit over a text, letter by letter, and the places where a property holds shaded behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.figures.distribution import escaped
from core.figures.mean_line import add_mean_line
from core.figures.palette import Palette

VISIBLE = {" ": "·", "\n": "↵", "\t": "⇥", "\u200c": "⍽"}
TICKS, LONGEST = 12, 12  # words written under the axis, and letters of each, at most


def activation_figure(
    letters: Sequence[str],
    values: Sequence[float],
    mean: float,
    colours: Palette,
    *,
    axis: str,
    mean_label: str,
    shaded: Sequence[float] = (),
    shaded_label: str = "",
    right_to_left: bool = False,
) -> go.Figure:
    """The unit's value after each letter; `shaded` (0…1 a letter) is drawn behind as an area.

    For a text that runs right to left, so does the axis.
    """
    places = np.arange(len(letters))
    figure = go.Figure()
    if len(shaded):
        figure.add_scatter(
            x=places,
            y=list(shaded),
            yaxis="y2",
            mode="lines",
            line={"width": 0, "shape": "hvh", "color": colours.candidate},
            fill="tozeroy",
            opacity=0.35,
            name=shaded_label,
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=places,
        y=list(values),
        mode="lines",
        line={"color": colours.state, "width": 2, "shape": "hvh"},
        name=axis,
        customdata=[VISIBLE.get(letter, escaped(letter)) for letter in letters],
        hovertemplate="%{customdata} %{y:.2f}<extra></extra>",
    )
    add_mean_line(
        figure,
        mean,
        mean_label,
        colours,
        position="bottom left" if right_to_left else "bottom right",
        width=1,
    )
    figure.update_layout(
        height=300,
        showlegend=bool(len(shaded)),
        xaxis=_along(letters, right_to_left),
        yaxis={"title": axis, "fixedrange": True, "zeroline": True},
        yaxis2={
            "overlaying": "y",
            "range": [0, 1],
            "visible": False,
            "fixedrange": True,
            "layer": "below traces",
        },
    )
    return figure


def word_starts(letters: Sequence[str], most: int = TICKS) -> list[tuple[int, str]]:
    """Where some of the words begin, evenly spread, each with its first letters."""
    starts = [
        place
        for place, letter in enumerate(letters)
        if letter.isalpha() and (place == 0 or not _in_word(letters[place - 1]))
    ]
    found: list[tuple[int, str]] = []
    gap = len(letters) / most
    for start in starts:
        if not found or start - found[-1][0] >= gap:
            end = start
            while end < len(letters) and _in_word(letters[end]) and end - start < LONGEST:
                end += 1
            found.append((start, "".join(letters[start:end])))
    return found


def _along(letters: Sequence[str], right_to_left: bool) -> dict[str, Any]:
    """The axis along a text: some of its words, in its direction."""
    ticks = word_starts(letters)
    ends = [-0.5, len(letters) - 0.5]
    return {
        "tickvals": [place for place, _ in ticks],
        "ticktext": [escaped(word) for _, word in ticks],
        "tickangle": 90 if right_to_left else -90,
        "showgrid": False,
        "fixedrange": True,
        "range": ends[::-1] if right_to_left else ends,
    }


def _in_word(letter: str) -> bool:
    return letter.isalpha() or letter in "'’\u200c"


def lost_figure(
    letters: Sequence[str],
    lost: Sequence[float],
    others: float,
    colours: Palette,
    *,
    axis: str,
    others_label: str,
    chosen: int | None = None,
    right_to_left: bool = False,
) -> go.Figure:
    """Bits that each letter costs more without a unit; dashed: the mean over other units."""
    tints = [colours.gradient] * len(lost)
    if chosen is not None and 0 <= chosen < len(lost):
        tints[chosen] = colours.prediction
    figure = go.Figure(
        go.Bar(
            x=np.arange(len(letters)),
            y=list(lost),
            width=1,
            marker={"color": tints, "line": {"width": 0}},
            customdata=[VISIBLE.get(letter, escaped(letter)) for letter in letters],
            hovertemplate="%{customdata} %{y:.2f}<extra></extra>",
        )
    )
    add_mean_line(
        figure, others, others_label, colours, position="top left" if right_to_left else "top right"
    )
    figure.update_layout(
        height=300,
        showlegend=False,
        xaxis=_along(letters, right_to_left),
        yaxis={"title": axis, "fixedrange": True},
    )
    return figure
