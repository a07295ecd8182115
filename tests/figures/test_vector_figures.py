"""The figures of the first three labs: what they draw is what they were given."""

from __future__ import annotations

import numpy as np
import pytest

from core.figures.huffman_tree import huffman_figure, places
from core.figures.matrices import (
    distances,
    embedding_map,
    folded_one_hot,
    one_hot_map,
    pair_map,
    sizes_bars,
)
from core.figures.moving_plane import label_sides, loss_figure, plane_figure, steadied, turned
from core.figures.palette import DARK, LIGHT
from core.figures.prediction_costs import prediction_cost_figure, products, zipf_depth
from core.figures.token_costs import cost_figure
from core.text.huffman import huffman_tree

WORDS = ["and", "in", "today", "fat", "potato", "fridge", "kangaroo", "zebra"]
COUNTS = [14, 7, 4, 3, 3, 2, 2, 1]


def test_one_hot_is_the_matrix_itself_when_it_fits() -> None:
    assert np.array_equal(folded_one_hot([2, 0, 9], 4, 240), [[0, 0, 1, 0], [1, 0, 0, 0], [0] * 4])
    folded = folded_one_hot([29_999, 0], 30_000, 240)
    assert folded.shape == (2, 240) and folded[0, 239] == 1 and folded[1, 0] == 1
    assert folded.sum() == 2


def test_one_hot_rows_are_root_two_apart() -> None:
    apart = distances(np.eye(5))
    assert np.allclose(apart[~np.eye(5, dtype=bool)], np.sqrt(2)) and not np.diag(apart).any()


def test_distances_follow_the_angle() -> None:
    vectors = np.array([[1.0, 0.0], [3.0, 3.0], [0.0, 0.0]])
    assert distances(vectors)[0, 1] == pytest.approx(np.sqrt(2 - 2 * np.cos(np.pi / 4)))


def test_a_repeated_word_keeps_its_own_row() -> None:
    figure = one_hot_map([3, 8, 3], ["the", "cat", "the"], 100, LIGHT, axis="place")
    assert len(set(figure.data[0].y)) == 3
    assert list(figure.data[1].x) == [3, 8, 3]
    assert (
        len(
            set(
                embedding_map(np.ones((3, 4), np.float32), ["a", "b", "a"], DARK, axis="d")
                .data[0]
                .y
            )
        )
        == 3
    )


def test_pairs_and_sizes_say_their_numbers() -> None:
    figure = pair_map(
        np.array([[0.0, 1.4142], [1.4142, 0.0]]), ["a", "b"], LIGHT, low=0, high=2, numbers=True
    )
    assert figure.data[0].texttemplate and figure.data[0].z[0][1] == pytest.approx(1.414)
    bars = sizes_bars(
        ["x", "y"], [10.0, 1e9], ["10 bytes", "1 GB"], [LIGHT.rival, LIGHT.state], LIGHT
    )
    assert "1 GB" in bars.layout.annotations[1].text


def test_the_tree_stands_and_grows_merge_by_merge() -> None:
    tree = huffman_tree(WORDS, COUNTS)
    where = places(tree)
    assert len(where) == 15 and where[tree.root].y == 0
    for merge in tree.merges:
        assert where[merge.left].x < where[merge.node].x < where[merge.right].x
        assert where[merge.left].y == where[merge.right].y == where[merge.node].y + 1
    edges = [
        sum(
            x is None
            for trace in huffman_figure(tree, LIGHT, merged=made).data
            if trace.mode == "lines"
            for x in trace.x or ()
        )
        for made in range(8)
    ]
    assert edges == [2 * made for made in range(8)]


def test_the_lit_path_carries_its_branches() -> None:
    tree = huffman_tree(WORDS, COUNTS)
    word = WORDS.index("zebra")
    figure = huffman_figure(tree, LIGHT, word=word, left=[0.25] * 7)
    said = [note.text for note in figure.layout.annotations]
    branches = [text for text in said if "·" in text]
    assert len(branches) == len(tree.codes[word].bits)
    assert {text[-4:] for text in branches} <= {"0.25", "0.75"}
    assert "<b>zebra</b>" in said


def test_a_word_is_never_read_as_markup() -> None:
    tree = huffman_tree(["<b>x</b>", "y&z"], [2, 1])
    assert not any("<b>x" in note.text for note in huffman_figure(tree, LIGHT).layout.annotations)


def test_turning_undoes_a_mirror_and_a_rotation() -> None:
    plane = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
    moved = plane @ np.array([[0.0, 1.0], [1.0, 0.0]], np.float32) * np.float32(-1)
    assert np.allclose(turned(moved, plane), plane, atol=1e-5)
    steady = steadied([moved, plane, moved])
    assert np.allclose(steady[0], moved, atol=1e-5) and np.array_equal(steady[2], moved)
    assert steadied([]) == []


def test_labels_do_not_cover_one_another() -> None:
    plane = np.zeros((30, 2), np.float32)
    sides = label_sides(plane, ["word"] * 30, range(30), 1.0, always=6)
    assert 6 <= len(sides) < 10 and set(range(6)) <= set(sides)


def test_plane_lights_the_chosen_and_draws_their_way() -> None:
    planes = [np.random.default_rng(i).normal(size=(4, 2)).astype(np.float32) for i in range(3)]
    figure = plane_figure(
        planes[2], list("abcd"), [4, 3, 2, 1], LIGHT, trail=planes[:2], chosen=["b"]
    )
    trail, rest, lit = figure.data
    assert len(trail.x) == 4 and rest.marker.color == LIGHT.state
    assert list(lit.x) == [pytest.approx(planes[2][1, 0])]


def test_loss_leaves_out_what_is_not_known() -> None:
    figure = loss_figure(
        [0, 10, 20], [None, 4.0, 2.0], DARK, untrained=4.2, goal=100, axes=("s", "l")
    )
    assert list(figure.data[0].x) == [10, 20] and figure.data[1].text == ("2.00",)
    assert loss_figure([0], [None], DARK, untrained=None, goal=1, axes=("s", "l")).data[0].x == ()


def test_products() -> None:
    assert products(1000, 200, 5, 10.0) == {
        "softmax": 200_000.0,
        "hierarchical": 2000.0,
        "negative": 1200.0,
    }
    assert zipf_depth(2) == pytest.approx(0.9183, abs=1e-4)
    assert 8 < zipf_depth(30_000) < np.log2(30_000)
    assert (
        len(
            prediction_cost_figure(
                1000,
                200,
                5,
                LIGHT,
                names=dict.fromkeys(("softmax", "hierarchical", "negative"), "n"),
                axes=("v", "m"),
            ).data
        )
        == 6
    )


def test_costs_hold_each_way_of_cutting() -> None:
    figure = cost_figure(["words", "characters"], [10, 60], [50_000, 100], LIGHT, axes=("T", "V"))
    assert list(figure.data[-1].x) == [10, 60] and list(figure.data[-1].y) == [50_000, 100]
    assert figure.data[-1].customdata == ("500,000", "6,000")
