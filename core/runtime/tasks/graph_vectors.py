"""Graph vectors: random walks, the vectors learned from them, and a graph convolution net.

    from core.runtime import load
    graphs = load("graph-vectors")
    graphs.graph("karate").walk(start=0, length=10, seed=1)

What it is: two graphs (the karate club and Cora) with what was learned on each; the net runs live
and takes changed edges. What it is not: the training, except that walks can be drawn anew.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import ArtifactDamaged, BadInput

LONGEST_WALK = 200
LARGEST_BIAS = 100.0  # p and q lie between 1/100 and 100

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class NodeNeighbour:
    """A node near another in the learned space."""

    node: int
    cosine: float
    label: str
    linked: bool


@dataclass(frozen=True)
class Snapshot:
    """The plane of the net's hidden units after some epochs, and its accuracy on test nodes."""

    epoch: int
    accuracy: float
    plane: Floats  # [N, 2]


@dataclass(frozen=True)
class Prediction:
    """What the net says of every node: probabilities [N, C], and its hidden units [N, H]."""

    probabilities: Floats
    hidden: Floats

    @property
    def classes(self) -> Integers:
        """The most probable class of each node, [N]."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)


class LearnedGraph:
    """One graph and what was learned on it. Arrays are read-only and shared."""

    def __init__(
        self, told: dict[str, Any], arrays: dict[str, NDArray[Any]], session: ort.InferenceSession
    ) -> None:
        self.name: str = told["name"]
        self.classes: tuple[str, ...] = tuple(told["classes"])
        self.scores: dict[str, float] = dict(told["scores"])
        self.walk_settings: dict[str, float] = dict(told["walks"])
        self.labels: Integers = arrays["labels"].astype(np.int64)  # [N]
        self.edges: Integers = arrays["edges"].astype(np.int64)  # [M/2, 2]
        self.train: Integers = arrays["train"].astype(np.int64)
        self.test: Integers = arrays["test"].astype(np.int64)
        self.walk_vectors: Floats = arrays["walk_vectors"].astype(np.float32)  # [N, width]
        self.walk_plane: Floats = arrays["walk_plane"].astype(np.float32)  # [N, 2]
        self.net_plane: Floats = arrays["gcn_plane"].astype(np.float32)  # [N, 2]
        self.layout: Floats | None = arrays.get("layout")  # [N, 2], of a small graph
        self.walks: Integers | None = arrays.get("walks")  # the sentences that were learned from
        planes = arrays.get("gcn_planes")
        drawn = [] if planes is None else zip(told["snapshots"], planes, strict=True)
        self.snapshots: tuple[Snapshot, ...] = tuple(
            Snapshot(s["epoch"], s["accuracy"], plane.astype(np.float32)) for s, plane in drawn
        )
        self._row = arrays["row"].astype(np.int64)
        self._column = arrays["column"].astype(np.int64)
        self._session = session
        self._around = _neighbours(self.edges, len(self.labels))
        for array in (self.labels, self.edges, self.walk_vectors, self.walk_plane, self.net_plane):
            array.setflags(write=False)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.labels)

    def label(self, node: int) -> str:
        """The name of the node's class."""
        return self.classes[int(self.labels[self._node(node)])]

    def neighbours(self, node: int) -> tuple[int, ...]:
        """The nodes linked to this one, sorted."""
        return self._around[self._node(node)]

    def degree(self, node: int) -> int:
        """How many links the node has."""
        return len(self.neighbours(node))

    def walk(
        self, start: int, length: int = 12, *, p: float = 1.0, q: float = 1.0, seed: int = 0
    ) -> tuple[int, ...]:
        """A random walk of at most `length` (2 … 200) nodes; the same seed gives the same walk.

        p > 1 seldom turns back, q > 1 stays near (node2vec); p = q = 1 is DeepWalk. A walk ends
        early at a node without links. Raises `BadInput` for values out of range.
        """
        if not 2 <= length <= LONGEST_WALK:
            raise BadInput(f"A walk has between 2 and {LONGEST_WALK} nodes.")
        for value in (p, q):
            if not 1 / LARGEST_BIAS <= value <= LARGEST_BIAS:
                raise BadInput(f"p and q lie between 1/{LARGEST_BIAS:g} and {LARGEST_BIAS:g}.")
        rng = np.random.default_rng(abs(int(seed)))
        path = [self._node(start)]
        while len(path) < length and self._around[path[-1]]:
            around = self._around[path[-1]]
            weights = np.ones(len(around))
            if len(path) > 1:
                before = path[-2]
                linked = self._around[before]
                weights = np.array(
                    [1 / p if x == before else 1.0 if x in linked else 1 / q for x in around]
                )
            path.append(around[int(rng.choice(len(around), p=weights / weights.sum()))])
        return tuple(path)

    def nearest(self, node: int, k: int = 8) -> tuple[NodeNeighbour, ...]:
        """The nodes whose walk vectors are most alike, at most 50."""
        here = self._node(node)
        vectors = self.walk_vectors
        unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        cosines = unit @ unit[here]
        cosines[here] = -2
        order = np.argsort(-cosines)[: min(max(1, k), 50, self.nodes - 1)]
        linked = self._around[here]
        return tuple(
            NodeNeighbour(int(i), float(cosines[i]), self.label(int(i)), int(i) in linked)
            for i in order
        )

    def predict(self, edges: Sequence[tuple[int, int]] | Integers | None = None) -> Prediction:
        """The net's classes for all nodes, with the graph's edges or others in their place.

        At most four times as many edges as the graph has. Raises `BadInput`.
        """
        chosen = self.edges if edges is None else self._checked(edges)
        inputs = net_inputs(self.nodes, chosen, self._row, self._column)
        log_probs, hidden = self._session.run(["log_probs", "hidden"], inputs)
        return Prediction(np.exp(log_probs), hidden)

    def accuracy(self, prediction: Prediction) -> float:
        """The share of test nodes whose class is right."""
        return float((prediction.classes[self.test] == self.labels[self.test]).mean())

    def _checked(self, edges: Sequence[tuple[int, int]] | Integers) -> Integers:
        if len(edges) > 4 * len(self.edges):
            raise BadInput(f"At most {4 * len(self.edges)} links are taken here.")
        table = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
        if len(table) and (table.min() < 0 or table.max() >= self.nodes):
            raise BadInput(f"Nodes are numbered from 0 to {self.nodes - 1}.")
        return table[table[:, 0] != table[:, 1]]

    def _node(self, node: int) -> int:
        if not 0 <= int(node) < self.nodes:
            raise BadInput(f"Nodes are numbered from 0 to {self.nodes - 1}.")
        return int(node)


