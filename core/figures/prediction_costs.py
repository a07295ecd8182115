"""Multiplications for one prediction: full softmax, Huffman tree, negative sampling.

What this is: the arithmetic of word2vec's two shortcuts, and its figure over the vocabulary's size.
What it is not: a timing.

Source: Mikolov et al. 2013b, section 2. Legend: V words, E dimensions, K negatives.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.figures.palette import Palette


def zipf_depth(words: int) -> float:
    """Mean length of an occurrence's code for `words` words whose counts fall as 1/rank.

    The entropy Σ p log₂(1/p), which a Huffman code exceeds by less than one bit.
    """
    ranks = np.arange(1, words + 1, dtype=np.float64)
    shares = (1 / ranks) / (1 / ranks).sum()
    return float(-(shares * np.log2(shares)).sum())


def products(words: int, dimensions: int, negatives: int, depth: float) -> dict[str, float]:
    """Multiplications of one prediction: each score v·u costs E of them."""
    return {
        "softmax": float(words * dimensions),
        "hierarchical": depth * dimensions,
        "negative": float((1 + negatives) * dimensions),
    }


def prediction_cost_figure(
    words: int,
    dimensions: int,
    negatives: int,
    colours: Palette,
    *,
    names: dict[str, str],
    axes: tuple[str, str],
) -> go.Figure:
    """Three lines over the vocabulary's size, 10 to 1,000,000, the chosen size marked."""
    sizes = np.unique(np.round(10 ** np.linspace(1, 6, 26)).astype(int))
    depths = [zipf_depth(int(size)) for size in sizes]
    figure = go.Figure()
    shades = {
        "softmax": colours.rival,
        "hierarchical": colours.prediction,
        "negative": colours.gradient,
    }
    for key, colour in shades.items():
        y = [
            products(int(size), dimensions, negatives, depth)[key]
            for size, depth in zip(sizes, depths, strict=True)
        ]
        figure.add_scatter(
            x=sizes,
            y=y,
            mode="lines",
            line={"color": colour, "width": 3},
            name=names[key],
            hovertemplate=names[key] + ", %{x:,}: %{y:,.0f}<extra></extra>",
        )
    chosen = products(words, dimensions, negatives, zipf_depth(words))
    tree_above = chosen["hierarchical"] >= chosen["negative"]
    for key, value in chosen.items():
        above = key == "softmax" or (key == "hierarchical") is tree_above
        figure.add_scatter(
            x=[words],
            y=[value],
            mode="markers+text",
            marker={"size": 10, "color": shades[key]},
            text=[f"{value:,.0f}"],
            textposition=f"{'top' if above else 'bottom'} {'left' if words > 1000 else 'right'}",
            hoverinfo="skip",
            showlegend=False,
        )
    figure.update_xaxes(type="log", title=axes[0], range=[0.9, 6.1], dtick=1)
    figure.update_yaxes(type="log", title=axes[1], dtick=1)
    figure.update_layout(height=380)
    return figure
