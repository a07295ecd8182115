"""A Huffman tree drawn: words at the leaves, merges as they happen, one word's path lit.

What this is: pure functions from a tree to a figure.
What it is not: the tree (`core.text.huffman`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.figures.palette import Palette, ink_on
from core.text.huffman import HuffmanTree

LEVEL = 62  # px between two levels
MOST_WORDS = 40  # beyond, labels would cover one another


@dataclass(frozen=True)
class Place:
    """Where a node stands: x counts leaves from the left, y counts levels from the root."""

    x: float
    y: float


def places(tree: HuffmanTree) -> dict[int, Place]:
    """A place for every node: leaves side by side, a parent above the middle of its children."""
    leaves = len(tree.words)
    found: dict[int, Place] = {}
    order = 0.0
    stack: list[tuple[int, int, bool]] = [(tree.root, 0, False)]
    while stack:
        node, level, children_done = stack.pop()
        if node < leaves:
            found[node] = Place(order, level)
            order += 1
            continue
        merge = tree.merges[node - leaves]
        if children_done:
            middle = (found[merge.left].x + found[merge.right].x) / 2
            found[node] = Place(middle, level)
            continue
        stack += [
            (node, level, True),
            (merge.right, level + 1, False),
            (merge.left, level + 1, False),
        ]
    return found


def huffman_figure(
    tree: HuffmanTree,
    colours: Palette,
    *,
    merged: int | None = None,
    word: int | None = None,
    left: Sequence[float] | None = None,
) -> go.Figure:
    """The tree after `merged` merges (None = all), with the path to `word` lit.

    `left` [V − 1] are the probabilities of the left branches; where given, those on the lit path
    are written at their branches. Nodes show the count of occurrences below them.
    """
    leaves = len(tree.words)
    made = len(tree.merges) if merged is None else max(0, min(merged, len(tree.merges)))
    where = places(tree)
    complete = made == len(tree.merges)
    lit = _edges_to(tree, word) if complete and word is not None else {}
    figure = go.Figure()
    _edges(figure, tree, where, made, lit, colours)
    newest = tree.merges[made - 1] if made and not complete else None
    standing = {merge.node for merge in tree.merges[:made]} | set(range(leaves))
    for group, colour in _groups(tree, standing, lit, word if complete else None, newest, colours):
        _nodes(figure, tree, where, group, colour, colours)
    _leaf_labels(figure, tree, where, word if complete else None, colours)
    if lit:
        _branch_labels(figure, tree, where, lit, left, colours)
    depth = max(place.y for place in where.values())
    figure.update_xaxes(visible=False, range=[-0.7, leaves - 0.3])
    figure.update_yaxes(visible=False, range=[depth + 0.95, -0.45])
    figure.update_layout(
        height=int((depth + 1.4) * LEVEL), margin={"l": 4, "r": 4, "t": 4, "b": 4}, showlegend=False
    )
    return figure


def _edges_to(tree: HuffmanTree, word: int) -> dict[int, int]:
    """Child node → bit, for each branch from the root to the word."""
    leaves = len(tree.words)
    found = {}
    for inner, bit in zip(tree.codes[word].path, tree.codes[word].bits, strict=True):
        merge = tree.merges[inner]
        found[merge.right if bit else merge.left] = bit
    assert not found or word in found or leaves == 1
    return found


def _edges(
    figure: go.Figure,
    tree: HuffmanTree,
    where: dict[int, Place],
    made: int,
    lit: dict[int, int],
    colours: Palette,
) -> None:
    for bright in (False, True):
        x: list[float | None] = []
        y: list[float | None] = []
        for merge in tree.merges[:made]:
            for child in (merge.left, merge.right):
                if (child in lit) is bright:
                    x += [where[merge.node].x, where[child].x, None]
                    y += [where[merge.node].y, where[child].y, None]
        line = {"color": colours.prediction, "width": 3.5} if bright else {"color": colours.muted}
        figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _groups(
    tree: HuffmanTree,
    standing: set[int],
    lit: dict[int, int],
    word: int | None,
    newest: object,
    colours: Palette,
) -> list[tuple[list[int], str]]:
    """Nodes by colour: the lit path, the newest merge, all others."""
    fresh = {newest.node} if hasattr(newest, "node") else set()
    path = set(lit) | ({tree.root} if lit else set())
    rest = sorted(standing - path - fresh)
    groups = [(rest, colours.surface), (sorted(fresh), colours.input_gate)]
    if word is not None:
        groups.append((sorted(path), colours.prediction))
    return [(nodes, colour) for nodes, colour in groups if nodes]


def _nodes(
    figure: go.Figure,
    tree: HuffmanTree,
    where: dict[int, Place],
    nodes: list[int],
    colour: str,
    colours: Palette,
) -> None:
    size = 27 if len(tree.words) <= 12 else 21 if len(tree.words) <= 20 else 17
    figure.add_scatter(
        x=[where[node].x for node in nodes],
        y=[where[node].y for node in nodes],
        mode="markers+text",
        marker={"size": size, "color": colour, "line": {"color": colours.muted, "width": 1}},
        text=[str(tree.count(node)) for node in nodes],
        textfont={"color": ink_on(colour), "size": max(8, size // 2 - 1)},
        hovertemplate="%{text} occurrences<extra></extra>",
    )


def _leaf_labels(
    figure: go.Figure,
    tree: HuffmanTree,
    where: dict[int, Place],
    word: int | None,
    colours: Palette,
) -> None:
    crowded = len(tree.words) > 12
    for leaf, text in enumerate(tree.words):
        shown = f"<b>{_safe(text)}</b>" if leaf == word else _safe(text)
        figure.add_annotation(
            x=where[leaf].x,
            y=where[leaf].y,
            text=shown,
            showarrow=False,
            yshift=-26 if not crowded else -20,
            textangle=-90 if crowded else 0,
            yanchor="top" if crowded else "middle",
            font={"color": colours.prediction if leaf == word else colours.text, "size": 13},
        )


def _branch_labels(
    figure: go.Figure,
    tree: HuffmanTree,
    where: dict[int, Place],
    lit: dict[int, int],
    left: Sequence[float] | None,
    colours: Palette,
) -> None:
    leaves = len(tree.words)
    for merge in tree.merges:
        for child in (merge.left, merge.right):
            if child not in lit:
                continue
            bit = lit[child]
            label = str(bit)
            if left is not None:
                share = left[merge.node - leaves]
                label += f" · {(1 - share) if bit else share:.2f}"
            figure.add_annotation(
                x=(where[merge.node].x + where[child].x) / 2,
                y=(where[merge.node].y + where[child].y) / 2,
                text=label,
                showarrow=False,
                bgcolor=colours.background,
                font={"color": colours.text, "size": 12},
            )


def _safe(text: str) -> str:
    """Plotly reads a little HTML in its texts; a visitor's word is not to be read so."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
