"""The whole export of a character model of some kilobytes, from its run to its extras."""

from __future__ import annotations

import gzip
import json
import lzma
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from core.corpora import CorpusMissing
from core.corpora.splits import Split
from core.runtime.engine.registry import Registry
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.errors import ArtifactMissing, BadInput
from core.runtime.tasks.character_model import CharacterModel
from core.text.characters import CharacterVocabulary
from core.training.character_text import POETS, Document
from core.training.checkpoints import save_weights
from export import __main__ as command
from export.characters import character_export, extras, measures, run_score, texts
from export.characters.character_export import SEQUENCE, CharacterExport, served_file
from export.journey import publish
from export.model_export import (
    ExtraUnknown,
    ModelExport,
    NotTrained,
    QuantizationRefused,
    WithExtras,
    model_export,
)
from tests.support.bundle_answers import character_model
from tests.support.tiny_character_model import (
    ENGLISH,
    NGRAMS,
    PERSIAN,
    persian_vocabulary,
    tiny_weights,
)

IDS = (
    *("persian-verse", "english-verse", "wiki-markup", "latex"),
    *("cells-rnn", "cells-gru", "cells-lstm"),
)


def trained(folder: Path, model_id: str = "english-verse", cell: str = "LSTM") -> Path:
    """A run folder, its weights set by hand: of the verse models with n-grams."""
    persian = model_id == "persian-verse"
    text = PERSIAN if persian else ENGLISH
    vocabulary = persian_vocabulary() if persian else CharacterVocabulary.from_counts(Counter(text))
    ngrams = NGRAMS if model_id.endswith("verse") else ()
    conditions = tuple(POETS) if persian else ()
    config, state = tiny_weights(vocabulary, text, cell, ngrams, conditions)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config.to_dict()))
    vocabulary.save(folder / "tokenizer.json")
    save_weights(
        folder / "model.safetensors", {name: torch.from_numpy(w) for name, w in state.items()}
    )
    return folder


