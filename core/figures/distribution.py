"""Bars over words: what may come next, and what the settings of a draw make of it.

Words stand on the y axis, the most probable on top, so that they can be read on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.palette import Palette, ink_on

ROW = 22  # px a bar
SPACE = "\u00a0"  # between a number and its unit, so that no line breaks there
ROOM = 1.25  # of the longest bar, for the number after it
FRAME = 70  # px for the axis and the margins


def distribution_figure(
    words: Sequence[str],
    probabilities: Sequence[float],
    colours: Palette,
    *,
    rest: float = 0.0,
    rest_label: str = "",
    axis: str = "",
    rtl: bool = False,
) -> go.Figure:
    """One bar a word, and a grey one for the mass of all others (where `rest_label` is given).

    A grey bar longer than the words' axis is drawn hatched to its end, and says its own number.
    `rtl` lets the bars run to the left, from words that stand at the right.
    """
    largest = max(probabilities, default=0.0) or rest or 1.0
    end = largest * ROOM
    figure = go.Figure(
        go.Bar(
            x=list(probabilities),
            y=list(range(len(words))),
            orientation="h",
            marker={"color": colours.prediction},
            text=[percent(value) for value in probabilities],
            textposition="outside",
            textfont={"size": 12},
            constraintext="none",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    names = list(words)
    if rest_label:
        beyond = rest > largest
        figure.add_bar(
            x=[min(rest, end)],
            y=[len(names)],
            orientation="h",
            marker={
                "color": colours.rival,
                "pattern": {
                    "shape": "/" if beyond else "",
                    "fgcolor": colours.text,
                    "bgcolor": colours.rival,
                    "size": 6,
                    "solidity": 0.1,
                },
            },
            text=[percent(rest)],
            textposition="inside" if beyond else "outside",
            insidetextanchor="start",
            textangle=0,
            textfont={"size": 12, "color": ink_on(colours.rival) if beyond else colours.text},
            constraintext="none",
            cliponaxis=False,
            hoverinfo="skip",
        )
        names.append(rest_label)
    _rows(figure, names, largest, axis)
    if rtl:
        figure.update_layout(xaxis={"range": [end, 0]}, yaxis={"side": "right"})
    return figure


def settings_figure(
    words: Sequence[str],
    before: Sequence[float],
    after: Sequence[float],
    colours: Palette,
    *,
    labels: tuple[str, str],
    axis: str = "",
    chosen: int | None = None,
) -> go.Figure:
    """Each word's probability at temperature 1 (`before`) and as it is drawn (`after`)."""
    names = [
        f"<b>{escaped(word)}</b>" if place == chosen else escaped(word)
        for place, word in enumerate(words)
    ]
    rows = list(range(len(names)))
    figure = go.Figure(
        [
            go.Bar(
                name=labels[0],
                x=list(before),
                y=rows,
                orientation="h",
                width=0.34,
                offset=-0.36,
                marker={"color": colours.rival},
                hovertemplate="%{x:.1%}<extra></extra>",
            ),
            go.Bar(
                name=labels[1],
                x=list(after),
                y=rows,
                orientation="h",
                width=0.34,
                offset=0.02,
                marker={"color": colours.prediction},
                text=[percent(value) for value in after],
                textposition="outside",
                textfont={"size": 12},
                constraintext="none",
                cliponaxis=False,
                hovertemplate="%{x:.1%}<extra></extra>",
            ),
        ]
    )
    _rows(figure, names, max([*before, *after], default=1.0), axis, row=30)
    figure.update_layout(showlegend=True)
    return figure


def percent(value: float) -> str:
    """A probability as a person reads it: 35 %, 2.9 %, < 0.1 %."""
    share = 100 * value
    if share >= 10:
        return f"{share:.0f}{SPACE}%"
    if share >= 0.1:
        return f"{share:.1f}{SPACE}%"
    return f"0{SPACE}%" if share == 0 else f"<{SPACE}0.1{SPACE}%"


def _rows(
    figure: go.Figure, names: Sequence[str], largest: float, axis: str, row: int = ROW
) -> None:
    figure.update_layout(
        height=FRAME + row * max(len(names), 1),
        bargap=0.25,
        showlegend=False,
        xaxis={
            "tickformat": ".0%",
            "range": [0, largest * ROOM],
            "title": axis,
            "nticks": 5,
            "fixedrange": True,
        },
        yaxis={
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
            "fixedrange": True,
        },
    )


def escaped(word: str) -> str:
    """A word as plotly's labels need it, which read tags such as `</s>`."""
    return word.replace("&", "&amp;").replace("<", "&lt;")
