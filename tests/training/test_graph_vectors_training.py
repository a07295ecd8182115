"""Random walks and the two ways of learning node vectors, on the karate club."""

import json
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np

from core.training.graph_vectors import karate, learn, net_inputs
from core.training.random_walks import WalkSettings, next_node, random_walks, walk_vectors


def test_walks_follow_links_start_everywhere_and_repeat() -> None:
    graph = nx.path_graph(5)
    graph.add_node(5)  # no neighbour: its walk is itself
    settings = WalkSettings(walks=2, length=6, seed=3)
    walks = random_walks(graph, settings)
    assert sorted(walk[0] for walk in walks) == sorted([*range(6)] * 2)
    assert all(graph.has_edge(a, b) for walk in walks for a, b in pairwise(walk))
    assert [5] in walks
    assert walks == random_walks(graph, settings)


def test_return_parameter_decides_how_often_a_walk_turns_back() -> None:
    graph = nx.path_graph(3)
    rng = np.random.default_rng(0)
    back = [next_node(graph, 0, 1, 100.0, 1.0, rng) == 0 for _ in range(200)]
    assert sum(back) < 20


def test_vectors_of_one_triangle_are_nearer_than_those_of_the_other() -> None:
    graph = nx.Graph([(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)])
    settings = WalkSettings(walks=30, length=10, width=8, passes=20, seed=1)
    vectors = walk_vectors(random_walks(graph, settings), 6, settings)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    assert cosines[0, 1] > cosines[0, 4]


def test_training_writes_what_the_export_reads(tmp_path: Path) -> None:
    graph = karate()
    settings = {
        "walks": {"walks": 5, "length": 8, "width": 8, "passes": 5},
        "net": {
            "hidden": 4, "dropout": 0.0, "weight_decay": 5e-4, "learning_rate": 0.02,
            "epochs": 100, "snapshot_every": 50, "seeds": 1,
        },
    }  # fmt: skip
    learn(graph, settings, 1, tmp_path)
    told = json.loads((tmp_path / "karate.json").read_text())
    assert told["nodes"] == 34 and told["links"] == 78
    assert told["scores"]["gcn"] > told["scores"]["majority"]
    assert [shot["epoch"] for shot in told["snapshots"]] == [0, 50, 100]
    with np.load(tmp_path / "karate.npz", allow_pickle=False) as kept:
        assert kept["gcn_planes"].shape == (3, 34, 2)
        assert kept["walk_vectors"].shape == (34, 8)
    assert (tmp_path / "karate.safetensors").is_file()


def test_adjacency_is_symmetric_and_counts_self_loops() -> None:
    inputs = net_inputs(karate())
    normalised = np.diag(inputs["own"])
    normalised[inputs["target"], inputs["source"]] += inputs["weight"]
    np.testing.assert_allclose(normalised, normalised.T)
    assert np.linalg.eigvalsh(normalised).max() <= 1 + 1e-6
