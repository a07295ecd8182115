"""A dashed line at the level that values are compared with, such as their mean, and its name."""

from __future__ import annotations

import plotly.graph_objects as go

from core.figures.palette import Palette


def add_mean_line(
    figure: go.Figure,
    level: float,
    label: str,
    colours: Palette,
    *,
    position: str,
    width: float = 1.5,
) -> None:
    """`position` is where the name stands in the chart: "top left", "bottom right" and so on."""
    figure.add_hline(
        y=level,
        line={"dash": "dash", "color": colours.muted, "width": width},
        annotation_text=label,
        annotation_position=position,
        annotation_font_color=colours.muted,
        annotation_bgcolor=colours.background,
    )
