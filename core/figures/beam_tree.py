"""A beam search as a tree that grows to the right: what was kept, what was lost, the best road.

Each depth is a column; in it, words stand in the order of their parents, so that no lines cross,
and the better above. The number under a word is the score of the road to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.figures.distribution import escaped
from core.figures.palette import Palette

ROW = 38  # px
FRAME = 60
LABEL = 0.7  # of a column is for the word; lines begin after it


@dataclass(frozen=True)
class TreeWord:
    """A node: `parent` is an index into the sequence, −1 for the text itself."""

    label: str
    parent: int
    depth: int
    score: float
    kept: bool


def beam_tree_figure(
    words: Sequence[TreeWord],
    best: Sequence[int],
    colours: Palette,
    *,
    root: str,
    labels: tuple[str, str, str],
) -> go.Figure:
    """`best` are the nodes of the best road; `labels` name best, kept and lost in the legend."""
    places = _places(words)
    road = set(best)
    figure = go.Figure()
    lost = [i for i, word in enumerate(words) if not word.kept and i not in road]
    kept = [i for i, word in enumerate(words) if word.kept and i not in road]
    groups = (
        (labels[2], colours.rival, lost, "dot", 1.2),
        (labels[1], colours.state, kept, "solid", 1.6),
        (labels[0], colours.prediction, sorted(road), "solid", 3.5),
    )
    for name, colour, mine, dash, width in groups:
        x: list[float | None] = []
        y: list[float | None] = []
        for i in mine:
            (x0, y0), (x1, y1) = places[words[i].parent], places[i]
            start = x0 + (LABEL if words[i].parent >= 0 else 0.0)
            x += [start, x1, None]
            y += [y0, y1, None]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": colour, "dash": dash, "width": width},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=[places[i][0] for i in mine],
            y=[places[i][1] for i in mine],
            mode="markers+text",
            marker={"color": colour, "size": 9 if width > 3 else 7},
            text=[
                f"{_shown(words[i].label, i in road)}<br>{_number(words[i].score)}" for i in mine
            ],
            textposition="middle right",
            textfont={"color": colours.text if name != labels[2] else colours.muted, "size": 12},
            cliponaxis=False,
            hoverinfo="skip",
            name=name,
        )
    figure.add_scatter(
        x=[0],
        y=[places[-1][1]],
        mode="markers+text",
        marker={"color": colours.input, "size": 9},
        text=[_shown(root, True)],
        textposition="middle left",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    depth = max((word.depth for word in words), default=1)
    rows = max((y for _, y in places.values()), default=0.0)
    figure.update_layout(
        height=int(FRAME + ROW * (rows + 1)),
        showlegend=True,
        xaxis={"visible": False, "range": [-0.6, depth + 0.95], "fixedrange": True},
        yaxis={"visible": False, "range": [rows + 0.6, -0.8], "fixedrange": True},
    )
    return figure


def _places(words: Sequence[TreeWord]) -> dict[int, tuple[float, float]]:
    """(x, y) of every node and, at −1, of the text."""
    places: dict[int, tuple[float, float]] = {}
    order: dict[int, float] = {-1: 0.0}
    for depth in range(1, max((word.depth for word in words), default=0) + 1):
        column = [i for i, word in enumerate(words) if word.depth == depth]
        column.sort(key=lambda i: (order[words[i].parent], -words[i].score))
        for rank, i in enumerate(column):
            order[i] = float(rank)
            places[i] = (float(depth), float(rank))
    first = [places[i][1] for i, word in enumerate(words) if word.depth == 1]
    places[-1] = (0.0, sum(first) / len(first) if first else 0.0)
    return places


def _shown(label: str, strong: bool) -> str:
    return f"<b>{escaped(label)}</b>" if strong else escaped(label)


def _number(score: float) -> str:
    return f"{score:.1f}".replace("-", "−")
