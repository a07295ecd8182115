"""Training of graph vectors: DeepWalk and a graph convolution net, on two graphs.

What this is: `train(recipe, run)` for the karate club (from networkx) and Cora (Planetoid's split).
For each graph it walks, learns skip-gram vectors, trains the net of
`core.models.graph_convolution`, and keeps weights, vectors, plane coordinates and accuracies.
What it is not: tuned per graph beyond the recipe; seconds of work, so it starts anew rather than
resumes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE
from torch import Tensor

from core.corpora import corpus_file
from core.models.graph_convolution import GraphConvolution
from core.training.random_walks import WalkSettings, random_walks, walk_vectors
from core.training.recipe import Recipe

CORA_CLASSES = (
    # In the order of Planetoid's labels, recognised by their counts (351, 217, 418, …).
    "theory",
    "reinforcement learning",
    "genetic algorithms",
    "neural networks",
    "probabilistic methods",
    "case-based",
    "rule learning",
)
KARATE_CLASSES = ("Mr. Hi", "Officer")


@dataclass(frozen=True)
class LabelledGraph:
    """A graph with features (places of ones), a class a node, and a split."""

    name: str
    classes: tuple[str, ...]
    labels: NDArray[np.int64]  # [N]
    edges: NDArray[np.int64]  # [M/2, 2], each link once
    row: NDArray[np.int64]  # [P]
    column: NDArray[np.int64]  # [P]
    features: int
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]

    @property
    def nodes(self) -> int:
        return len(self.labels)

    def graph(self) -> nx.Graph:
        graph = nx.Graph()
        graph.add_nodes_from(range(self.nodes))
        graph.add_edges_from(map(tuple, self.edges.tolist()))
        return graph


def karate() -> LabelledGraph:
    """Zachary's club; nodes are their own features; one labelled member of each side."""
    graph = nx.karate_club_graph()
    sides = [graph.nodes[node]["club"] for node in graph]
    labels = np.array([KARATE_CLASSES.index(side) for side in sides])
    everyone = np.arange(len(labels))
    known = np.array([0, 33])  # the instructor and the president
    rest = np.setdiff1d(everyone, known)
    edges = np.array(list(graph.edges()), dtype=np.int64)
    return LabelledGraph(
        "karate", KARATE_CLASSES, labels, edges, everyone, everyone, len(labels), known, rest, rest
    )


def cora() -> LabelledGraph:
    """The citation graph with Planetoid's split: 140 labelled papers, 500 to choose, 1,000 to
    test."""
    with np.load(corpus_file("cora", "cora.npz"), allow_pickle=False) as kept:
        data = {name: kept[name].astype(np.int64) for name in kept.files}
    edges = data["edges"]
    return LabelledGraph(
        "cora", CORA_CLASSES, data["labels"], edges[edges[:, 0] != edges[:, 1]],
        data["feat_row"], data["feat_col"], int(data["n_feats"]),
        data["idx_train"], data["idx_val"], data["idx_test"],
    )  # fmt: skip


def net_inputs(graph: LabelledGraph) -> dict[str, NDArray[Any]]:
    """The inputs of `GraphConvolution.forward`: features in rows that sum to 1, and Â's entries."""
    counts = np.bincount(graph.row, minlength=graph.nodes)
    degree = 1.0 + np.bincount(graph.edges.ravel(), minlength=graph.nodes)
    source = np.concatenate([graph.edges[:, 0], graph.edges[:, 1]])
    target = np.concatenate([graph.edges[:, 1], graph.edges[:, 0]])
    return {
        "row": graph.row,
        "column": graph.column,
        "value": (1.0 / counts[graph.row]).astype(np.float32),
        "source": source,
        "target": target,
        "weight": (1 / np.sqrt(degree[source] * degree[target])).astype(np.float32),
        "own": (1 / degree).astype(np.float32),
    }


@dataclass(frozen=True)
class TrainedNet:
    """The weights of the best validation epoch, and the hidden plane on the way there."""

    state: dict[str, Tensor]
    log_probs: NDArray[np.float32]  # [N, C]
    hidden: NDArray[np.float32]  # [N, H]
    snapshots: list[tuple[int, float, NDArray[np.float32]]]  # epoch, test accuracy, hidden


def accuracy(log_probs: NDArray[np.float32], graph: LabelledGraph, nodes: NDArray[Any]) -> float:
    return float((log_probs.argmax(1)[nodes] == graph.labels[nodes]).mean())


