"""Matrices as heat maps: one-hot rows, embedding rows, and the distances between all pairs.

What this is: pure functions from arrays to figures. What it is not: a choice of words or vectors.
Values are quantised before they travel: 300 × 300 floats are 603 kB of JSON, a byte each 132 kB.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.palette import Palette

ROW = 26  # px of a row of a heat map
FOLDS = 240  # columns of a one-hot picture
STEPS = 200  # levels of colour; the eye tells fewer apart


def folded_one_hot(ids: Sequence[int], size: int, columns: int) -> NDArray[np.uint8]:
    """The one-hot matrix [T, size] seen at `columns` columns: 1 where a fold holds the 1.

    With size ≤ columns it is the matrix itself. Ids outside 0 … size − 1 give a row of zeros.
    """
    wide = min(size, columns)
    matrix = np.zeros((len(ids), wide), np.uint8)
    for row, index in enumerate(ids):
        if 0 <= index < size:
            matrix[row, index * wide // size] = 1
    return matrix


def one_hot_map(
    ids: Sequence[int], words: Sequence[str], size: int, colours: Palette, *, axis: str
) -> go.Figure:
    """The sentence as rows of zeros with a single 1; each 1 is also drawn as a mark with its id."""
    matrix = folded_one_hot(ids, size, FOLDS)
    labels = _unique(words)
    rows = [row for row, index in enumerate(ids) if 0 <= index < size]
    scale = size / matrix.shape[1]
    figure = go.Figure(
        go.Heatmap(
            z=matrix,
            x=(np.arange(matrix.shape[1]) + 0.5) * scale - 0.5,
            y=labels,
            colorscale=[list(stop) for stop in colours.sequential],
            zmin=0,
            zmax=1,
            showscale=False,
            hoverinfo="skip",
        )
    )
    figure.add_scatter(
        x=[ids[row] for row in rows],
        y=[labels[row] for row in rows],
        mode="markers+text",
        marker={"color": colours.input, "size": 9, "symbol": "square"},
        text=[f"{ids[row]:,}" for row in rows],
        textposition=["middle left" if ids[row] > size * 0.8 else "middle right" for row in rows],
        textfont={"color": colours.text, "size": 12},
        cliponaxis=False,
        hovertemplate="%{y}: 1 at index %{x}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(title=axis, range=[-0.5 - size * 0.01, size * 1.01], showgrid=False)
    return _rows_downwards(figure, len(ids))


def embedding_map(
    vectors: NDArray[np.float32], words: Sequence[str], colours: Palette, *, axis: str
) -> go.Figure:
    """The sentence as rows of learned numbers [T, E], diverging around zero."""
    span = float(np.nanmax(np.abs(vectors))) if vectors.size else 1.0
    figure = go.Figure(
        go.Heatmap(
            z=_quantised(vectors, span),
            y=_unique(words),
            colorscale=[list(stop) for stop in colours.diverging],
            zmin=-span,
            zmax=span,
            colorbar={"thickness": 10, "outlinewidth": 0, "tickformat": ".1f"},
            hovertemplate="%{y}, dimension %{x}: %{z:.2f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=axis, showgrid=False)
    return _rows_downwards(figure, len(words))


def pair_map(
    values: NDArray[np.float64],
    words: Sequence[str],
    colours: Palette,
    *,
    low: float,
    high: float,
    numbers: bool,
) -> go.Figure:
    """A square matrix over all pairs, such as distances [T, T]; `numbers` writes each value."""
    labels = _unique(words)
    figure = go.Figure(
        go.Heatmap(
            z=np.round(values, 3),
            x=labels,
            y=labels,
            colorscale=[list(stop) for stop in colours.sequential],
            reversescale=True,
            zmin=low,
            zmax=high,
            text=np.round(values, 2),
            texttemplate="%{text:.2f}" if numbers else None,
            colorbar={"thickness": 10, "outlinewidth": 0, "tickformat": ".1f"},
            hovertemplate="%{y} – %{x}: %{z:.2f}<extra></extra>",
        )
    )
    figure.update_xaxes(showgrid=False, tickangle=-45, side="bottom")
    figure = _rows_downwards(figure, len(words), row=34, around=110)
    return figure


def sizes_bars(
    names: Sequence[str],
    sizes: Sequence[float],
    labels: Sequence[str],
    fills: Sequence[str],
    colours: Palette,
) -> go.Figure:
    """Magnitudes over many powers of ten as bars with name and value in words, log axis."""
    figure = go.Figure(
        go.Bar(
            x=list(sizes),
            y=list(range(len(names))),
            orientation="h",
            width=0.34,
            marker_color=list(fills),
            customdata=list(labels),
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    low = max(0.0, float(np.log10(max(1.0, min(sizes)))) - 1)
    for place, (name, label) in enumerate(zip(names, labels, strict=True)):
        figure.add_annotation(
            x=0,
            xref="paper",
            y=place - 0.36,
            text=f"{name} = <b>{label}</b>",
            showarrow=False,
            xanchor="left",
            font={"color": colours.text},
        )
    figure.update_xaxes(type="log", range=[low, np.log10(max(sizes)) + 0.05], visible=False)
    figure.update_yaxes(range=[len(names) - 0.6, -0.7], visible=False)
    figure.update_layout(height=len(names) * 56 + 24, margin={"t": 8})
    return figure


def distances(vectors: NDArray[np.floating]) -> NDArray[np.float64]:
    """Euclidean distances [T, T] between the rows of [T, N] after each is scaled to length 1."""
    rows = np.asarray(vectors, np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows / np.where(lengths == 0, 1, lengths)
    squared = (rows**2).sum(1)
    found = squared[:, None] + squared[None] - 2 * rows @ rows.T
    result = np.sqrt(np.maximum(found, 0))
    np.fill_diagonal(result, 0.0)
    return np.asarray(result)


def _unique(words: Sequence[str]) -> list[str]:
    """Axis labels: a repeated word gets invisible marks, or its rows would fall together."""
    seen: dict[str, int] = {}
    labels = []
    for word in words:
        labels.append(word + "\u2060" * seen.get(word, 0))
        seen[word] = seen.get(word, 0) + 1
    return labels


def _quantised(values: NDArray[np.float32], span: float) -> NDArray[np.float64]:
    step = (span or 1.0) / STEPS
    return np.round(np.round(values / step) * step, 4)


def _rows_downwards(figure: go.Figure, rows: int, row: int = ROW, around: int = 70) -> go.Figure:
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_layout(height=rows * row + around, margin={"t": 12})
    return figure
