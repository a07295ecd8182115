"""What is counted: letters of a word already seen, characters since a zero state, repetitions."""

from __future__ import annotations

import numpy as np
import pytest

from core.runtime import Registry
from core.runtime.tasks.character_model import CharacterModel, Trace
from export.characters.letters import (
    FIRST,
    LAST,
    Tally,
    excerpts,
    letters_before,
    letters_seen,
    predictions,
)
from export.characters.loops import loops
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import ENGLISH, add_english_verse


def test_letters_of_a_word_are_counted_from_its_beginning():
    assert list(letters_before("ab, c\nde")) == [0, 1, None, None, 0, None, 0, 1]


def test_a_half_space_begins_a_word_and_a_mark_belongs_to_its_letter():
    assert list(letters_before("می\u200cر")) == [0, 1, None, 0]
    assert list(letters_before("e\u0301a")) == [0, 1, 2]


def test_bytes_and_digits_are_no_letters():
    assert list(letters_before(["<e2>", "7", "a", "<s>"])) == [None, None, 0, None]


def test_excerpts_are_apart_and_reach_from_end_to_end():
    text = "".join(chr(0x4E00 + place) for place in range(1000))
    found = excerpts(text, count=5, length=100)
    assert [len(piece) for piece in found] == [100] * 5
    assert found[0] == text[:100] and found[-1] == text[-100:]
    assert len(set("".join(found))) == 500  # none overlap
    assert len(excerpts(text, count=50, length=100)) == 10
    assert excerpts("short", count=5, length=100) == ["short"]


def test_the_bins_cover_every_place_once():
    covered = [place for a, b in zip(FIRST, LAST, strict=True) for place in range(a, b + 1)]
    assert covered == list(range(1, 201))


def test_a_prediction_is_judged_by_the_row_before_it():
    log_probs = np.log(np.array([[0.1, 0.2, 0.7], [0.1, 0.6, 0.3], [0.8, 0.1, 0.1]], np.float32))
    trace = Trace((1, 2, 2), ("a", "b", "b"), np.zeros((3, 1), np.float32), {}, log_probs)
    found = list(predictions(trace))
    assert [(target, seen, right) for target, seen, right, _ in found] == [
        (1, 1, True),
        (2, 2, False),
    ]
    assert [p for *_, p in found] == pytest.approx([0.7, 0.3])


def test_a_tally_gives_shares():
    tally = Tally.of(2)
    tally.add(0, True, 0.5)
    tally.add(0, False, 0.1)
    assert tally.to_dict() == {
        "accuracy": [0.5, 0.0],
        "probability": [0.3, 0.0],
        "count": [2, 0],
    }


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    registry = Registry(artifacts.root)
    return CharacterModel(add_english_verse(artifacts), registry)


def test_a_model_is_asked_about_every_character_but_the_first(model):
    texts = [ENGLISH[:150], ENGLISH[100:250]]
    found = letters_seen(model, texts, warm=20)
    assert sum(found["positions"]["count"]) == 149 * 2
    letters = [seen for text in texts for seen in list(letters_before(text))[20:]]
    assert sum(found["count"]) == len([seen for seen in letters if seen is not None])
    assert found["count"][0] == letters.count(0)
    # the tiny model has learnt its text: within a word it knows better than at its beginning
    assert found["accuracy"][3] > found["accuracy"][0]
    assert all(0 <= share <= 1 for share in (*found["accuracy"], *found["probability"]))


def test_a_cold_model_walks_in_circles_and_a_hot_one_does_not(model):
    found = loops(model, [ENGLISH[:200], ENGLISH[100:300]], (0.0, 1.5), beginning=20)
    cold, hot = found["shares"]
    assert cold > 0.3 > hot >= 0
    assert found["length"] == 200 and found["texts"] == 2
    assert found["real"] < 0.1
