"""The numbers from 0 to 1, cut into the letters' shares, and the drawn number on one of them.

A draw is nothing else: a letter that has 30 % of the probability has 30 % of the line. The shares
lie in the order in which `core.runtime.engine.sampling.draw` adds them up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.figures.distribution import escaped
from core.figures.palette import Palette, ink_on

LEAST = 0.032  # of the line: a narrower share has no room for its letter
HEIGHT = 132  # px


def unit_interval_figure(
    labels: Sequence[str],
    shares: Sequence[float],
    number: float | None,
    chosen: int,
    colours: Palette,
    *,
    said: str,
    rtl: bool = False,
) -> go.Figure:
    """`shares` sum to 1 and lie side by side from 0; `number` falls on the share `chosen`. Without
    a number there is no needle, and with `chosen` −1 no letter stands out.

    `said` stands at the needle, such as "0.731".
    """
    widths = [float(share) for share in shares]
    starts = np.concatenate([[0.0], np.cumsum(widths)[:-1]]) if widths else np.zeros(0)
    # Neighbours differ in shade; the letter that is hit has the full colour.
    tints = [colours.along(0.34 if place % 2 else 0.18) for place in range(len(widths))]
    if 0 <= chosen < len(tints):
        tints[chosen] = colours.prediction
    figure = go.Figure(
        go.Bar(
            x=widths,
            base=starts.tolist(),
            y=[0.0] * len(widths),
            width=1.0,
            orientation="h",
            marker={"color": tints, "line": {"color": colours.background, "width": 1}},
            text=[
                f"<b>{escaped(label)}</b>" if share >= LEAST else ""
                for label, share in zip(labels, widths, strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 15, "color": [ink_on(tint) for tint in tints]},
            constraintext="none",
            customdata=[escaped(label) for label in labels],
            hovertemplate="%{customdata}: %{x:.2%}<extra></extra>",
        )
    )
    if number is not None:
        _needle(figure, number, said, colours, rtl)
    figure.update_layout(
        height=HEIGHT,
        showlegend=False,
        margin={"l": 10, "r": 10, "t": 6, "b": 4},
        xaxis={
            "range": [1.004, -0.004] if rtl else [-0.004, 1.004],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "ticktext": ["0", "0.25", "0.5", "0.75", "1"],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"visible": False, "range": [-0.62, 1.7], "fixedrange": True},
    )
    return figure


def _needle(figure: go.Figure, number: float, said: str, colours: Palette, rtl: bool) -> None:
    figure.add_shape(
        type="line",
        x0=number,
        x1=number,
        y0=-0.62,
        y1=0.85,
        line={"color": colours.text, "width": 2.5},
    )
    figure.add_annotation(
        x=number,
        y=0.85,
        text=f"<b>{said}</b>",
        showarrow=False,
        yanchor="bottom",
        xanchor=_anchor(number, rtl),
        font={"color": colours.text, "size": 14},
    )


def _anchor(number: float, rtl: bool) -> str:
    """Which side of the needle's words is at the needle, so that they stay inside the chart."""
    if 0.12 <= number <= 0.88:
        return "center"
    return "left" if (number < 0.5) != rtl else "right"
