"""Thousands of words on one plane or in one space, and pairs of words picked out of it.

Drawn with WebGL, so that ten thousand points stay smooth. Only picked words carry names; the names
of all others come on touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.palette import Palette

HEIGHT = 560
# Names of close points take turns, so that fewer of them lie upon each other.
SIDES = ("top center", "bottom center", "middle right", "middle left")
DIGITS = 4  # of a coordinate between −1 and 1: a ten-thousandth of the picture

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Cloud:
    """Points to draw: names, places [n, 2 or 3], and a number each for the colour, or none."""

    words: Sequence[str]
    at: Floats
    values: Floats | None = None
    value_name: str = ""


def word_map(
    cloud: Cloud,
    colours: Palette,
    *,
    picked: Sequence[int] = (),
    centre: int | None = None,
    marked: Sequence[int] = (),
    marked_name: str = "",
    axes: tuple[str, str] = ("", ""),
) -> go.Figure:
    """The cloud in grey or by value, `marked` places in one colour, `picked` ones with names.

    `centre` is the word that `picked` belongs to, drawn larger. Places are indices into the cloud.
    """
    deep = cloud.at.shape[1] == 3
    figure = go.Figure()
    tint: dict[str, object] = {"color": colours.rival, "opacity": 0.55}
    if cloud.values is not None:
        tint = {
            "color": np.asarray(cloud.values, dtype=np.float32).round(2),
            "colorscale": [list(stop) for stop in colours.sequential],
            "colorbar": {"title": {"text": cloud.value_name, "side": "right"}, "thickness": 10},
            "opacity": 0.8,
        }
    size = 2.5 if deep else 5
    _points(figure, cloud, range(len(cloud.words)), {**tint, "size": size})
    if marked:
        mark = {"color": colours.attention, "size": size + 1, "opacity": 0.9}
        _points(figure, cloud, marked, mark, name=marked_name)
    others = [place for place in picked if place != centre]
    if others:
        _points(figure, cloud, others, {"color": colours.prediction, "size": size + 3}, names=True)
    if centre is not None:
        _points(figure, cloud, [centre], {"color": colours.input, "size": size + 6}, names=True)
    _layout(figure, colours, deep, axes)
    return figure


def pair_in_cloud(
    cloud: Cloud, pair: tuple[int, int], colours: Palette, *, title: str
) -> go.Figure:
    """The cloud in grey with two named words and the line between them."""
    figure = word_map(cloud, colours, picked=pair)
    ends = cloud.at[list(pair)]
    figure.add_scatter(
        x=ends[:, 0],
        y=ends[:, 1],
        mode="lines",
        line={"color": colours.prediction, "width": 2},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(height=360, title={"text": title, "font": {"size": 14}}, margin={"t": 48})
    return figure


def _points(
    figure: go.Figure,
    cloud: Cloud,
    places: Sequence[int] | range,
    marker: Mapping[str, object],
    *,
    names: bool = False,
    name: str = "",
) -> None:
    at = np.round(cloud.at[list(places)].astype(np.float32), DIGITS)
    words = [cloud.words[place] for place in places]
    deep = at.shape[1] == 3
    kind = go.Scatter3d if deep else (go.Scatter if names else go.Scattergl)
    more = {"z": at[:, 2]} if deep else {}
    figure.add_trace(
        kind(
            x=at[:, 0],
            y=at[:, 1],
            **more,
            mode="markers+text" if names else "markers",
            text=words,
            textposition=[SIDES[at % len(SIDES)] for at in range(len(words))] if names else None,
            hovertemplate="%{text}<extra></extra>",
            marker=marker,
            name=name,
            showlegend=bool(name),
        )
    )


def _layout(figure: go.Figure, colours: Palette, deep: bool, axes: tuple[str, str]) -> None:
    bare = {"showticklabels": False, "title": ""}
    if deep:
        wall = {**bare, "backgroundcolor": colours.surface, "gridcolor": colours.grid}
        figure.update_layout(
            height=HEIGHT,
            dragmode="orbit",
            scene={"xaxis": wall, "yaxis": wall, "zaxis": wall, "aspectmode": "data"},
            margin={"l": 0, "r": 0, "t": 8, "b": 8},
        )
        return
    named = any(axes)
    figure.update_layout(
        height=HEIGHT,
        xaxis={"title": axes[0]} if named else bare,
        yaxis={"title": axes[1]} if named else bare,
        margin={"l": 8, "r": 8, "t": 16, "b": 8},
    )
