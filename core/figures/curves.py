"""A training run drawn: training and held-out loss against the tokens that were read.

Reads the points of an artifact's `curves.json`: `{"version": 1, "points": [{"step": …, "tokens": …,
"train_loss": …, "held_out_loss": …, "scores": {…}}]}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from core.figures.palette import Palette

Points = Sequence[Mapping[str, Any]]
LINES = ("train_loss", "held_out_loss")


def curve_rows(points: Points) -> list[dict[str, float]]:
    """The points as flat rows with `tokens` (or `step`) and whatever was measured there."""
    rows = []
    for point in points:
        row = {"step": point["step"]}
        if point.get("tokens"):
            row["tokens"] = point["tokens"]
        row |= {name: point[name] for name in LINES if point.get(name) is not None}
        row |= point.get("scores") or {}
        rows.append(row)
    return rows


def loss_curves(points: Points, colours: Palette, words: Mapping[str, str]) -> go.Figure:
    """The two losses; `words` names `train_loss`, `held_out_loss`, `tokens`, `step` and `loss`."""
    rows = curve_rows(points)
    axis = "tokens" if all("tokens" in row for row in rows) else "step"
    figure = go.Figure()
    for name, colour, dash in (
        ("train_loss", colours.muted, "solid"),
        ("held_out_loss", colours.prediction, "solid"),
    ):
        known = [row for row in rows if name in row]
        if not known:
            continue
        figure.add_scatter(
            x=[row[axis] for row in known],
            y=[row[name] for row in known],
            name=words[name],
            mode="lines+markers" if len(known) < 40 else "lines",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 5},
        )
    figure.update_xaxes(title_text=words[axis])
    figure.update_yaxes(title_text=words["loss"])
    return figure
