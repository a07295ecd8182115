"""How much generated text repeats itself against the temperature, with real text as a line."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.mean_line import add_mean_line
from core.figures.palette import Palette


def repetition_figure(
    temperatures: Sequence[float],
    shares: Sequence[float],
    colours: Palette,
    *,
    axes: tuple[str, str],
    real: float | None = None,
    real_label: str = "",
    now: float | None = None,
    now_label: str = "",
) -> go.Figure:
    """`shares` (0…1) by temperature; dashed: the share of `real` text; dotted: the slider's."""
    figure = go.Figure(
        go.Scatter(
            x=list(temperatures),
            y=list(shares),
            mode="lines+markers",
            line={"color": colours.prediction, "width": 2.5},
            marker={"size": 8},
            hovertemplate="T = %{x}: %{y:.1%}<extra></extra>",
        )
    )
    if real is not None:
        add_mean_line(figure, real, real_label, colours, position="top right")
    if now is not None:
        figure.add_vline(
            x=now,
            line={"dash": "dot", "color": colours.text, "width": 1.5},
            annotation_text=now_label,
            annotation_position="top right" if now < 0.8 else "top left",
            annotation_font_color=colours.text,
        )
    figure.update_layout(
        height=300,
        showlegend=False,
        xaxis={"title": axes[0], "fixedrange": True},
        yaxis={"title": axes[1], "tickformat": ".0%", "rangemode": "tozero", "fixedrange": True},
    )
    return figure
