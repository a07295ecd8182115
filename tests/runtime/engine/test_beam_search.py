"""Beam search against exhaustive search, and the promises its tree makes."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.runtime.engine.beam_search import BeamTree, beam_search, select_axis

VOCABULARY = 5


class Bigrams:
    """A model whose next token depends on the last one only; the state counts the steps."""

    def __init__(self, seed: int) -> None:
        raw = np.random.default_rng(seed).normal(size=(VOCABULARY, VOCABULARY)) * 2
        self.table = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
        self.calls = 0

    def step(self, tokens, state):
        self.calls += 1
        (count,) = state
        assert count.shape == (1, len(tokens), 2)
        return self.table[tokens], (count + 1,)

    def search(self, **wishes) -> BeamTree:
        return beam_search(
            self.step, self.table[0], (np.zeros((1, 1, 2)),), select=select_axis(1), **wishes
        )

    def score(self, path) -> float:
        return sum(self.table[a, b] for a, b in itertools.pairwise((0, *path)))


@given(seed=st.integers(0, 50))
@settings(max_examples=25)
def test_a_beam_as_wide_as_the_space_finds_the_best_of_all_paths(seed: int) -> None:
    model = Bigrams(seed)
    best = model.search(width=VOCABULARY**3, depth=3).best(1)[0]
    paths = itertools.product(range(VOCABULARY), repeat=3)
    assert best.tokens == max(paths, key=model.score)
    assert best.score == pytest.approx(model.score(best.tokens))


def test_width_one_is_greedy() -> None:
    model = Bigrams(3)
    path, last = [], 0
    for _ in range(4):
        last = int(model.table[last].argmax())
        path.append(last)
    assert model.search(width=1, depth=4).best(5)[0].tokens == tuple(path)


@given(
    seed=st.integers(0, 50), width=st.integers(1, 6), ends=st.sets(st.integers(0, 4), max_size=2)
)
@settings(max_examples=50)
def test_the_tree_is_consistent(seed: int, width: int, ends: set[int]) -> None:
    model = Bigrams(seed)
    tree = model.search(width=width, depth=4, ends=ends, considered=2)
    for index, node in enumerate(tree.nodes):
        assert node.parent < index
        parent_score = 0.0 if node.parent < 0 else tree.nodes[node.parent].score
        assert node.score == pytest.approx(parent_score + node.log_prob)
        assert node.finished == (node.token in ends)
        if node.parent >= 0:
            assert tree.nodes[node.parent].kept and not tree.nodes[node.parent].finished
            assert tree.nodes[node.parent].depth == node.depth - 1
    for depth in range(1, 5):
        assert sum(node.kept for node in tree.nodes if node.depth == depth) <= width
    scores = [path.score for path in tree.best(10)]
    assert scores == sorted(scores, reverse=True)


def test_a_forbidden_token_is_never_taken() -> None:
    model = Bigrams(1)
    first = np.full(VOCABULARY, -np.inf)
    first[2] = model.table[0, 2]
    tree = beam_search(
        model.step, first, (np.zeros((1, 1, 2)),), select=select_axis(1), width=3, depth=2
    )
    assert [node.token for node in tree.nodes if node.depth == 1] == [2]


def test_it_stops_once_finished_paths_cannot_be_beaten() -> None:
    model = Bigrams(0)
    model.table[0] = np.log([0.01, 0.9, 0.03, 0.03, 0.03])
    model.search(width=1, depth=9, ends={1})
    assert model.calls == 0


def test_nothing_allowed_gives_an_empty_tree() -> None:
    model = Bigrams(0)
    nothing = np.full(VOCABULARY, -np.inf)
    tree = beam_search(
        model.step, nothing, (np.zeros((1, 1, 2)),), select=select_axis(1), width=3, depth=2
    )
    assert tree.nodes == () and tree.best(3) == []


def test_check_can_stop_it() -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Bigrams(0).search(width=2, depth=3, check=stop)
