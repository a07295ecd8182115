"""Occurrences of one word on the plane of its senses, and bars of two kinds side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.palette import Palette

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class SensePlace:
    """A sense on the plane: its name, its vector's place, and places of sentences it came from."""

    label: str
    centre: Floats  # [2]
    cloud: Floats  # [n, 2]


def sense_tints(colours: Palette) -> list[str]:
    """Colours for senses, one after the other; they carry no meaning of a network's part here."""
    return [
        colours.prediction,
        colours.gradient,
        colours.state,
        colours.output_gate,
        colours.candidate,
        colours.forget,
        colours.input_gate,
        colours.attention,
    ]


def sense_plane(
    places: Sequence[SensePlace],
    names: Sequence[str],
    points: Floats,
    single: Floats | None,
    colours: Palette,
    *,
    sentence_label: str,
    single_label: str,
) -> go.Figure:
    """Clouds and centres of the senses; `points` [N, 2] are the visitor's sentences by name.

    `single` is where one vector for all meanings lies.
    """
    figure = go.Figure()
    tints = sense_tints(colours)
    for at, place in enumerate(places):
        tint = tints[at % len(tints)]
        if len(place.cloud):
            figure.add_scatter(
                x=place.cloud[:, 0],
                y=place.cloud[:, 1],
                mode="markers",
                marker={"color": tint, "size": 6, "opacity": 0.35},
                hoverinfo="skip",
                showlegend=False,
            )
        figure.add_scatter(
            x=[place.centre[0]],
            y=[place.centre[1]],
            mode="markers",
            name=place.label,
            marker={"color": tint, "size": 15, "symbol": "diamond"},
            hovertemplate=f"{place.label}<extra></extra>",
        )
    if single is not None:
        figure.add_scatter(
            x=[single[0]],
            y=[single[1]],
            mode="markers",
            name=single_label,
            marker={"color": colours.rival, "size": 15, "symbol": "x"},
            hovertemplate=f"{single_label}<extra></extra>",
        )
    if len(points):
        figure.add_scatter(
            x=points[:, 0],
            y=points[:, 1],
            mode="markers+text",
            name=sentence_label,
            text=list(names),
            textposition="top center",
            textfont={"size": 14},
            cliponaxis=False,
            marker={"color": colours.text, "size": 9},
            hovertemplate="%{text}<extra></extra>",
        )
    bare = {"showticklabels": False, "title": "", "zeroline": False}
    figure.update_layout(height=460, showlegend=True, xaxis=bare, yaxis=bare)
    return figure


def grouped_bars(
    names: Sequence[str],
    series: Sequence[tuple[str, Sequence[float], str]],
    *,
    axis: str,
    middle: float | None = None,
    line_colour: str = "",
) -> go.Figure:
    """Horizontal bars between 0 and 1: for each name one bar a series (label, values, colour).

    `middle` draws a line, such as the level of a coin.
    """
    rows = list(range(len(names)))
    figure = go.Figure()
    for label, values, tint in series:
        figure.add_bar(
            x=list(values),
            y=rows,
            orientation="h",
            name=label,
            marker={"color": tint},
            text=[f"{value:.2f}" for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate=label + ": %{x:.2f}<extra></extra>",
        )
    figure.update_layout(
        height=110 + 20 * (1 + len(series)) * max(len(rows), 1),
        barmode="group",
        bargap=0.35,
        showlegend=len(series) > 1,
        xaxis={"title": axis, "range": [0, 1.12], "fixedrange": True},
        yaxis={
            "tickvals": rows,
            "ticktext": list(names),
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
            "fixedrange": True,
        },
    )
    if middle is not None:
        figure.add_vline(x=middle, line={"dash": "dot", "width": 1, "color": line_colour})
    return figure
