"""How many brackets a growing text opened, and how many of them it closed in the right order."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.palette import Palette


def growth_figure(
    places: Sequence[int],
    opened: Sequence[int],
    right: Sequence[int],
    colours: Palette,
    *,
    labels: tuple[str, str],
    axes: tuple[str, str],
) -> go.Figure:
    """Two stairs over the characters; what lies between them is open, or lost for good."""
    figure = go.Figure()
    looks = ((opened, labels[0], colours.muted), (right, labels[1], colours.prediction))
    for counts, label, colour in looks:
        figure.add_scatter(
            name=label,
            x=list(places),
            y=list(counts),
            mode="lines",
            line={"color": colour, "width": 2.5, "shape": "hv"},
            hovertemplate=f"{label}: %{{y}}<extra></extra>",
        )
    figure.update_layout(
        showlegend=True,
        height=260,
        xaxis={"title": axes[0], "fixedrange": True},
        yaxis={"title": axes[1], "fixedrange": True, "rangemode": "tozero"},
    )
    return figure
