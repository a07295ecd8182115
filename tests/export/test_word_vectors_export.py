"""The export of `word-vectors`, from a tiny run folder to a served artifact."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.runtime import Registry, load
from core.training.recipe import Recipe
from core.training.word_vectors import new_model
from export.manifest_entry import register
from export.model_export import ModelExport, NotTrained, QuantizationRefused, model_ids
from export.models import word_vectors
from export.models.word_vectors import CANONICAL, SERVED, WordVectorsExport
from tests.support.tiny_word_vectors import tiny_table

SERVED_WORDS = 30
QUESTIONS = {"family": [("man", "king", "woman", "queen"), ("man", "prince", "woman", "princess")]}


def recipe() -> Recipe:
    tables = [
        {"name": name, "width": 64, "window": 2, "negative": negative, "sample": 0, "rate": 0.05}
        for name, negative in (("wide", 3), ("narrow", 3), ("hierarchical", 0))
    ]
    return Recipe(
        id="word-vectors",
        title="Words as vectors",
        module="core.training.word_vectors",
        data={
            "corpora": {"wiki-general": 1, "novels": 1},
            "tables": tables,
            "combination": {"tables": ["wide", "narrow"], "weights": [1.0, 0.5], "width": 64},
            "served": {"words": SERVED_WORDS},
        },
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder whose tables are the tiny vectors turned at random."""
    folder = tmp_path_factory.mktemp("run")
    words, table = tiny_table()
    counts = {word: 1000 - at for at, word in enumerate(words)}
    (folder / "counts.json").write_text(json.dumps(counts))
    for at, settings in enumerate(recipe().data["tables"]):
        turn, _ = np.linalg.qr(np.random.default_rng(at).normal(size=(64, 64)))
        model = new_model(settings, counts, seed=1)
        model.wv.vectors[:] = table @ turn
        (folder / settings["name"]).mkdir()
        model.save(str(folder / settings["name"] / "model.gensim"))
        entry = {"pass": 1, "loss": 2.5, "tuned_accuracy": 0.5, "words_per_second": 10}
        (folder / settings["name"] / "curve.json").write_text(json.dumps([entry]))
    return folder


@pytest.fixture(autouse=True)
def small_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "google_questions", lambda: QUESTIONS)
    monkeypatch.setattr(
        word_vectors,
        "known_sets",
        lambda: {"WordSim-353": [("king", "prince", 9.0), ("king", "car", 1.0)]},
    )


@pytest.fixture
def out(run: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "artifacts" / "word-vectors"
    folder.mkdir(parents=True)
    WordVectorsExport(recipe()).build(run, folder)
    return folder


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_the_whole_way(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = WordVectorsExport(recipe())
    monkeypatch.setattr(word_vectors, "LEAST_AGREEMENT", 0.9)  # thirty words have close ties
    export.quantize(out)
    parity = export.verify(out)
    assert set(parity) == {"neighbours", "neighbours-int8"}
    assert max(parity.values()) < 1e-5
    scores = export.score(out, [], sample=None)
    assert scores["accuracy"] == 1.0
    assert scores["spearman/WordSim-353"] == pytest.approx(1.0)
    (out / "example.py").write_text(export.example())
    artifact = export.entry(out, scores, parity)
    register(artifact, out.parent)
    assert artifact.scores["accuracy"].baseline is not None
    assert artifact.serve == {"cpu": "neighbours-int8", "cuda": "neighbours"}
    vectors = load("word-vectors", Registry(out.parent))
    assert len(vectors) == SERVED_WORDS
    assert vectors.analogy("man", "king", "woman").items[0].word == "queen"
    assert vectors.scoreboard().totals[2].add == 1.0
    assert set(vectors.scoreboard().tables) == {"wide", "narrow", "hierarchical"}
    assert vectors.map("pca-3d", 5).at.shape == (5, 3)
    ran = subprocess.run(
        [sys.executable, str(out / "example.py")], capture_output=True, text=True, check=True
    )
    assert "queen" in ran.stdout.splitlines()[1]


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_files_of_both_kinds_are_scored(out: Path, tmp_path: Path) -> None:
    export = WordVectorsExport(recipe())
    word_vectors.finish(
        word_vectors.int8_graph(
            *word_vectors.quantize_rows(
                word_vectors.canonical_table(word_vectors.onnx.load(str(out / CANONICAL)))
            )
        ),
        out / SERVED,
    )
    analogies = tmp_path / "questions.txt"
    analogies.write_text(": family\nMan King Woman Queen\nman king woman nobody\n")
    found = export.score(out, [analogies], sample=None)
    assert (found["accuracy"], found["coverage"]) == (1.0, 0.5)
    assert found["section/family"] == 1.0
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("word1,word2,score\nking,prince,9\nking,car,1\n")
    assert export.score(out, [pairs], sample=None)["spearman"] == pytest.approx(1.0)
    both = export.score(out, [analogies, pairs], sample=None)
    assert {"questions/accuracy", "pairs/spearman"} <= set(both)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_table_that_loses_neighbours_is_refused(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_vectors, "neighbour_agreement", lambda *_: 0.98)
    with pytest.raises(QuantizationRefused, match="98"):
        WordVectorsExport(recipe()).quantize(out)
    assert not (out / SERVED).exists()


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_curves_can_be_drawn(out: Path) -> None:
    content = json.loads((out / "curves.json").read_text())
    assert content["version"] == 1 and content["table"] == "wide"
    assert content["points"][0]["tokens"] > 0
    assert set(content["tables"]) == {"wide", "narrow", "hierarchical"}


def test_an_untrained_run_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "counts.json").write_text("{}")
    with pytest.raises(NotTrained, match=r"core\.training word-vectors"):
        WordVectorsExport(recipe()).build(tmp_path, tmp_path)


def test_the_export_is_found() -> None:
    assert "word-vectors" in model_ids()
    assert isinstance(word_vectors.EXPORT, ModelExport)