def train_net(graph: LabelledGraph, settings: dict[str, Any], seed: int) -> TrainedNet:
    """Adam on the labelled nodes; dropout; weight decay on the first layer, as in the paper."""
    torch.manual_seed(seed)
    inputs = {name: torch.from_numpy(value) for name, value in net_inputs(graph).items()}
    net = GraphConvolution(
        graph.features, settings["hidden"], len(graph.classes), settings["dropout"]
    )
    optimiser = torch.optim.Adam(
        [
            {"params": [net.first], "weight_decay": settings["weight_decay"]},
            {"params": [net.second], "weight_decay": 0.0},
        ],
        lr=settings["learning_rate"],
    )
    labels, known = torch.from_numpy(graph.labels), torch.from_numpy(graph.train)
    best, kept = -1.0, None
    snapshots = []
    for epoch in range(settings["epochs"] + 1):
        net.eval()
        with torch.no_grad():
            log_probs, hidden = net(**inputs)
        if epoch % settings["snapshot_every"] == 0:
            right = accuracy(log_probs.numpy(), graph, graph.test)
            snapshots.append((epoch, right, hidden.numpy().copy()))
        # The karate club has no nodes to spare for choosing an epoch: there the last one is kept.
        chooses = not np.array_equal(graph.validation, graph.test)
        score = accuracy(log_probs.numpy(), graph, graph.validation) if chooses else float(epoch)
        if score > best:
            best = score
            state = {name: value.clone() for name, value in net.state_dict().items()}
            kept = (state, log_probs.numpy().copy(), hidden.numpy().copy())
        net.train()
        log_probs, _ = net(**inputs)
        loss = torch.nn.functional.nll_loss(log_probs[known], labels[known])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert kept is not None
    return TrainedNet(*kept, snapshots)


def classify(vectors: NDArray[np.float32], graph: LabelledGraph, seed: int) -> float:
    """Test accuracy of logistic regression on the labelled nodes' vectors."""
    fitted = LogisticRegression(max_iter=2000, C=1.0, random_state=seed)
    fitted.fit(vectors[graph.train], graph.labels[graph.train])
    return float(fitted.score(vectors[graph.test], graph.labels[graph.test]))


def plane(vectors: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Two coordinates a node: PCA for a small graph, t-SNE (on 20 components) for a large one."""
    if len(vectors) < 200:
        return PCA(2, random_state=seed).fit_transform(vectors).astype(np.float32)
    few = PCA(min(20, vectors.shape[1]), random_state=seed).fit_transform(vectors)
    placed = TSNE(2, perplexity=30, init="pca", random_state=seed).fit_transform(few)
    return np.asarray(placed, dtype=np.float32)


def bag_of_features(graph: LabelledGraph) -> NDArray[np.float32]:
    """The features as a matrix [N, F], rows of length 1: what a net without edges would see."""
    matrix = np.zeros((graph.nodes, graph.features), dtype=np.float32)
    matrix[graph.row, graph.column] = 1
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)


def majority(graph: LabelledGraph) -> float:
    """Test accuracy of always saying the most frequent class."""
    counts = np.bincount(graph.labels[graph.test])
    return float(counts.max() / counts.sum())


def learn(graph: LabelledGraph, settings: dict[str, Any], seed: int, run: Path) -> None:
    """All of one graph, written as <name>.safetensors, <name>.npz and <name>.json."""
    walking = WalkSettings(seed=seed, **settings["walks"])
    walks = random_walks(graph.graph(), walking)
    vectors = walk_vectors(walks, graph.nodes, walking)
    nets = [train_net(graph, settings["net"], seed + i) for i in range(settings["net"]["seeds"])]
    net = nets[0]
    rights = [accuracy(each.log_probs, graph, graph.test) for each in nets]
    scores = {
        "gcn": rights[0],
        "gcn_mean": float(np.mean(rights)),
        "gcn_deviation": float(np.std(rights)),
        "deepwalk": classify(vectors, graph, seed),
        "features": classify(bag_of_features(graph), graph, seed),
        "majority": majority(graph),
    }
    save_file(net.state, run / f"{graph.name}.safetensors")
    layout = nx.spring_layout(graph.graph(), seed=seed) if graph.nodes < 200 else None
    pca = PCA(2, random_state=seed).fit(np.concatenate([kept for _, _, kept in net.snapshots]))
    arrays: dict[str, NDArray[Any]] = {
        "labels": graph.labels.astype(np.uint8),
        "edges": graph.edges.astype(np.uint16),
        "row": graph.row.astype(np.uint16),
        "column": graph.column.astype(np.uint16),
        "train": graph.train.astype(np.uint16),
        "test": graph.test.astype(np.uint16),
        "walk_vectors": vectors.astype(np.float16),
        "walk_plane": plane(vectors, seed).astype(np.float16),
        "gcn_plane": plane(net.hidden, seed).astype(np.float16),
        "gcn_predicted": net.log_probs.argmax(1).astype(np.uint8),
    }
    if layout is not None:
        arrays["layout"] = np.array([layout[i] for i in range(graph.nodes)], dtype=np.float32)
        arrays["gcn_planes"] = np.stack([pca.transform(h) for _, _, h in net.snapshots]).astype(
            np.float16
        )  # [S, N, 2]
        arrays["walks"] = np.array(walks, dtype=np.uint16)
    with (run / f"{graph.name}.npz").open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    told = {
        "name": graph.name,
        "classes": graph.classes,
        "features": graph.features,
        "nodes": graph.nodes,
        "links": len(graph.edges),
        "hidden": settings["net"]["hidden"],
        "walks": vars(walking),
        "snapshots": [{"epoch": epoch, "accuracy": right} for epoch, right, _ in net.snapshots],
        "scores": scores,
    }
    (run / f"{graph.name}.json").write_text(json.dumps(told), encoding="utf-8")


def train(recipe: Recipe, run: Path) -> None:
    """Both graphs, one after the other; under a minute."""
    run.mkdir(parents=True, exist_ok=True)
    for make in (karate, cora):
        graph = make()
        learn(graph, recipe.data[graph.name], recipe.seed, run)
