"""The plane of a small training: words as points that move while they learn, and the loss.

What this is: pure functions from planes [V, 2] and losses to figures, and the turning of each plane
onto the one before, without which points would jump. What it is not: the projection itself
(`core.runtime.tasks.training_graph.plane`).

Source of the turning: Schönemann 1966, orthogonal Procrustes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.palette import Palette

Plane = NDArray[np.float32]
WIDE, HIGH = 500, 430  # px: the size for which labels are placed
LETTER, LINE, GAP = 6.0, 13.0, 8.0  # px: width of a letter, height of a label, away from its point


def turned(plane: Plane, onto: Plane) -> Plane:
    """`plane` rotated or mirrored, never stretched, so that it lies best on `onto` (both [V, 2]).

    PCA's directions have no sign and may swap from step to step; the picture must not.
    """
    u, _, v = np.linalg.svd(plane.T @ onto)
    return np.asarray(plane @ (u @ v), np.float32)


def steadied(planes: Sequence[Plane]) -> list[Plane]:
    """Every plane turned onto the one after it, from the last backwards: the end stays as it is."""
    if not planes:
        return []
    steady = [np.asarray(planes[-1], np.float32)]
    for plane in reversed(planes[:-1]):
        steady.append(turned(plane, steady[-1]))
    return steady[::-1]


def plane_figure(
    plane: Plane,
    words: Sequence[str],
    counts: Sequence[int],
    colours: Palette,
    *,
    trail: Sequence[Plane] = (),
    chosen: Sequence[str] = (),
    span: float | None = None,
) -> go.Figure:
    """Words in the plane, larger where more frequent; `trail` are earlier planes of the same run.

    `chosen` words are lit and their trails drawn. `span` fixes both axes to ±span. A label for
    which there is no room beside its point is left out; a lit word always has its own.
    """
    lit = [place for place, word in enumerate(words) if word in set(chosen)]
    rest = [place for place in range(len(words)) if place not in set(lit)]
    figure = go.Figure()
    tracks = [*trail, plane]
    if len(tracks) > 1 and lit:
        figure.add_scatter(
            x=_tracks(tracks, lit, 0),
            y=_tracks(tracks, lit, 1),
            mode="lines",
            line={"color": colours.prediction, "width": 1.2},
            opacity=0.6,
            hoverinfo="skip",
        )
    reach = span or float(np.abs(plane).max() * 1.15) or 1.0
    sides = label_sides(plane, words, [*lit, *rest], reach, always=len(lit))
    for places, colour in ((rest, colours.state), (lit, colours.prediction)):
        if not places:
            continue
        figure.add_scatter(
            x=plane[places, 0],
            y=plane[places, 1],
            mode="markers+text",
            marker={
                "color": colour,
                "size": [5 + 2.2 * float(np.log1p(counts[place])) for place in places],
                "opacity": 0.85,
            },
            text=[_safe(words[place]) if place in sides else "" for place in places],
            textposition=[sides.get(place, "top center") for place in places],
            textfont={"size": 11, "color": colours.text},
            customdata=[[words[place], counts[place]] for place in places],
            hovertemplate="%{customdata[0]}, %{customdata[1]} times<extra></extra>",
        )
    axis = {"range": [-reach, reach], "showticklabels": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    figure.update_layout(
        height=HIGH, showlegend=False, margin={"l": 4, "r": 4, "t": 6, "b": 4}, uirevision="plane"
    )
    return figure


def label_sides(
    plane: Plane, words: Sequence[str], order: Sequence[int], reach: float, *, always: int
) -> dict[int, str]:
    """Place → side of its label, for the words in `order` while there is room.

    Labels are rectangles in a picture of WIDE × HIGH px; each takes the first free of four sides.
    The first `always` words get one in any case.
    """
    taken: list[tuple[float, float, float, float]] = []
    sides: dict[int, str] = {}
    for rank, place in enumerate(order):
        x = (plane[place, 0] / reach + 1) / 2 * WIDE
        y = (1 - plane[place, 1] / reach) / 2 * HIGH
        half = max(8.0, len(words[place]) * LETTER / 2)
        boxes = {
            "top center": (x - half, y - GAP - LINE, x + half, y - GAP),
            "middle right": (x + GAP, y - LINE / 2, x + GAP + 2 * half, y + LINE / 2),
            "bottom center": (x - half, y + GAP, x + half, y + GAP + LINE),
            "middle left": (x - GAP - 2 * half, y - LINE / 2, x - GAP, y + LINE / 2),
        }
        free = [side for side, box in boxes.items() if not any(_meet(box, t) for t in taken)]
        if free or rank < always:
            side = free[0] if free else "top center"
            sides[place] = side
            taken.append(boxes[side])
    return sides


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def loss_figure(
    steps: Sequence[int],
    losses: Sequence[float | None],
    colours: Palette,
    *,
    untrained: float | None,
    goal: int,
    axes: tuple[str, str],
    untrained_label: str = "",
    now: int | None = None,
) -> go.Figure:
    """The loss of a pair over the steps, with its value before training as a dotted line."""
    known = [(step, loss) for step, loss in zip(steps, losses, strict=True) if loss is not None]
    figure = go.Figure(
        go.Scatter(
            x=[step for step, _ in known],
            y=[loss for _, loss in known],
            mode="lines",
            line={"color": colours.gradient, "width": 2.5},
            hovertemplate="%{x} " + axes[0] + ": %{y:.3f}<extra></extra>",
            showlegend=False,
        )
    )
    if known:
        at = min(known, key=lambda pair: abs(pair[0] - now)) if now is not None else known[-1]
        figure.add_scatter(
            x=[at[0]],
            y=[at[1]],
            mode="markers+text",
            marker={"color": colours.gradient, "size": 9},
            text=[f"{at[1]:.2f}"],
            textposition="top left",
            hoverinfo="skip",
            showlegend=False,
        )
    if untrained is not None:
        figure.add_hline(
            y=untrained,
            line={"color": colours.muted, "dash": "dot"},
            annotation_text=untrained_label,
            annotation_position="bottom right",
        )
    top = max([untrained or 0.0, *(loss for _, loss in known)]) or 1.0
    figure.update_xaxes(title=axes[0], range=[0, goal * 1.02])
    figure.update_yaxes(title=axes[1], range=[0, top * 1.12])
    figure.update_layout(height=430, margin={"t": 6}, uirevision="loss")
    return figure


def _tracks(planes: Sequence[Plane], places: Sequence[int], axis: int) -> list[float | None]:
    path: list[float | None] = []
    for place in places:
        path += [float(plane[place, axis]) for plane in planes]
        path.append(None)
    return path


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
