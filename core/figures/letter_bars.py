"""One bar a letter of a text, in its own direction: entropy, surprise, loss, all in bits."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.distribution import escaped
from core.figures.mean_line import add_mean_line
from core.figures.palette import Palette


def letter_bars_figure(
    labels: Sequence[str],
    bars: Sequence[float],
    colour: str,
    colours: Palette,
    *,
    axis: str,
    name: str,
    dots: Sequence[float | None] | None = None,
    dots_name: str = "",
    mean: float | None = None,
    mean_label: str = "",
    rtl: bool = False,
) -> go.Figure:
    """Bars in `colour`, and `dots` over them where given; dashed: `mean`.

    Letters stand under their bars, the first at the right where `rtl`.
    """
    places = list(range(len(labels)))
    figure = go.Figure(
        go.Bar(
            name=name,
            x=places,
            y=list(bars),
            marker={"color": colour},
            customdata=[escaped(label) for label in labels],
            hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
        )
    )
    if dots is not None:
        figure.add_scatter(
            name=dots_name,
            x=places,
            y=list(dots),
            mode="markers",
            marker={
                "color": colours.background,
                "size": 8,
                "line": {"color": colours.gradient, "width": 2.5},
            },
            customdata=[escaped(label) for label in labels],
            hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
        )
    if mean is not None:
        add_mean_line(
            figure, mean, mean_label, colours, position="top right" if rtl else "top left"
        )
    ends = [-0.6, max(len(labels), 1) - 0.4]
    figure.update_layout(
        height=270,
        bargap=0.2,
        showlegend=dots is not None,
        legend={"x": 1 if rtl else 0, "xanchor": "right" if rtl else "left"},
        xaxis={
            "tickvals": places,
            "ticktext": [escaped(label) for label in labels],
            "tickfont": {"size": 14 if len(labels) <= 40 else 11},
            "tickangle": 0,
            "range": ends[::-1] if rtl else ends,
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={
            "title": axis,
            "rangemode": "tozero",
            "side": "right" if rtl else "left",
            "fixedrange": True,
        },
    )
    return figure
