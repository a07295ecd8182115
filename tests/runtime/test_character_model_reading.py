"""What a character model makes of any text, and how well it foresees one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runtime import ArtifactDamaged, BadInput, Cancelled, load
from core.runtime.engine.limits import Cancel
from core.runtime.engine.registry import Served
from core.runtime.tasks.character_model import CharacterModel
from core.runtime.tasks.character_model.prompt import read_prompt
from core.runtime.tasks.character_model.states import PrefixStates, StepGraph
from core.text.characters import START, CharacterVocabulary
from core.text.persian import normalise
from export.onnx_file import file_entries
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import (
    ENGLISH,
    PERSIAN,
    add_cells,
    add_english_verse,
    add_persian_verse,
    add_wiki_markup,
    persian_vocabulary,
)

Add = Callable[[TinyArtifacts], object]


@pytest.fixture
def english(tiny_artifacts: TinyArtifacts) -> CharacterModel:
    add_english_verse(tiny_artifacts)
    return load("english-verse", tiny_artifacts.registry)


@pytest.fixture
def persian(tiny_artifacts: TinyArtifacts) -> CharacterModel:
    add_persian_verse(tiny_artifacts)
    return load("persian-verse", tiny_artifacts.registry)


@pytest.fixture
def markup(tiny_artifacts: TinyArtifacts) -> CharacterModel:
    add_wiki_markup(tiny_artifacts)
    return load("wiki-markup", tiny_artifacts.registry)


VOCABULARIES = (
    (CharacterVocabulary("etaoin \n'"), "en"),
    (CharacterVocabulary("ab", bytes=True), "en"),
    (persian_vocabulary(), "fa"),
)


@given(st.text(max_size=60), st.sampled_from(VOCABULARIES), st.integers(0, 70))
def test_any_string_is_read(text: str, model: tuple[CharacterVocabulary, str], most: int) -> None:
    vocabulary, language = model
    prompt = read_prompt(text, vocabulary, language, most)
    assert vocabulary.decode(prompt.ids) == prompt.text
    assert START not in prompt.ids and all(id < len(vocabulary) for id in prompt.ids)
    assert prompt.clipped == (len(text) > most)
    assert len(set(prompt.dropped)) == len(prompt.dropped)
    assert not set(prompt.dropped) & set(prompt.text)
    again = read_prompt(prompt.text, vocabulary, language, None)
    assert again.ids == prompt.ids and not again.dropped and not again.changes
    prompt.text.encode()  # can be shown
    "".join(prompt.dropped).encode()


def test_only_the_end_of_a_long_text_counts(english: CharacterModel) -> None:
    prompt = english.read("e" * 9_990 + "the river ")
    assert prompt.clipped and len(prompt.ids) == 2_000 and prompt.text.endswith("river ")
    assert not english.read("a" * 2_000).clipped
    whole = english.read("a" * 5_000, most=None)
    assert not whole.clipped and len(whole.ids) == 5_000


def test_persian_is_brought_to_the_letters_of_its_corpus_and_it_is_said_how(
    persian: CharacterModel,
) -> None:
    typed = "كتابي از عِشق، 12"
    prompt = persian.read(typed)
    wanted = normalise(typed, verse=True)
    assert prompt.text == wanted.text == "کتابی از عشق"
    assert prompt.changes == wanted.changes and not prompt.dropped
    assert {change.rule for change in prompt.changes} >= {"outside"}
    assert persian.read("بنام ").text == "بنام "  # the word is finished
    assert persian.read("بنام").text == "بنام"
    assert persian.read("    ").text == ""


def test_signs_that_english_verse_does_not_hold_are_written_in_its_own(
    english: CharacterModel,
) -> None:
    prompt = english.read("“the naïve river’s”\tend… 🙂 سلام")
    assert "ï" not in english.vocabulary and "🙂" in prompt.dropped and "س" in prompt.dropped
    assert prompt.text.startswith('"the naive rivers" end...')  # the tiny text has no apostrophe
    assert "’" in prompt.dropped
    assert [change.count for change in prompt.changes] == [5]
    assert english.read("a\r\nb\rc").text == "a\nb\nc"


def test_bytes_leave_nothing_out(markup: CharacterModel) -> None:
    text = "سلام 🙂 “x”\x00"
    prompt = markup.read(text)
    assert prompt.text == text and not prompt.dropped and not prompt.changes
    assert markup.read("\ud83d").text == "?"


def test_the_score_is_the_sum_of_all_surprises(english: CharacterModel) -> None:
    text = "The river runs below the hill,\n"
    score = english.score(text)
    bits = [-chance.log_prob / math.log(2) for chance in english.surprise(text)]
    assert score.bits == pytest.approx(sum(bits), rel=1e-4)
    assert score.characters == score.bytes == len(text) == len(bits)
    assert score.bits_per_char == pytest.approx(score.bits / len(text))
    shuffled = "".join(sorted(text))
    assert english.score(shuffled).bits > 2 * score.bits


def test_each_surprise_is_the_distribution_before_it(english: CharacterModel) -> None:
    text = "the sea"
    for place, chance in enumerate(english.surprise(text)):
        before = english.log_probs(text[:place])
        assert chance.label == text[place]
        assert chance.log_prob == pytest.approx(float(before[chance.id]), abs=1e-6)
        assert float(np.exp(before).sum()) == pytest.approx(1, abs=1e-5)


def test_bytes_of_a_letter_are_counted_as_one_character(
    persian: CharacterModel, markup: CharacterModel
) -> None:
    score = persian.score("بنام خداوند")
    assert (score.characters, score.bytes) == (11, 21)
    assert score.bits_per_char > score.bits_per_byte
    assert (markup.score("é").characters, markup.score("é").bytes) == (1, 2)
    assert len(markup.surprise("é")) == 2  # an id each


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "🙂"])
def test_nothing_to_score_is_said(english: CharacterModel, blank: str) -> None:
    with pytest.raises(BadInput):
        english.score(blank)


def test_a_score_has_no_longest_text_but_can_be_stopped(english: CharacterModel) -> None:
    text = ENGLISH * 8
    assert len(text) > 2_500
    score = english.score(text)
    assert score.characters == len(text)
    assert len(english._states._kept) < 50  # and it leaves the cache to others
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        english.score(text, cancel=cancel)


def test_the_score_reads_the_text_in_one_go(english: CharacterModel) -> None:
    """A long text is worth the same as its two halves, the second given the first."""
    one, other = "The river runs below the hill,\n", "And all the evening air is still,\n"
    together = english.score(one + other).bits
    after = sum(-c.log_prob for c in english.surprise(one + other)[len(one) :]) / math.log(2)
    assert together == pytest.approx(english.score(one).bits + after, rel=1e-4)


def test_poets_are_heard_and_the_unknown_one_is_named(
    persian: CharacterModel, english: CharacterModel
) -> None:
    line = PERSIAN.splitlines()[0]
    scores = {poet: persian.score(line, poet).bits for poet in (None, *persian.conditions)}
    assert len(set(scores.values())) == 8
    with pytest.raises(BadInput, match=r"nobody called “homer”.*ferdousi"):
        persian.score(line, "homer")
    with pytest.raises(BadInput, match="It knows: none"):
        english.distribution("a", condition="hafez")
    assert persian.conditions[0] == "ferdousi" and english.conditions == ()


def test_the_empty_text_is_the_start_of_a_document(english: CharacterModel) -> None:
    start = english.distribution("", 3)
    assert start[0].label in 'TC"W'  # a line begins
    assert start[0].probability > start[1].probability
    assert english.distribution("", 10_000)[-1].id != START
    assert english.surprise("") == ()


def test_log_probabilities_are_cached_by_text_and_condition(persian: CharacterModel) -> None:
    runs: list[int] = []
    run = persian._states.graph.run
    persian._states.graph.run = lambda *inputs: (runs.append(1), run(*inputs))[1]  # type: ignore[method-assign]
    first = persian.log_probs("بنام")
    assert len(runs) == 5  # the beginning and four letters
    assert persian.log_probs("بنام") is first and len(runs) == 5
    persian.log_probs("بنامه")
    assert len(runs) == 6
    persian.log_probs("بنام", "saadi")
    assert len(runs) == 11
    with pytest.raises(ValueError):
        first[0] = 0


def test_ids_are_taken_as_they_are_and_must_be_the_vocabularys(english: CharacterModel) -> None:
    ids = english.read("the river").ids
    assert np.array_equal(english.log_probs(ids), english.log_probs("the river"))
    for strange in (-1, len(english.vocabulary)):
        with pytest.raises(BadInput, match=str(strange)):
            english.log_probs([*ids, strange])


def test_the_cache_is_bounded_and_answers_the_same_afterwards(english: CharacterModel) -> None:
    first = english.log_probs("the river").copy()
    english._states._budget = 1
    for letter in "abcdefghijklm":
        english.log_probs(letter)
    assert len(english._states._kept) <= 8
    assert np.array_equal(english.log_probs("the river"), first)


@pytest.mark.parametrize("id", ["english-verse", "cells-rnn", "cells-gru", "cells-lstm"])
def test_where_the_sequence_graph_serves_the_answers_are_nearly_the_same(
    tiny_artifacts: TinyArtifacts, id: str
) -> None:
    """As on a GPU: the same questions, answered by the canonical graph a character at a time."""
    add_english_verse(tiny_artifacts)
    add_cells(tiny_artifacts)
    registry = tiny_artifacts.registry
    model = load(id, registry)
    served = Served(registry.session(model.artifact, "sequence"), "sequence", "cuda")
    graph = StepGraph(served, model.shape)
    ids = model.read("The stars are on").ids
    other = PrefixStates(graph, model._beginning).after(ids, 0)
    log_probs = model.log_probs("The stars are on")
    assert other.log_probs.shape == log_probs.shape
    assert np.abs(np.exp(other.log_probs) - np.exp(log_probs)).max() < 0.03


def test_files_of_the_artifact_are_given_checked(
    tiny_artifacts: TinyArtifacts, english: CharacterModel
) -> None:
    path = english.file("held_out.txt")
    assert path is not None and path.read_text(encoding="utf-8") == ENGLISH
    assert english.file("units.json") is None
    assert english.file("../manifest.json") is None
    tiny_artifacts.damage("english-verse", "held_out.txt")
    with pytest.raises(ArtifactDamaged):
        load("english-verse", tiny_artifacts.registry).file("held_out.txt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tokenizer.json", '{"type": "words"}'),
        ("tokenizer.json", "[]"),
        ("config.json", "{}"),
        ("config.json", "[1]"),
        ("config.json", json.dumps({"cell": "Elman"})),
    ],
)
def test_a_description_that_cannot_be_read_is_refused(
    tiny_artifacts: TinyArtifacts, name: str, content: str
) -> None:
    add_english_verse(tiny_artifacts)
    path = tiny_artifacts.root / "english-verse" / name
    path.write_text(content)
    entries = {n: e.model_dump() for n, e in file_entries(path.parent).items()}
    tiny_artifacts.edit_manifest("english-verse", files=entries)
    with pytest.raises(ArtifactDamaged, match="description"):
        load("english-verse", tiny_artifacts.registry)
