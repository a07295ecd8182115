"""The whole export of a language model of a few kilobytes: build, quantise, verify, score."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from core.corpora import CorpusMissing
from core.models.word_lstm import WordLSTM, WordLSTMConfig
from core.runtime.engine.registry import Registry
from core.runtime.tasks.next_word import NextWord
from core.text.vocabulary import WordVocabulary
from core.training.checkpoints import save_weights
from export.journey import publish
from export.model_export import ModelExport, NotTrained, QuantizationRefused
from export.models import next_word
from export.models.next_word import EXPORT
from export.scores import next_word_comparison

WORDS = ["<pad>", "<unk>", "</s>", "how", "to", "make", "tea", "cake", "a", "what", "is", "the"]
LINES = [["how", "to", "make", "tea"], ["what", "is", "the", "cake"], ["make", "a", "zebra"]]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder with random weights."""
    torch.manual_seed(0)
    config = WordLSTMConfig(cutoffs=(6, 9, len(WORDS)), ranks=(32, 16, 16), hidden=32)
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config.to_dict()))
    WordVocabulary(WORDS).save(folder / "tokenizer.json")
    save_weights(folder / "model.safetensors", WordLSTM(config).state_dict())
    return folder


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(next_word, "validation_lines", lambda: LINES)
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "artifacts" / "next-word"
    folder.mkdir(parents=True)
    return folder


def no_text(vocabulary: WordVocabulary) -> None:
    raise CorpusMissing("not here")


def test_it_follows_the_protocol() -> None:
    assert isinstance(EXPORT, ModelExport)


def test_the_journey(run: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    EXPORT.build(run, out)
    EXPORT.quantize(out)
    parity = EXPORT.verify(out)
    assert set(parity) == {"step", "step-int8"}
    assert parity["step"] < 1e-5 < parity["step-int8"] < 0.2
    entry = publish(EXPORT, out)
    assert entry.serve == {"cpu": "step-int8", "cuda": "step"}
    assert entry.graphs["step"].inputs["h"].shape == [1, "B", 32]
    assert entry.graphs["step"].outputs["log_probs"].shape == ["B", len(WORDS)]

    monkeypatch.setattr(next_word_comparison, "kneser_ney", no_text)
    monkeypatch.setattr(next_word_comparison, "trie", no_text)
    file = tmp_path / "lines.txt"
    file.write_text("How to make tea?\nWhat is the cake\n", encoding="utf-8")
    scores = EXPORT.score(out, [file], sample=None)
    assert set(scores) == {
        *("perplexity", "top1", "top8", "mrr8", "keystrokes_saved"),
        *("lines", "words", "unknown_share"),
    }
    assert (scores["lines"], scores["words"], scores["unknown_share"]) == (2, 8, 0)
    assert 1 < scores["perplexity"] < 100

    card = EXPORT.entry(out, scores | {"kneser_ney_top1": 0.5, "trie_top1": 0.6}, parity)
    assert card.scores["top1"].baseline == 0.6
    assert card.scores["perplexity"].baseline is None
    assert not card.scores["perplexity"].higher_is_better


def test_float16_is_kept_only_where_it_costs_little(run: Path, out: Path, monkeypatch) -> None:
    EXPORT.build(run, out)
    assert EXPORT.entry(out, {}, {}).graphs["step"].precision == "float16-storage"
    perplexities = iter([10.0, 10.02])
    monkeypatch.setattr(next_word, "_perplexity", lambda *_: next(perplexities))
    EXPORT.build(run, out)
    assert EXPORT.entry(out, {}, {}).graphs["step"].precision == "float32"


def test_a_worse_small_graph_is_refused(run: Path, out: Path, monkeypatch) -> None:
    EXPORT.build(run, out)
    perplexities = iter([10.0, 10.2])
    monkeypatch.setattr(next_word, "_perplexity", lambda *_: next(perplexities))
    with pytest.raises(QuantizationRefused):
        EXPORT.quantize(out)
    assert not list(out.glob("*int8*")) and not list(out.glob(".*"))


def test_without_weights_it_says_what_to_train(tmp_path: Path, out: Path) -> None:
    with pytest.raises(NotTrained, match=r"core\.training next-word"):
        EXPORT.build(tmp_path, out)


def test_the_example_completes_as_the_task_does(run: Path, out: Path) -> None:
    import importlib.util

    EXPORT.build(run, out)
    entry = publish(EXPORT, out)
    task = NextWord(entry, Registry(out.parent))
    spec = importlib.util.spec_from_file_location("next_word_example", out / "example.py")
    assert spec is not None and spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    for text in ("", "how to", "how to ", "What’s m", "is the", "zebra", "to make a tea, and t"):
        wanted = task.suggest(text).items
        got = example.complete(text)
        assert [added for added, _ in got] == [item.added for item in wanted], text
        assert [p for _, p in got] == pytest.approx([item.log_prob for item in wanted], abs=1e-4)


def test_rivals_offer_through_the_served_search() -> None:
    """A counting model behind the served algorithm: its state is the line's beginning itself."""
    from export.rivals.kneser_ney import KneserNey
    from export.scores.next_word import measure
    from export.scores.next_word_predictors import counting

    vocabulary = WordVocabulary(WORDS)
    lines = [vocabulary.encode(line) for line in [*LINES[:2]] * 3]
    model = KneserNey.train(lines, len(WORDS))
    rival = counting(model, vocabulary)
    context = tuple(vocabulary.encode(["how", "to"]))
    assert np.allclose(rival.log_probs(context), model.log_probs(context), atol=1e-6)
    offers = rival.suggest("how to m", 8)
    assert "how to make tea" in offers
    assert all(offer.startswith("how to m") for offer in offers)
    scores = measure(rival, LINES[:2]).measures()
    assert scores["top8"] == 1
    assert scores["keystrokes_saved"] > 0.5


def test_the_trie_offers_in_its_own_way() -> None:
    from export.rivals.completion_trie import CompletionTrie
    from export.scores.next_word_predictors import TriePredictor

    vocabulary = WordVocabulary(WORDS)
    lines = [vocabulary.encode(line) for line in [*LINES[:2]] * 20]
    rival = TriePredictor(CompletionTrie.train(lines, len(WORDS)), vocabulary)
    assert rival.suggest("", 8)[:2] == ["how to make tea", "what is the cake"]
    assert rival.suggest("h", 8) == ["how to make tea"]
    # A whole word is not offered again, only what follows it.
    assert rival.suggest("how", 8)[0] == "how to make tea"
    assert "how" not in rival.suggest("how", 8)
    assert rival.suggest("how to m", 1) == ["how to make tea"]
    # It backs off, and the unknown word stays as it was typed.
    assert rival.suggest("zebra to m", 1) == ["zebra to make tea"]
