"""A whole run of `word-vectors` on a made text: resumed, without a compiler, and exported."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from gensim.models import Word2Vec

from core.training import word_vectors
from core.training.recipe import Recipe, recipe_names

SENTENCES = [
    "The king of France rules the old castle, and the queen of France rules the king.",
    "The capital of France is Paris.",
    "New York is a city; the river of New York is wide.",
    "A man walks to the river and a woman walks to the castle.",
]


def recipe(passes: int = 2, negative: int = 3, minutes: float | None = None) -> Recipe:
    table = {"name": "only", "width": 64, "window": 2, "negative": negative, "sample": 1e-2}
    return Recipe(
        id="word-vectors",
        title="tiny",
        module="core.training.word_vectors",
        minutes=minutes,
        data={
            "corpora": {"made": 1},
            "phrases": {"count": 10, "npmi": 0.5},
            "vocabulary": {"most": 100, "min_count": 5},
            "tables": [table | {"rate": 0.05, "passes": passes}],
        },
    )


@pytest.fixture(autouse=True)
def made_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    def lines(corpus: str) -> Iterator[str]:
        assert corpus == "made"
        yield from SENTENCES * 20

    monkeypatch.setattr(word_vectors, "open_lines", lines)


def curve(run: Path) -> list[dict[str, float]]:
    found: list[dict[str, float]] = json.loads((run / "only" / "curve.json").read_text())
    return found


@pytest.mark.parametrize("negative", [3, 0])
@pytest.mark.parametrize("compiled", [True, False])
def test_a_run_leaves_a_model_and_its_curve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, negative: int, compiled: bool
) -> None:
    if not compiled:
        monkeypatch.setattr(word_vectors, "fast_kernel", lambda width, folder: None)
    word_vectors.train(recipe(negative=negative), tmp_path)
    model = Word2Vec.load(str(tmp_path / "only" / "model.gensim"))
    counts = json.loads((tmp_path / "counts.json").read_text())
    assert model.wv.index_to_key == list(counts)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert "new_york" in counts and "paris" not in counts
    assert [entry["pass"] for entry in curve(tmp_path)] == [1, 2]
    assert np.isfinite(model.wv.vectors).all()
    fresh = word_vectors.new_model(recipe().data["tables"][0], counts, seed=1)
    assert not np.allclose(model.wv.vectors, fresh.wv.vectors)


def test_a_run_out_of_time_goes_on(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    word_vectors.train(recipe(passes=3), whole)
    three = recipe(passes=3)
    word_vectors.train(recipe(passes=3, minutes=1e-9), parts)
    assert not (parts / "only" / "curve.json").exists()
    word_vectors.train(three, parts)
    word_vectors.train(three, parts)  # finished already: nothing is done again
    assert len(curve(parts)) == 3
    first, second = (
        Word2Vec.load(str(run / "only" / "model.gensim")).wv.vectors for run in (whole, parts)
    )
    np.testing.assert_array_equal(first, second)


def test_resuming_after_a_pass_is_the_same_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    word_vectors.train(recipe(passes=3), whole)
    measure, seen = word_vectors.tuned_accuracy, []

    def fails_once(model: Word2Vec) -> float:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return measure(model)

    monkeypatch.setattr(word_vectors, "tuned_accuracy", fails_once)
    with pytest.raises(KeyboardInterrupt):
        word_vectors.train(recipe(passes=3), parts)
    assert len(curve(parts)) == 1
    word_vectors.train(recipe(passes=3), parts)
    first, second = (
        Word2Vec.load(str(run / "only" / "model.gensim")).wv.vectors for run in (whole, parts)
    )
    np.testing.assert_array_equal(first, second)


def test_template_sentences_are_not_trained_on(tmp_path: Path) -> None:
    path = word_vectors.prepare_text(recipe().data, tmp_path)
    assert "capital" not in path.read_text()


def test_the_recipe_is_whole() -> None:
    assert "word-vectors" in recipe_names()
    data = Recipe.load("word-vectors").data
    names = [table["name"] for table in data["tables"]]
    assert set(data["combination"]["tables"]) <= set(names)
    assert len(data["combination"]["weights"]) == len(data["combination"]["tables"])
    assert data["combination"]["width"] % 64 == 0  # groups of the int8 rows
