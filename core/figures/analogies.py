"""Charts of relations between words: nearest words, parallelograms, the board of scores."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures.palette import Palette

ROW = 24  # px a bar
FRAME = 76  # px for the axis and the margins

Point = tuple[float, float]


def nearest_bars(
    words: Sequence[str],
    scores: Sequence[float],
    inputs: Sequence[bool],
    colours: Palette,
    *,
    axis: str,
) -> go.Figure:
    """One bar a word, the best on top; words of the question itself are grey."""
    tints = [colours.rival if own else colours.prediction for own in inputs]
    rows = list(range(len(words)))
    figure = go.Figure(
        go.Bar(
            x=list(scores),
            y=rows,
            orientation="h",
            marker={"color": tints},
            text=[f"{score:.2f}" for score in scores],
            textposition="outside",
            cliponaxis=False,
            customdata=list(words),
            hovertemplate="%{customdata}: %{x:.3f}<extra></extra>",
        )
    )
    figure.update_layout(
        height=FRAME + ROW * max(len(rows), 1),
        bargap=0.3,
        xaxis={
            "title": axis,
            "range": [min(0.0, *scores), max([*scores, 0.1]) * 1.2],
            "fixedrange": True,
            "nticks": 5,
        },
        yaxis={
            "tickvals": rows,
            "ticktext": list(words),
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
            "fixedrange": True,
        },
    )
    return figure


def parallelograms(
    pairs: Sequence[tuple[str, str, Point, Point]], colours: Palette, *, names: tuple[str, str]
) -> go.Figure:
    """Pairs (first, second, place, place) as arrows on one plane, with equal scales on both axes.

    For two pairs, dotted lines join the firsts and the seconds: the parallelogram.
    """
    figure = go.Figure()
    mode = "lines+markers+text" if len(pairs) == 2 else "markers+text"
    sides = (
        (names[0], 0, 2, colours.input, "bottom center"),
        (names[1], 1, 3, colours.prediction, "top center"),
    )
    for name, word, place, tint, side in sides:
        figure.add_scatter(
            x=[pair[place][0] for pair in pairs],
            y=[pair[place][1] for pair in pairs],
            mode=mode,
            name=name,
            text=[pair[word] for pair in pairs],
            textposition=side,
            textfont={"color": colours.text},
            marker={"size": 9, "color": tint},
            line={"dash": "dot", "width": 1, "color": tint},
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    for _, _, start, end in pairs:
        figure.add_annotation(
            x=end[0], y=end[1], ax=start[0], ay=start[1],
            xref="x", yref="y", axref="x", ayref="y",
            showarrow=True, arrowhead=2, arrowwidth=1.6, arrowcolor=colours.state,
            standoff=6, startstandoff=6, text="",
        )  # fmt: skip
    bare = {"showticklabels": False, "zeroline": False}
    figure.update_layout(
        height=440,
        showlegend=True,
        xaxis={**bare, "title": ""},
        yaxis={**bare, "scaleanchor": "x", "scaleratio": 1, "title": ""},
        margin={"l": 40, "r": 40, "t": 48, "b": 24},
    )
    return figure


def score_bars(
    names: Sequence[str],
    add: Sequence[float],
    mul: Sequence[float],
    colours: Palette,
    *,
    labels: tuple[str, str],
    axis: str,
) -> go.Figure:
    """Two bars a section, the share of right answers by each rule."""
    figure = go.Figure()
    rows = list(range(len(names)))
    for label, values, tint in zip(
        labels, (add, mul), (colours.prediction, colours.candidate), strict=True
    ):
        figure.add_bar(
            x=list(values),
            y=rows,
            orientation="h",
            name=label,
            marker={"color": tint},
            hovertemplate=label + ": %{x:.1%}<extra></extra>",
        )
    figure.update_layout(
        height=100 + 34 * max(len(rows), 1),
        barmode="group",
        bargap=0.3,
        showlegend=True,
        xaxis={"title": axis, "tickformat": ".0%", "range": [0, 1], "fixedrange": True},
        yaxis={
            "tickvals": rows,
            "ticktext": list(names),
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
            "fixedrange": True,
        },
    )
    return figure
