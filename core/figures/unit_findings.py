"""What the best unit of each property reaches, beside luck and beside the last letters alone."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.palette import Palette

ROW, FRAME = 30, 90  # px


def findings_figure(
    names: Sequence[str],
    reached: Sequence[float],
    luck: Sequence[float],
    letters: Sequence[float],
    colours: Palette,
    *,
    labels: tuple[str, str, str],
    axis: str,
) -> go.Figure:
    """|r| of each property, a row each in the order given: one unit as a bar, and two marks to
    beat: the luckiest unit with shifted labels, and the last three letters alone."""
    rows = list(range(len(names)))
    figure = go.Figure(
        [
            go.Bar(
                name=labels[0],
                x=list(reached),
                y=rows,
                orientation="h",
                marker={"color": colours.state, "opacity": 0.6},  # so that the marks show on it
                hovertemplate="%{x:.2f}<extra></extra>",
            ),
            _marks(labels[1], luck, rows, "line-ns", colours.text),
            _marks(labels[2], letters, rows, "diamond", colours.rival),
        ]
    )
    figure.update_layout(
        height=FRAME + ROW * max(1, len(rows)),
        bargap=0.35,
        showlegend=True,
        xaxis={"title": axis, "range": [0, 1], "fixedrange": True},
        yaxis={
            "tickvals": rows,
            "ticktext": list(names),
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
            "fixedrange": True,
        },
    )
    return figure


def _marks(
    name: str, values: Sequence[float], rows: list[int], symbol: str, tint: str
) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=list(values),
        y=rows,
        mode="markers",
        marker={
            "symbol": symbol,
            "size": 12,
            "color": tint,
            "line": {"width": 2.5, "color": tint} if symbol.startswith("line") else {"width": 0},
        },
        hovertemplate="%{x:.2f}<extra></extra>",
    )
