"""Bars over letters, sorted: the model's probabilities, what temperature makes of them, and the
cuts of top-k and top-p as lines between the letters that are kept and those that are not.

In a language that runs from right to left the bars do too, with the letters at their right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.figures.distribution import FRAME, escaped, percent
from core.figures.palette import Palette

ROW = 23  # px a letter
ROOM = 1.22  # of the longest bar, for the number after it
SMALLEST = 1e-4  # where the logarithmic axis begins


@dataclass(frozen=True)
class LetterBar:
    """`model` is p at temperature 1, `tempered` under the temperature, `final` after the cuts."""

    label: str
    model: float
    tempered: float
    final: float


@dataclass(frozen=True)
class Cut:
    """A line beneath the first `kept` letters, with its words."""

    kept: int
    label: str


def next_letter_figure(
    bars: Sequence[LetterBar],
    colours: Palette,
    *,
    labels: tuple[str, str, str],
    axis: str,
    cuts: Sequence[Cut] = (),
    chosen: int | None = None,
    log: bool = False,
    rtl: bool = False,
) -> go.Figure:
    """`labels` name the model's bar, the bar that is drawn from, and the bar that was cut away.

    `chosen` is the place of the drawn letter. Cuts beyond the last bar are not drawn.
    """
    rows = list(range(len(bars)))
    kept = [bar.final if bar.final > 0 else None for bar in bars]
    lost = [bar.tempered if bar.final <= 0 else None for bar in bars]
    largest = max((max(bar.model, bar.final) for bar in bars), default=1.0)
    figure = go.Figure(
        [
            go.Bar(
                name=labels[0],
                x=[bar.model for bar in bars],
                y=rows,
                orientation="h",
                width=0.24,
                offset=0.16,
                marker={"color": colours.rival},
                hovertemplate="%{x:.2%}<extra></extra>",
            ),
            go.Bar(
                name=labels[1],
                x=kept,
                y=rows,
                orientation="h",
                width=0.5,
                offset=-0.36,
                marker={"color": colours.prediction},
                text=[percent(bar.final) if bar.final > 0 else None for bar in bars],
                textposition="outside",
                textfont={"size": 12},
                constraintext="none",
                cliponaxis=False,
                hovertemplate="%{x:.2%}<extra></extra>",
            ),
        ]
    )
    if any(bar.final <= 0 for bar in bars):
        figure.add_bar(
            name=labels[2],
            x=lost,
            y=rows,
            orientation="h",
            width=0.5,
            offset=-0.36,
            marker={
                "color": colours.background,
                "line": {"color": colours.muted, "width": 1},
                "pattern": {"shape": "/", "fgcolor": colours.muted, "size": 5, "solidity": 0.2},
            },
            hovertemplate="%{x:.2%}<extra></extra>",
        )
    for cut in cuts:
        if 0 < cut.kept < len(bars):
            figure.add_hline(
                y=cut.kept - 0.46,
                line={"color": colours.text, "width": 1.5, "dash": "dash"},
                annotation={
                    "text": cut.label,
                    "font": {"color": colours.text, "size": 12},
                    "bgcolor": colours.background,
                    "xanchor": "left" if rtl else "right",
                    "x": 0.0 if rtl else 1.0,
                    "yanchor": "middle",
                },
            )
    names = [
        f"<b>► {escaped(bar.label)}</b>" if place == chosen else escaped(bar.label)
        for place, bar in enumerate(bars)
    ]
    if rtl:  # the arrow must point from the letter's outer side to the letter
        names = [name.replace("► ", "◄ ") for name in names]
    figure.update_layout(
        height=FRAME + 30 + ROW * max(len(bars), 1),
        barmode="overlay",
        showlegend=True,
        legend={"x": 1 if rtl else 0, "xanchor": "right" if rtl else "left"},
        xaxis=_across(largest, axis, log=log, rtl=rtl),
        yaxis={
            "tickvals": rows,
            "ticktext": names,
            "tickfont": {"size": 15},
            "range": [len(bars) - 0.5, -0.5],
            "side": "right" if rtl else "left",
            "showgrid": False,
            "fixedrange": True,
        },
    )
    return figure


def _across(largest: float, axis: str, *, log: bool, rtl: bool) -> dict[str, object]:
    """The axis of probabilities, from 0 or from one in ten thousand."""
    from math import log10

    ends = [log10(SMALLEST), log10(largest) + 0.45] if log else [0.0, largest * ROOM]
    across: dict[str, object] = {
        "type": "log" if log else "linear",
        "range": ends[::-1] if rtl else ends,
        "title": axis,
        "fixedrange": True,
    }
    if log:
        across |= {"tickvals": [1e-4, 1e-3, 0.01, 0.1, 1.0]}
        across |= {"ticktext": ["0.01%", "0.1%", "1%", "10%", "100%"]}
    else:
        across |= {"tickformat": ".0%", "nticks": 5}
    return across
