"""What each way of cutting a text costs: steps to take against tokens to choose from.

What this is: one figure, steps across and vocabulary upwards, both in powers of ten, a point for
each way of cutting. What it is not: the cutting (`core.text`, `core.runtime.tasks.subwords`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.figures.palette import Palette


def cost_figure(
    names: Sequence[str],
    lengths: Sequence[int],
    vocabularies: Sequence[int],
    colours: Palette,
    *,
    axes: tuple[str, str],
) -> go.Figure:
    """A point for each way of cutting; dotted lines join equal products length × vocabulary."""
    steps = np.maximum(1, np.array(lengths, float))
    sizes = np.maximum(1, np.array(vocabularies, float))
    figure = go.Figure()
    left, right = 10 ** np.floor(np.log10(steps.min()) - 0.15), steps.max() * 3
    for power in range(int(np.log10((steps * sizes).max())) + 2):
        figure.add_scatter(
            x=[left, right],
            y=[10**power / left, 10**power / right],
            mode="lines",
            line={"color": colours.grid, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=steps,
        y=sizes,
        mode="markers+text",
        marker={"size": 13, "color": colours.input},
        text=list(names),
        textposition=_sides(steps, sizes),
        customdata=[f"{int(a * b):,}" for a, b in zip(steps, sizes, strict=True)],
        hovertemplate="%{text}: %{x} × %{y:,} = %{customdata}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
    )
    figure.update_xaxes(type="log", title=axes[0], range=[np.log10(left), np.log10(right)], dtick=1)
    low, high = np.log10(sizes.min()) - 0.4, np.log10(sizes.max()) + 0.5
    figure.update_yaxes(type="log", title=axes[1], range=[low, high], dtick=1)
    figure.update_layout(height=380)
    return figure


def _sides(steps: np.ndarray, sizes: np.ndarray) -> list[str]:
    """Labels above or below their points, so that close neighbours do not cover each other."""
    order = np.argsort(np.log10(steps) + 0.01 * np.log10(sizes))
    sides = [""] * len(steps)
    for rank, place in enumerate(order):
        sides[place] = "top center" if rank % 2 else "bottom center"
    return sides
