"""What units track, found in a tiny model in which two units were made to count."""

from __future__ import annotations

import numpy as np
import pytest

from core.runtime.tasks.character_model import Hold
from core.runtime.unit_findings import Units
from core.training.character_text import Document
from export.characters import held_out
from export.characters.held_out import MOST_BYTES, beginning, held_out_text
from export.characters.unit_states import Rows, StateReader
from export.characters.units import APART, best_units, find_units, letters_alone, spelled
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import (
    ENGLISH,
    LINE,
    MARKUP,
    WORD,
    add_cells,
    add_english_verse,
    add_wiki_markup,
)

PROPERTIES = ("line_position", "word_position", "word_end", "in_quotation", "in_table")


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    add_english_verse(artifacts)
    return opened(artifacts, "english-verse")


def opened(artifacts, name):
    from core.runtime.tasks.character_model import CharacterModel

    return CharacterModel(artifacts.registry.artifact(name), artifacts.registry)


def shuffled(text: str, times: int) -> str:
    """Lines of the text in a random order, many of them: no rhythm longer than a line."""
    lines = [line for line in text.splitlines() if line]
    drawn = np.random.default_rng(1).choice(lines, times)
    return "".join(f"{line}\n" for line in drawn)


@pytest.fixture(scope="module")
def found(english) -> Units:
    return find_units(english, shuffled(ENGLISH, 400), PROPERTIES)


def test_planted_units_are_found_and_hold_on_the_other_half(english, found) -> None:
    V = len(english.vocabulary)
    line, word = found.finding("line_position"), found.finding("word_position")
    assert line.best[0].unit == V + LINE and word.best[0].unit == V + WORD
    for finding in (line, word):
        assert finding.holds and abs(finding.best[0].check) > 0.8
        # labels shifted along the text go with no unit
        assert finding.shifted <= finding.shifted_most < 0.35


def test_a_property_that_never_holds_is_left_out(found) -> None:
    assert "in_table" not in found.properties and found.finding("in_table") is None


def test_the_record_is_whole(english, found) -> None:
    H, P = english.shape.hidden, len(found.properties)
    assert Units.from_json(found.to_json()) == found
    for track in ("cell", "hidden"):
        assert np.array(found.r[track]).shape == np.array(found.check[track]).shape == (H, P)
        assert len(found.mean[track]) == len(found.most[track]) == len(found.least[track]) == H
    best = found.finding("word_end").best[0]
    place = found.properties.index("word_end")
    assert found.r[best.track][best.unit][place] == pytest.approx(100 * best.r, abs=0.51)
    assert best.auc is not None and best.auc > 0.5


def test_places_are_where_a_unit_is_highest_and_apart(english, found) -> None:
    text = shuffled(ENGLISH, 400)
    unit = len(english.vocabulary) + LINE
    places = found.most["cell"][unit]
    assert min(np.diff(sorted(places))) >= APART
    lines = [text.rfind("\n", 0, place) for place in places]
    far = [place - line for place, line in zip(places, lines, strict=True)]
    low = [place - text.rfind("\n", 0, place + 1) for place in found.least["cell"][unit]]
    assert min(far) > 25 and max(low) < 3


def test_switching_off_costs_what_the_trace_says(english, found) -> None:
    """Parity with the task: the same hold, the same text, the same bits."""
    ids, _ = spelled(english, ENGLISH)
    reader = StateReader.of(english)
    rows = Rows.cut(ids, [0], len(ids), english.shape.context)
    hold = ("cell", len(english.vocabulary) + WORD, 0.5)
    bits = reader.bits(rows, hold)
    trace = english.trace(ENGLISH, holds=(Hold(hold[0], hold[2], (hold[1],)),))
    expected = -trace.log_probs[np.arange(len(ids) - 1), trace.ids[1:]] / np.log(2)
    context = english.shape.context  # a trace begins after another document, a row after <s>
    assert np.abs(bits[0, context:] - expected[context:]).max() < 1e-4
    off = found.findings[0].off
    assert set(off) == {"zero", "mean"} and found.others > 1


def test_states_are_those_of_the_trace(english) -> None:
    ids, _ = spelled(english, ENGLISH)
    rows = Rows.cut(ids, [0, 10], len(ids) - 10, english.shape.context)
    states = StateReader.of(english).states(rows, ("cell", "hidden"))
    trace = english.trace(ENGLISH)
    for track, values in states.items():
        near = np.abs(values[0, 40:].astype(np.float32) - trace.tracks[track][40:-10])
        assert near.max() < 5e-3  # kept in float16


@pytest.mark.parametrize("name", ["cells-rnn", "cells-gru"])
def test_cells_without_a_carry_have_their_state_alone(tiny_artifacts, name) -> None:
    add_cells(tiny_artifacts)
    found = find_units(opened(tiny_artifacts, name), shuffled(ENGLISH, 120), ("line_position",))
    assert found.tracks == ("hidden",)
    assert found.findings[0].best[0].track == "hidden"


def test_letters_spelled_in_bytes_share_their_place(tiny_artifacts) -> None:
    add_wiki_markup(tiny_artifacts)
    model = opened(tiny_artifacts, "wiki-markup")
    ids, owner = spelled(model, "aéb")
    assert len(ids) == 4 and owner.tolist() == [0, 1, 1, 2]
    found = find_units(model, MARKUP * 12, ("in_link", "in_template"))
    assert max(max(places) for places in found.most["cell"]) < len(MARKUP * 12)


def test_each_unit_is_named_once_by_its_better_track() -> None:
    r = {"cell": np.array([0.5, -0.9, 0.1]), "hidden": np.array([0.6, 0.2, 0.0])}
    assert best_units(r) == [("cell", 1), ("hidden", 0), ("cell", 2)]


def test_three_letters_foretell_what_depends_on_them_alone() -> None:
    letters = list("abcd" * 200)
    yes = np.array([letter == "c" for letter in letters], np.float32)
    no = np.random.default_rng(0).integers(0, 2, len(letters)).astype(np.float32)
    sure, unsure = letters_alone(letters, np.stack([yes, no], 1))
    assert sure == pytest.approx(1) and abs(unsure) < 0.2


def test_the_excerpt_is_whole_lines_of_the_test_split(monkeypatch) -> None:
    texts = [f"{place} line one\nline two\n\n" * 500 for place in range(9)]
    monkeypatch.setattr(
        held_out, "documents", lambda corpus, split: [Document(t, split) for t in texts]
    )
    text = held_out_text("english-poetry", 20_000)
    assert text == held_out_text("english-poetry", 20_000) and text.endswith("\n")
    assert 15_000 < len(text) <= 20_000
    assert len({line[0] for line in text.splitlines() if line.endswith("one")}) >= 4
    short = beginning("ب" * 99 + "\n" + "ب" * 50_000)
    assert short == "ب" * 99 + "\n" and len(short.encode()) <= MOST_BYTES