class GraphVectors:
    """The graphs by name: "karate" and "cora"."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact = artifact
        self._registry = registry
        self._graphs: dict[str, LearnedGraph] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The graphs there are, sorted."""
        return tuple(sorted(self.artifact.graphs))

    def graph(self, name: str) -> LearnedGraph:
        """One graph with what was learned on it. Raises `BadInput` for an unknown name."""
        if name not in self.artifact.graphs:
            known = ", ".join(self.names)
            raise BadInput(f"There is no graph “{name[:20]}” here; there are {known}.")
        if name not in self._graphs:
            text = self._registry.file(self.artifact, f"{name}.json").read_text(encoding="utf-8")
            path = self._registry.file(self.artifact, f"{name}.npz")
            session = self._registry.session(self.artifact, name)
            try:
                with np.load(path, allow_pickle=False) as kept:
                    arrays = {key: kept[key] for key in kept.files}
                self._graphs[name] = LearnedGraph(json.loads(text), arrays, session)
            except (OSError, ValueError, KeyError) as error:
                raise ArtifactDamaged(f"The graph “{name}” is unreadable.") from error
        return self._graphs[name]


def net_inputs(
    nodes: int, edges: Integers, row: Integers, column: Integers
) -> dict[str, NDArray[Any]]:
    """The net's inputs: features in rows that sum to 1, and the entries of
    Â = D^-½ (A + I) D^-½ for `edges` [M/2, 2], each link given once."""
    counts = np.bincount(row, minlength=nodes)
    degree = 1.0 + np.bincount(edges.ravel(), minlength=nodes)
    source = np.concatenate([edges[:, 0], edges[:, 1]])
    target = np.concatenate([edges[:, 1], edges[:, 0]])
    return {
        "row": row,
        "column": column,
        "value": (1.0 / counts[row]).astype(np.float32),
        "source": source,
        "target": target,
        "weight": (1 / np.sqrt(degree[source] * degree[target])).astype(np.float32),
        "own": (1 / degree).astype(np.float32),
    }


def _neighbours(edges: Integers, nodes: int) -> list[tuple[int, ...]]:
    around: list[set[int]] = [set() for _ in range(nodes)]
    for a, b in edges.tolist():
        around[a].add(b)
        around[b].add(a)
    return [tuple(sorted(found)) for found in around]
