"""Surprise word by word: bars in bits, with their mean, whose power of two is the perplexity."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.distribution import escaped
from core.figures.mean_line import add_mean_line
from core.figures.palette import Palette


def loss_figure(
    targets: Sequence[str],
    losses: Sequence[float],
    mean: float,
    colours: Palette,
    *,
    axis: str,
    mean_label: str,
) -> go.Figure:
    """One bar a position: what the model paid for the word that came; dashed: the mean."""
    places = list(range(len(targets)))
    figure = go.Figure(
        go.Bar(
            x=places,
            y=list(losses),
            marker={"color": colours.gradient},
            text=[f"{loss:.1f}" for loss in losses] if len(losses) <= 16 else None,
            textposition="outside",
            cliponaxis=False,
            customdata=list(targets),
            hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
        )
    )
    add_mean_line(figure, mean, mean_label, colours, position="top left")
    figure.update_layout(
        showlegend=False,
        xaxis={
            "tickvals": places,
            "ticktext": [escaped(target) for target in targets],
            "showgrid": False,
            "fixedrange": True,
            "tickangle": 0 if len(targets) <= 6 else -90,
        },
        yaxis={"title": axis, "rangemode": "tozero", "fixedrange": True},
    )
    return figure
