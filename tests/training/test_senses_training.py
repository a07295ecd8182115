"""Sense vectors from contextual vectors: balance, clusters, planes, telling words."""

import json
from pathlib import Path

import numpy as np

from core.training.senses import (
    WINDOW,
    Example,
    balanced,
    cluster,
    describe,
    plane_of,
    read_examples,
    save,
    signatures,
)

ROWS = [
    {"word": "bank", "split": "train", "index": 1, "sense": "bank_river", "text": "the bank ."},
    {"word": "bank", "split": "test", "index": 0, "sense": "bank_money", "text": "bank rates"},
]


def test_examples_are_those_of_the_split() -> None:
    lines = [json.dumps(row) for row in ROWS]
    (example,) = read_examples(lines, "test")
    assert example == Example("bank", ("bank", "rates"), 0, "bank_money")


def test_only_the_words_nearby_are_read() -> None:
    words = tuple(f"w{i}" for i in range(100))
    near = Example("w50", words, 50).near()
    assert near.words[near.place] == "w50" and len(near.words) == 2 * WINDOW + 1
    assert Example("w1", words, 1).near().place == 1


def test_senses_are_cut_to_the_same_number() -> None:
    examples = [Example("a", ("a",), 0, "x")] * 10 + [Example("a", ("a",), 0, "y")] * 2
    kept = balanced(examples, 3, seed=0)
    assert [e.sense for e in kept] == ["x"] * 3 + ["y"] * 2


def blobs() -> tuple[np.ndarray, list[int]]:
    rng = np.random.default_rng(0)
    centres = np.eye(3, 8) * 5
    groups = [0] * 20 + [1] * 10 + [2] * 5
    return (centres[groups] + rng.normal(0, 0.2, (35, 8))).astype(np.float32), groups


def test_clusters_come_by_falling_size() -> None:
    vectors, groups = blobs()
    assert cluster(vectors, 3, seed=1) == groups


def test_the_plane_parts_the_senses() -> None:
    vectors, groups = blobs()
    centre, directions = plane_of(vectors, groups)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-5)
    points = (vectors - centre) @ directions.T
    means = np.stack([points[np.array(groups) == g].mean(0) for g in range(3)])
    spread = max(points[np.array(groups) == g].std(0).max() for g in range(3))
    gaps = [np.linalg.norm(means[i] - means[j]) for i in range(3) for j in range(i)]
    assert min(gaps) > 5 * spread
    two = plane_of(vectors[:30], groups[:30])[1]
    np.testing.assert_allclose(two @ two.T, np.eye(2), atol=1e-5)


def test_telling_words_are_those_the_other_sense_lacks() -> None:
    river = Example("bank", ("river", "the", "bank", "water"), 2)
    money = Example("bank", ("money", "the", "bank", "rates"), 2)
    named = signatures([river] * 5 + [money] * 5, [0] * 5 + [1] * 5, count=2)
    assert set(named[0]) == {"river", "water"} and set(named[1]) == {"money", "rates"}


def test_what_is_saved_holds_vectors_and_no_sentence(tmp_path: Path) -> None:
    vectors, groups = blobs()
    words = ("some", "secret", "sentence", "bank")
    examples = [Example("bank", words, 3) for _ in groups]
    described = describe("bank", examples, vectors, groups, ["a", "b", "c"]) | {"source": "x"}
    save([described], tmp_path)
    with np.load(tmp_path / "senses.npz") as kept:
        np.testing.assert_allclose(np.linalg.norm(kept["centroids"], axis=1), 1, rtol=1e-5)
        assert kept["directions"].shape == (1, 2, 8)
    told = json.loads((tmp_path / "senses.json").read_text())
    assert told["words"][0]["counts"] == [20, 10, 5]
    assert "secret sentence" not in json.dumps(told)
