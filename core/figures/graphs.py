"""A small graph with a walk through it, and planes on which the nodes of a graph were placed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.palette import Palette
from core.figures.senses import sense_tints

Floats = NDArray[np.floating]
Integers = NDArray[np.integer]

STEP_MS = 450  # of a walk that plays
SMALL = 100  # nodes up to which each carries its number
_BARE = {"showticklabels": False, "title": "", "zeroline": False, "showgrid": False}


def graph_walk(
    layout: Floats,
    edges: Integers,
    classes: Integers,
    class_names: Sequence[str],
    walk: Sequence[int],
    colours: Palette,
    *,
    play: str,
) -> go.Figure:
    """The graph drawn at `layout` [N, 2], with the walk on it; the button `play` replays it.

    The whole walk is there before anything moves, so that nothing is lost where nobody plays it.
    """
    figure = go.Figure()
    figure.add_trace(_lines(layout, edges, colours))
    for trace in _nodes(layout, classes, class_names, colours):
        figure.add_trace(trace)
    figure.add_trace(_walked(layout, walk, colours))
    figure.add_trace(_here(layout, walk[-1], colours))
    last = len(figure.data) - 1
    figure.frames = [
        go.Frame(
            data=[_walked(layout, walk[: at + 1], colours), _here(layout, walk[at], colours)],
            traces=[last - 1, last],
            name=str(at),
        )
        for at in range(len(walk))
    ]
    figure.update_layout(
        height=470,
        showlegend=True,
        xaxis=_BARE,
        yaxis=_BARE,
        updatemenus=[
            {
                "type": "buttons",
                "showactive": False,
                "x": 1,
                "xanchor": "right",
                "y": 1.02,
                "yanchor": "bottom",
                "bgcolor": colours.surface,
                "bordercolor": colours.grid,
                "font": {"color": colours.text},
                "buttons": [
                    {
                        "label": play,
                        "method": "animate",
                        "args": [
                            None,
                            {
                                "frame": {"duration": STEP_MS, "redraw": False},
                                "transition": {"duration": 0},
                                "fromcurrent": False,
                                "mode": "immediate",
                            },
                        ],
                    }
                ],
            }
        ],
    )
    return figure


def node_plane(
    at: Floats,
    classes: Integers,
    class_names: Sequence[str],
    colours: Palette,
    *,
    picked: int | None = None,
    title: str = "",
    height: int = 420,
) -> go.Figure:
    """Nodes at `at` [N, 2] by class; a small graph's nodes carry their numbers."""
    figure = go.Figure(list(_nodes(at, classes, class_names, colours)))
    if picked is not None:
        figure.add_trace(_here(at, picked, colours))
    figure.update_layout(
        height=height,
        showlegend=True,
        xaxis={**_BARE, "showgrid": True},
        yaxis={**_BARE, "showgrid": True},
        title={"text": title, "font": {"size": 14}} if title else None,
        margin={"t": 64 if title else 40, "l": 8, "r": 8, "b": 8},
    )
    return figure


def _nodes(
    at: Floats, classes: Integers, class_names: Sequence[str], colours: Palette
) -> list[go.Scatter | go.Scattergl]:
    tints = sense_tints(colours)
    small = len(at) <= SMALL
    kind = go.Scatter if small else go.Scattergl
    traces = []
    for number, name in enumerate(class_names):
        inside = np.flatnonzero(classes == number)
        places = np.round(at[inside].astype(np.float32), 4)
        traces.append(
            kind(
                x=places[:, 0],
                y=places[:, 1],
                mode="markers+text" if small else "markers",
                name=name,
                text=[str(node + 1) for node in inside],
                textposition="middle center",
                textfont={"size": 9, "color": colours.background},
                marker={
                    "size": 17 if small else 4,
                    "color": tints[number % len(tints)],
                    "opacity": 1.0 if small else 0.7,
                },
                hovertemplate="%{text}: " + name + "<extra></extra>",
            )
        )
    return traces


def _lines(layout: Floats, edges: Integers, colours: Palette) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for a, b in edges.tolist():
        x += [float(layout[a, 0]), float(layout[b, 0]), None]
        y += [float(layout[a, 1]), float(layout[b, 1]), None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colours.grid, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )


def _walked(layout: Floats, walk: Sequence[int], colours: Palette) -> go.Scatter:
    path = layout[list(walk)]
    return go.Scatter(
        x=path[:, 0],
        y=path[:, 1],
        mode="lines",
        line={"color": colours.state, "width": 3},
        hoverinfo="skip",
        showlegend=False,
    )


def _here(at: Floats, node: int, colours: Palette) -> go.Scatter:
    return go.Scatter(
        x=[float(at[node, 0])],
        y=[float(at[node, 1])],
        mode="markers",
        marker={
            "size": 24,
            "color": "rgba(0,0,0,0)",
            "line": {"color": colours.text, "width": 2},
        },
        hoverinfo="skip",
        showlegend=False,
    )