@pytest.fixture(autouse=True)
def no_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides on a precision is a text of ours, and nothing else is at hand."""
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.setattr(
        character_export,
        "deciding_text",
        lambda corpus: PERSIAN if corpus == "persian-poetry" else ENGLISH,
    )


def built(tmp_path: Path, model_id: str = "english-verse", cell: str = "LSTM") -> Path:
    """An artifact with both graphs, in the manifest."""
    export = CharacterExport(model_id)
    out = tmp_path / "artifacts" / model_id
    out.mkdir(parents=True)
    export.build(trained(tmp_path / "run", model_id, cell), out)
    export.quantize(out)
    publish(export, out)
    return out


def opened(out: Path) -> CharacterModel:
    return extras.opened(out)


@pytest.mark.parametrize("model_id", IDS)
def test_each_model_follows_the_protocols_and_has_a_recipe_a_text_and_an_example(model_id) -> None:
    export = model_export(model_id)
    assert isinstance(export, ModelExport) and isinstance(export, WithExtras)
    assert export.id == model_id
    assert export.corpus in texts.BORDERS
    assert (character_export.EXAMPLE.parents[1] / f"texts/characters/{model_id}.md").is_file()
    compile(export.example(), "example.py", "exec")


@pytest.mark.parametrize(
    ("model_id", "cell"),
    [
        ("persian-verse", "LSTM"),
        ("cells-rnn", "SimpleRNN"),
        ("cells-gru", "GRU"),
        ("cells-lstm", "LSTM"),
    ],
)
def test_the_journey(model_id: str, cell: str, tmp_path: Path) -> None:
    out = built(tmp_path, model_id, cell)
    export = CharacterExport(model_id)
    parity = export.verify(out)
    assert set(parity) == {"sequence", "step-int8"}
    assert parity["sequence"] < 1e-5 < parity["step-int8"] < 1
    entry = export.entry(out, {}, parity)
    assert entry.task == "character-model"
    assert entry.serve == {"cpu": "step-int8", "cuda": "sequence"}
    assert entry.graphs["sequence"].precision == "float16-storage"
    assert entry.graphs["step-int8"].precision == "int8"
    assert entry.graphs["sequence"].parity == parity["sequence"]
    assert entry.language == ("fa" if model_id == "persian-verse" else "en")
    assert [corpus.id for corpus in entry.corpora] == [export.corpus]
    assert "example.py" in entry.files and not list(out.glob(".*"))


def test_float16_is_kept_only_where_it_costs_little(tmp_path: Path, monkeypatch) -> None:
    run, out = trained(tmp_path / "run"), tmp_path / "english-verse"
    export = CharacterExport("english-verse")
    for after, precision in ((2.001, "float16-storage"), (2.01, "float32")):
        out.mkdir(exist_ok=True)
        answers = iter([2.0, after])
        monkeypatch.setattr(CharacterExport, "_bits", lambda *_, a=answers: next(a))
        export.build(run, out)
        assert export.entry(out, {}, {}).graphs["sequence"].precision == precision
        assert not list(out.glob(".*"))


def test_a_worse_small_graph_is_refused(tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "english-verse"
    out.mkdir()
    export = CharacterExport("english-verse")
    export.build(trained(tmp_path / "run"), out)
    answers = iter([2.0, 2.03])
    monkeypatch.setattr(CharacterExport, "_bits", lambda *_: next(answers))
    with pytest.raises(QuantizationRefused, match=r"bits_per_char goes from 2 to 2\.03"):
        export.quantize(out)
    assert not list(out.glob("*int8*")) and not list(out.glob(".*"))
    assert served_file(out).name == SEQUENCE


def test_without_text_to_decide_by_the_weights_stay_float32(tmp_path: Path, monkeypatch) -> None:
    def missing(corpus: str) -> str:
        raise CorpusMissing("not here")

    monkeypatch.setattr(character_export, "deciding_text", missing)
    out = tmp_path / "english-verse"
    out.mkdir()
    CharacterExport("english-verse").build(trained(tmp_path / "run"), out)
    assert CharacterExport("english-verse").entry(out, {}, {}).graphs["sequence"].precision == (
        "float32"
    )
    with pytest.raises(CorpusMissing):
        CharacterExport("english-verse").quantize(out)


def test_without_weights_it_says_what_to_train(tmp_path: Path) -> None:
    with pytest.raises(NotTrained, match=r"core\.training latex"):
        CharacterExport("latex").build(tmp_path, tmp_path)


def test_a_file_is_scored_whole_and_exactly_as_the_task_does(tmp_path: Path) -> None:
    out = built(tmp_path)
    text = ENGLISH * 3
    packed = {
        "text.txt": text.encode(),
        "text.txt.xz": lzma.compress(text.encode()),
        "text.txt.gz": gzip.compress(text.encode()),
        "windows.txt": b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    }
    wanted = opened(out).score(text)
    for name, content in packed.items():
        (tmp_path / name).write_bytes(content)
        scores = CharacterExport("english-verse").score(out, [tmp_path / name], sample=None)
        assert scores["bits_per_char"] == pytest.approx(wanted.bits_per_char, rel=1e-6)
        assert scores["bits_per_byte"] == pytest.approx(wanted.bits_per_byte, rel=1e-6)
        assert scores["characters"] == len(text)
        assert "kneser_ney_bits_per_char" not in scores
        assert scores["xz_bits_per_char"] > 0


def test_a_file_that_cannot_be_unpacked_is_told_in_a_sentence(tmp_path: Path) -> None:
    from core.corpora import CorpusError

    (tmp_path / "text.txt.xz").write_bytes(b"no xz at all")
    with pytest.raises(CorpusError, match=r"cannot be read as a \.xz file"):
        texts.read_text(tmp_path / "text.txt.xz")


def test_an_empty_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    out = built(tmp_path)
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(BadInput, match="no text"):
        CharacterExport("english-verse").score(out, [tmp_path / "empty.txt"], sample=None)


def test_both_graphs_agree_over_chunks_and_rows(tmp_path: Path, monkeypatch) -> None:
    from export.characters import bits

    out = built(tmp_path)
    task = opened(out)
    ids = np.array(task.vocabulary.encode(ENGLISH[:240]), np.int64).reshape(3, 80)
    first = task._beginning
    whole = bits.bits_of(out / SEQUENCE, first, ids)
    monkeypatch.setattr(bits, "CHUNK", 7)
    assert bits.bits_of(out / SEQUENCE, first, ids) == pytest.approx(whole, abs=1e-5)
    steps = bits.bits_of(served_file(out), first, ids)
    assert steps == pytest.approx(whole, abs=0.3)
    for row in range(3):
        alone = bits.bits_of(served_file(out), first, ids[row : row + 1])
        assert alone[0] == pytest.approx(steps[row], abs=1e-6)
    with pytest.raises(ValueError, match="told once"):
        bits.bits_of(out / SEQUENCE, first, ids, np.arange(240).reshape(3, 80))


def test_what_has_no_id_costs_its_code_point(tmp_path: Path) -> None:
    out = built(tmp_path)
    plain, odd = tmp_path / "plain.txt", tmp_path / "odd.txt"
    plain.write_text("And all the evening air is still,\n", encoding="utf-8")
    odd.write_text("And all the → evening air is still,\n🙂", encoding="utf-8")
    export = CharacterExport("english-verse")
    without, scores = (export.score(out, [file], sample=None) for file in (plain, odd))
    assert "unknown_characters" not in without
    assert scores["unknown_characters"] == 2
    assert scores["characters"] == without["characters"] + 3  # a space, too
    assert scores["bits_per_char"] * scores["characters"] > 2 * 32
    # A code: what is known and what is not share one distribution.
    known, unknown = (2 ** -texts.escape_bits(*n) for n in ((1, 1), (0, 1)))
    assert known / unknown + unknown * 2**texts.CODE_POINT == pytest.approx(1)
    assert texts.escape_bits(1000, 0) == 0


def test_persian_with_other_letters_is_normalised_first(tmp_path: Path) -> None:
    vocabulary = persian_vocabulary()
    clean = texts.spelled("کتاب\tیار\n", vocabulary, "fa")
    arabic = texts.spelled("كتاب\tيار\n", vocabulary, "fa")
    assert clean == arabic and clean.unknown == ""


def test_the_poets_are_told_apart(tmp_path: Path, monkeypatch) -> None:
    out = built(tmp_path, "persian-verse")
    poems = [poem + "\n\n" for poem in PERSIAN.strip("\n").split("\n\n")]
    read = [Document(poem, Split.TEST, place + 1) for place, poem in enumerate(poems)]
    monkeypatch.setattr(texts, "documents", lambda corpus, split: iter(read))
    monkeypatch.setattr(measures, "documents", lambda corpus, split: iter(read))
    export = CharacterExport("persian-verse")
    scores = export.score(out, [], sample=None)
    assert (scores["documents"], scores["characters"]) == (3, sum(map(len, poems)))
    whole = opened(out).score("".join(poems))
    assert scores["bits_per_char"] == pytest.approx(whole.bits_per_char, rel=1e-6)
    named = opened(out).score(poems[0], "ferdousi")
    assert scores["bits_per_char_ferdousi_named"] == pytest.approx(named.bits_per_char, rel=1e-5)
    parts = [
        scores[f"bits_per_char_{poet}"] * len(poem)
        for poet, poem in zip(POETS, poems, strict=False)
    ]
    assert sum(parts) == pytest.approx(scores["bits_per_char"] * scores["characters"])
    # The 6-gram has read these very poems.
    assert 0 < scores["kneser_ney_bits_per_char"] < scores["xz_bits_per_char"]
    card = export.entry(out, scores, {}).scores
    assert card["bits_per_char"].baseline == scores["kneser_ney_bits_per_char"]
    assert card["bits_per_char_named"].baseline == scores["bits_per_char"]
    assert not card["bits_per_char_nezami_named"].higher_is_better
    assert card["bits_per_byte"].split == f"test poems (3; {sum(map(len, poems))} letters)"
    assert export.score(out, [], sample=1)["documents"] == 1


def test_without_the_corpus_its_own_split_cannot_be_scored(tmp_path: Path) -> None:
    out = built(tmp_path)
    with pytest.raises(CorpusMissing):
        CharacterExport("english-verse").score(out, [], sample=None)


@pytest.mark.parametrize(
    ("corpus", "pieces"),
    [
        ("persian-poetry", ["یک\tدو\n\n", "سه\tچهار\n\n"]),
        ("english-poetry", ["one\n\ntwo\n\n\n", "three\n\n\n"]),
        ("wiki-markup", ["  <page>\n</page>\n", "  <page>\n</page>\n"]),
        ("latex-stacks", ["\\section{Introduction}\na\n", "\\section{Introduction}\nb\n"]),
    ],
)
def test_a_file_is_sampled_by_its_documents(corpus, pieces, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("".join(pieces), encoding="utf-8")
    found = texts.file_documents(corpus, [file], sample=9)
    assert [document.text for document in found] == pieces
    assert [document.text for document in texts.file_documents(corpus, [file], None)] == [
        "".join(pieces)
    ]
    assert len(texts.file_documents(corpus, [file], 1)) == 1


def test_the_command_reads_everything_unless_told_otherwise(tmp_path: Path, monkeypatch) -> None:
    asked: list[Any] = []

    def score(self, out, files, *, sample):
        asked.append(sample)
        return {"bits_per_char": 2.0}

    out = built(tmp_path)
    monkeypatch.setattr(CharacterExport, "score", score)
    for words in ([], ["--all"], ["--sample", "7"]):
        arguments = ["score", "english-verse", *words, "--artifacts", str(out.parent)]
        done = CliRunner().invoke(command.app, arguments)
        assert done.exit_code == 0, done.output
    assert asked == [None, None, 7]


@pytest.mark.parametrize(
    ("model_id", "cell"), [("persian-verse", "LSTM"), ("english-verse", "LSTM"), ("latex", "GRU")]
)
def test_the_example_writes_what_the_task_writes(
    model_id: str, cell: str, tmp_path: Path, monkeypatch, capsys
) -> None:
    import runpy
    import sys

    out = built(tmp_path, model_id, cell)
    task = opened(out)

    def example(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["example.py", *arguments])
        runpy.run_path(str(out / "example.py"), run_name="__main__")
        return capsys.readouterr().out

    character_model(task, example)
    (out / "step_int8.onnx").unlink()
    float_graph = json.loads(example("", "3").splitlines()[-1])
    settings = SamplingSettings(0.8, seed=3, length=len(float_graph["added"]))
    registry = Registry(out.parent)
    entry = registry.artifact(model_id).model_copy(update={"serve": {"cpu": "sequence"}})
    steps = CharacterModel(entry, registry).generate("", settings)
    assert float_graph["added"] == "".join(step.text for step in steps)


def test_extras_are_written_skipped_and_refused(tmp_path: Path, monkeypatch) -> None:
    out = built(tmp_path)
    written: list[str] = []

    class Module:
        def __init__(self, name: str) -> None:
            self.name = name.rpartition(".")[2]

        def write(self, model_id: str, out: Path) -> None:
            if self.name == "lines":
                raise CorpusMissing("the poems are missing")
            written.append(self.name)
            extras.keep_measures(out, self.name, {"of": model_id})

    monkeypatch.setattr(extras, "import_module", Module)
    found = dict(extras.write_extras("english-verse", out))
    assert set(found) == {extra.name for extra in extras.extras_of("english-verse")}
    assert [name for name, skipped in found.items() if skipped] == ["lines"]
    assert set(extras.read_measures(out)) == {"small_graph", *written}
    with pytest.raises(ExtraUnknown, match="latex has no copied; it has"):
        list(extras.write_extras("latex", out, ["copied"]))
    arguments = ["extras", "english-verse", "units", "--artifacts", str(out.parent)]
    done = CliRunner().invoke(command.app, arguments)
    assert done.exit_code == 0 and "units" in done.output and "lines" not in done.output
    assert "measures.json" in Registry(out.parent).artifact("english-verse").files


def test_each_extra_has_its_module() -> None:
    from importlib import import_module

    for extra in extras.EXTRAS:
        assert callable(import_module(f"export.characters.{extra.name}").write), extra.name
        assert set(extra.models) <= set(IDS)


def test_opened_needs_an_entry(tmp_path: Path) -> None:
    with pytest.raises(ArtifactMissing):
        extras.opened(tmp_path / "latex")


def test_a_run_is_measured_as_its_float_graph(tmp_path: Path, monkeypatch) -> None:
    out = built(tmp_path)
    read = [Document(ENGLISH, Split.TEST)]
    monkeypatch.setattr(run_score, "own_documents", lambda corpus, sample: read)
    found = run_score.run_measures(tmp_path / "run", "english-poetry")
    float_graph = measures.text_measures(out, out / SEQUENCE, "english-poetry", read)
    assert found["characters"] == len(ENGLISH)
    assert found["bits_per_char"] == pytest.approx(float_graph["bits_per_char"], rel=1e-3)
    with pytest.raises(NotTrained):
        run_score.run_measures(tmp_path, "english-poetry")
