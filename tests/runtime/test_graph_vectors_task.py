"""The graphs' task: walks, neighbours, the net with other edges, bad input."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runtime import BadInput
from core.runtime.tasks.graph_vectors import GraphVectors, LearnedGraph, net_inputs
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import add_graph_vectors


@pytest.fixture
def graph(tiny_artifacts: TinyArtifacts) -> LearnedGraph:
    task = GraphVectors(add_graph_vectors(tiny_artifacts), tiny_artifacts.registry)
    assert task.names == ("cora", "karate")
    return task.graph("karate")


def test_walks_follow_links_and_repeat_with_their_seed(graph: LearnedGraph) -> None:
    walk = graph.walk(0, 50, p=0.5, q=2, seed=7)
    assert len(walk) == 50 and walk[0] == 0
    assert all(b in graph.neighbours(a) for a, b in pairwise(walk))
    assert walk == graph.walk(0, 50, p=0.5, q=2, seed=7)
    assert walk != graph.walk(0, 50, p=0.5, q=2, seed=8)


def test_return_parameter_turns_walks_back(graph: LearnedGraph) -> None:
    def turns(p: float) -> int:
        walk = graph.walk(0, 200, p=p, seed=3)
        return sum(a == b for a, b in zip(walk, walk[2:], strict=False))

    assert turns(0.01) > turns(100.0)


def test_nearest_nodes_are_sorted_and_leave_out_the_node(graph: LearnedGraph) -> None:
    found = graph.nearest(2, 50)
    assert len(found) == 5 and 2 not in [item.node for item in found]
    cosines = [item.cosine for item in found]
    assert cosines == sorted(cosines, reverse=True)
    assert {item.node for item in found if item.linked} == {0, 1, 3}


def test_net_reads_the_edges_it_is_given(graph: LearnedGraph) -> None:
    own = graph.predict()
    assert own.probabilities.shape == (6, 2)
    np.testing.assert_allclose(own.probabilities.sum(1), 1, rtol=1e-5)
    assert 0 <= graph.accuracy(own) <= 1
    other = graph.predict([(0, 1), (4, 4)])
    assert not np.allclose(own.hidden, other.hidden)
    assert graph.predict([]).hidden.shape == own.hidden.shape


def test_net_inputs_are_the_normalised_adjacency() -> None:
    edges = np.array([[0, 1], [1, 2]])
    inputs = net_inputs(3, edges, np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]))
    A = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=float)
    D = np.diag(A.sum(1) ** -0.5)
    normalised = np.diag(inputs["own"].astype(float))
    normalised[inputs["target"], inputs["source"]] += inputs["weight"]
    np.testing.assert_allclose(normalised, D @ A @ D, rtol=1e-6)
    np.testing.assert_allclose(inputs["value"], [0.5, 0.5, 1, 1])


def test_values_out_of_range_are_answered(graph: LearnedGraph) -> None:
    for call in (
        lambda: graph.walk(6),
        lambda: graph.walk(-1),
        lambda: graph.walk(0, 1),
        lambda: graph.walk(0, 10_000),
        lambda: graph.walk(0, p=0),
        lambda: graph.walk(0, q=float("nan")),
        lambda: graph.predict([(0, 6)]),
        lambda: graph.predict([(0, 1)] * 29),
    ):
        with pytest.raises(BadInput):
            call()


def test_unknown_graph_is_answered(tiny_artifacts: TinyArtifacts) -> None:
    task = GraphVectors(add_graph_vectors(tiny_artifacts), tiny_artifacts.registry)
    with pytest.raises(BadInput, match="cora, karate"):
        task.graph("facebook")


def test_snapshots_tell_how_the_net_learned(graph: LearnedGraph) -> None:
    assert [shot.epoch for shot in graph.snapshots] == [0, 10]
    assert graph.snapshots[0].plane.shape == (6, 2)
    assert graph.label(5) == "right" and graph.degree(2) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.integers(0, 5), st.integers(2, 200), st.integers())
def test_any_seed_gives_a_walk(graph: LearnedGraph, start: int, length: int, seed: int) -> None:
    assert len(graph.walk(start, length, seed=seed)) == length
