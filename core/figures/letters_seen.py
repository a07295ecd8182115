"""Accuracy of the next letter by how much was read before it: a line for each kind of cell.

Madsen, "Visualizing memorization in RNNs" (Distill, 2019), asks how a prediction improves with the
letters of a word already seen. The bands are Wilson's interval of a share at 95 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import plotly.graph_objects as go

from core.figures.palette import Palette

Z = 1.96  # 95 % of a normal distribution


@dataclass(frozen=True)
class SeenCurve:
    """For each place on the x axis: the share of right letters, and of how many it is."""

    name: str
    accuracy: Sequence[float]
    count: Sequence[int]


def letters_seen_figure(
    places: Sequence[str],
    curves: Mapping[str, SeenCurve],
    colours: Palette,
    *,
    axes: tuple[str, str],
) -> go.Figure:
    """`curves` by family (`simple_rnn`, `gru`, `lstm`, as the palette names them; others are
    muted); `places` label the x axis, such as "0", "1", …, "10+". The y axis begins where the
    data do, as the lines lie close together."""
    figure = go.Figure()
    across = list(range(len(places)))
    families = colours.families()
    for family, curve in curves.items():
        colour = families.get(family, colours.muted)
        known = [place for place in across if curve.count[place] > 0]
        bands = [wilson(curve.accuracy[place], curve.count[place]) for place in known]
        figure.add_scatter(
            x=[*known, *known[::-1]],
            y=[high for _, high in bands] + [low for low, _ in bands[::-1]],
            fill="toself",
            fillcolor=_pale(colour),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            name=curve.name,
            x=known,
            y=[curve.accuracy[place] for place in known],
            mode="lines+markers",
            line={"color": colour, "width": 2.5},
            marker={"size": 6},
            hovertemplate=f"{curve.name}: %{{y:.1%}}<extra></extra>",
        )
    figure.update_layout(
        showlegend=True,
        xaxis={
            "title": axes[0],
            "tickvals": across,
            "ticktext": list(places),
            "fixedrange": True,
        },
        yaxis={"title": axes[1], "tickformat": ".0%", "fixedrange": True},
    )
    return figure


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in `count` independent cases (Wilson 1927)."""
    if count <= 0:
        return 0.0, 1.0
    middle = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z / (1 + Z * Z / count) * sqrt(share * (1 - share) / count + (Z / (2 * count)) ** 2)
    return max(0.0, middle - half), min(1.0, middle + half)


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"
