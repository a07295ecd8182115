"""The graph of nearest words against the same formula in numpy, in both of its forms."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from export.graphs.word_vectors import (
    GROUP,
    canonical_table,
    dequantize_rows,
    float_graph,
    int8_graph,
    quantize_rows,
    served_table,
)
from export.graphs.word_vectors_maps import topics, write_maps
from export.onnx_file import finish, tensor_specs
from export.scores.analogies import analogy_measures, board, sampled, served_rows
from export.scores.nearest_words import nearest_cases, neighbour_agreement
from export.scores.similarity import similarity_measures
from export.verification import largest_error


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    rows = np.random.default_rng(4).normal(size=(300, 64)) * np.linspace(2, 0.2, 64)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def folder(table: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("graphs")
    finish(float_graph(table), made / "float.onnx")
    finish(int8_graph(*quantize_rows(table)), made / "int8.onnx")
    return made


@pytest.mark.parametrize("name", ["float", "int8"])
def test_graph_follows_the_formula(folder: Path, name: str) -> None:
    path = folder / f"{name}.onnx"
    read = canonical_table if name == "float" else served_table
    assert largest_error(path, nearest_cases(read(onnx.load(str(path))))) < 1e-5


@pytest.mark.parametrize("name", ["float", "int8"])
def test_nearest_are_the_best_scores(folder: Path, table: np.ndarray, name: str) -> None:
    session = open_session(folder / f"{name}.onnx", [CPU])
    feed = {
        "positive": np.array([5, 7]),
        "positive_weights": np.ones(2, np.float32),
        "negative": np.array([9]),
        "negative_weights": np.ones(1, np.float32),
        "exclude": np.array([5, 7, 9]),
        "k": np.array([20]),
    }
    nearest, scores = session.run(["nearest", "scores"], feed)
    query = table[5] + table[7] - table[9]
    expected = table @ query / np.linalg.norm(query)
    expected[[5, 7, 9]] = -np.inf
    assert len(set(nearest) & set(np.argsort(-expected)[:20])) >= 18
    assert not {5, 7, 9} & set(nearest.tolist())
    assert (np.diff(scores) <= 0).all()


def test_a_sum_of_no_words_is_no_error(folder: Path) -> None:
    session = open_session(folder / "int8.onnx", [CPU])
    nothing = np.zeros(0, np.int64)
    feed = {
        "positive": nothing,
        "positive_weights": np.zeros(0, np.float32),
        "negative": nothing,
        "negative_weights": np.zeros(0, np.float32),
        "exclude": nothing,
        "k": np.array([3]),
    }
    assert np.isfinite(session.run(["scores"], feed)[0]).all()


def test_lengths_are_symbols(folder: Path) -> None:
    inputs, outputs = tensor_specs(folder / "int8.onnx")
    assert [inputs[name].shape for name in ("positive", "negative", "exclude")] == [
        ["P"],
        ["N"],
        ["E"],
    ]
    assert outputs["nearest"].shape == ["K"]


def test_groups_share_a_scale(table: np.ndarray) -> None:
    rows, scales = quantize_rows(table)
    assert rows.shape == (300, 64 // GROUP, GROUP)
    step = np.repeat(scales, GROUP, axis=1)
    assert (np.abs(dequantize_rows(rows, scales) - table) <= step / 2 + 1e-7).all()
    with pytest.raises(ValueError, match="multiple"):
        quantize_rows(table[:, :40])


def test_served_rows_are_the_stored_ones(folder: Path) -> None:
    stored = served_table(onnx.load(str(folder / "int8.onnx")))
    np.testing.assert_allclose(served_rows(folder / "int8.onnx", 300), stored, atol=1e-6)


def test_agreement_tells_tables_apart(table: np.ndarray) -> None:
    noise = np.random.default_rng(0).normal(size=table.shape).astype(np.float32)
    assert neighbour_agreement(table, table) == 1.0
    assert neighbour_agreement(table, noise) < 0.2
    assert neighbour_agreement(table, dequantize_rows(*quantize_rows(table))) > 0.95


def test_board_and_measures_speak_of_the_same_questions() -> None:
    words = ["man", "king", "woman", "queen", "cat"]
    table = np.array([[1, 0, 0], [1, 1, 0], [-1, 0, 0.1], [-1, 1, 0.1], [0, 0, 1]], np.float32)
    sections = {
        "family": [("man", "king", "woman", "queen"), ("man", "king", "woman", "cat")],
        "capital-world": [("athens", "greece", "oslo", "norway")],
    }
    made = board(words, table, sections)
    family, world = made["sections"]
    assert (family["tuned"], family["covered"], family["add"]) == (True, 2, 0.5)
    assert (world["tuned"], world["covered"], world["total"]) == (False, 0, 1)
    assert made["totals"][2]["total"] == 3
    measures = analogy_measures(words, table, sections)
    assert measures["accuracy"] == 0.5
    assert measures["coverage"] == pytest.approx(2 / 3)
    assert measures["section/family"] == 0.5
    assert sum(len(part) for part in sampled(sections, 2).values()) == 3  # rounded up a section
    pairs = [("Man", "king", 3.0), ("man", "queen", 1.0), ("man", "nobody", 2.0)]
    found = similarity_measures(words, table, pairs)
    assert found["spearman"] == pytest.approx(1.0)
    assert found["coverage"] == pytest.approx(2 / 3)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_maps_are_the_same_every_time(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    centres = np.repeat(np.eye(8)[:3] * 4, 30, axis=0)
    rows = (centres + draw.normal(0, 0.3, (90, 8))).astype(np.float32)
    words = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(90)]
    for name in ("a.npz", "b.npz"):
        write_maps(tmp_path / name, rows, words, [False] * 90, points=80)
    with np.load(tmp_path / "a.npz") as first, np.load(tmp_path / "b.npz") as second:
        assert first["pca"].shape == (80, 3) and first["tsne"].shape == (80, 2)
        for name in first.files:
            np.testing.assert_array_equal(first[name], second[name])


def test_topics_are_named_by_fit_words() -> None:
    rows = np.repeat(np.eye(4, dtype=np.float32), 10, axis=0)[:30]
    rows += np.random.default_rng(0).normal(0, 0.01, rows.shape).astype(np.float32)
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(30)]
    labels, names = topics(rows, words, [i == 0 for i in range(30)])
    assert len(labels) == 30
    assert all(words[0] not in name for name in names)
