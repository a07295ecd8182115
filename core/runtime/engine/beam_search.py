"""Beam search over any step function, with everything it looked at kept for drawing.

At each depth the `width` most probable unfinished paths are extended by one token in one batched
step. Scores are sums of log-probabilities; they never rise, so a path's score bounds all that
grows from it. No length normalisation happens in the search; `BeamTree.best` can rank with one
(Wu et al. 2016, "Google's Neural Machine Translation System", section 7, without coverage).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ids = NDArray[np.int64]
State = TypeVar("State")


@dataclass(frozen=True)
class BeamNode:
    """One token considered. `parent` is an index into the tree's nodes, −1 at the first token."""

    token: int
    parent: int
    depth: int  # 1 for the first token
    log_prob: float  # of this token, given its path
    score: float  # sum along the path, this token included
    kept: bool  # among the best `width` of its depth
    finished: bool  # an end token


@dataclass(frozen=True)
class Hypothesis:
    """A path from the start to a kept node."""

    tokens: tuple[int, ...]
    log_probs: tuple[float, ...]
    score: float
    finished: bool
    node: int

    def normalised(self, alpha: float) -> float:
        """score / length^alpha; alpha 0 is the score, 1 the mean log-probability."""
        return float(self.score / len(self.tokens) ** alpha)


@dataclass(frozen=True)
class BeamTree:
    """All nodes, parents before children."""

    nodes: tuple[BeamNode, ...]

    def path(self, node: int) -> Hypothesis:
        """The hypothesis that ends at the node of that index."""
        end, tokens, log_probs = self.nodes[node], [], []
        index = node
        while index >= 0:
            tokens.append(self.nodes[index].token)
            log_probs.append(self.nodes[index].log_prob)
            index = self.nodes[index].parent
        return Hypothesis(
            tuple(reversed(tokens)), tuple(reversed(log_probs)), end.score, end.finished, node
        )

    def best(self, count: int, *, alpha: float = 0.0) -> list[Hypothesis]:
        """Up to `count` complete paths, the best first: finished ones and leaves of the search."""
        parents = {node.parent for node in self.nodes if node.kept}
        ends = [
            index
            for index, node in enumerate(self.nodes)
            if node.kept and (node.finished or index not in parents)
        ]
        paths = sorted((self.path(index) for index in ends), key=lambda p: -p.normalised(alpha))
        return paths[:count]


def beam_search(
    step: Callable[[Ids, State], tuple[Floats, State]],
    log_probs: Floats,
    state: State,
    *,
    select: Callable[[State, Ids], State],
    width: int,
    depth: int,
    ends: Collection[int] = (),
    considered: int = 0,
    check: Callable[[], None] = lambda: None,
) -> BeamTree:
    """Search from the distribution over the first token.

    `log_probs` [V] is that distribution (−inf forbids a token, such as one that does not fit a
    half-typed word) and `state` the state it came from, for one path. `select(state, rows)` [N]
    picks rows of a batch, repeated where needed. `step(tokens [N], state)` gives log-probabilities
    [N, V] and the next state. `considered` tokens that lost their place are kept per depth, to
    draw the roads not taken. `check` is called before each step and may raise, to stop.
    """
    if width < 1 or depth < 1:
        raise ValueError("width and depth are at least 1")
    nodes: list[BeamNode] = []
    live: list[int] = [-1]
    scores = np.zeros(1)
    rows = np.asarray(log_probs, dtype=np.float64)[None, :]
    for level in range(1, depth + 1):
        totals = scores[:, None] + rows  # [N, V]
        chosen = _largest(totals, width + considered)
        survivors: list[int] = []
        origins: list[int] = []
        for rank, (row, token) in enumerate(chosen):
            node = BeamNode(
                token=token,
                parent=live[row],
                depth=level,
                log_prob=float(rows[row, token]),
                score=float(totals[row, token]),
                kept=rank < width,
                finished=token in ends,
            )
            nodes.append(node)
            if node.kept and not node.finished:
                survivors.append(len(nodes) - 1)
                origins.append(row)
        if not survivors or level == depth or _settled(nodes, survivors, width):
            break
        check()
        state = select(state, np.asarray(origins, dtype=np.int64))
        tokens = np.asarray([nodes[index].token for index in survivors], dtype=np.int64)
        stepped, state = step(tokens, state)
        rows = np.asarray(stepped, dtype=np.float64)
        scores = np.asarray([nodes[index].score for index in survivors])
        live = survivors
    return BeamTree(tuple(nodes))


def select_axis(axis: int) -> Callable[[tuple[Floats, ...], Ids], tuple[Floats, ...]]:
    """A `select` for states that are tuples of arrays with the batch at `axis`."""

    def select(state: tuple[Floats, ...], rows: Ids) -> tuple[Floats, ...]:
        return tuple(np.take(array, rows, axis=axis) for array in state)

    return select


def _largest(totals: Floats, count: int) -> list[tuple[int, int]]:
    """(row, token) of the `count` largest finite totals, largest first, ties by row and token."""
    flat = totals.ravel()
    count = min(count, flat.size)
    top = np.argpartition(-flat, count - 1)[:count]
    threshold = flat[top].min()
    above = np.flatnonzero(flat > threshold)
    equal = np.flatnonzero(flat == threshold)[: count - above.size]
    top = np.concatenate([above, equal])
    top = top[np.lexsort((top, -flat[top]))]
    return [divmod(int(index), totals.shape[1]) for index in top if np.isfinite(flat[index])]


def _settled(nodes: list[BeamNode], survivors: list[int], width: int) -> bool:
    """Whether `width` finished paths already beat all that could still grow."""
    finished = sorted((n.score for n in nodes if n.finished and n.kept), reverse=True)
    best_live = max(nodes[index].score for index in survivors)
    return len(finished) >= width and finished[width - 1] >= best_live
