"""The space learned with sentiment: neighbours, scores, bad input."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runtime import BadInput
from core.runtime.tasks.task_space import MOST_WORDS, TaskSpace
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import add_task_space


@pytest.fixture
def space(tiny_artifacts: TinyArtifacts) -> TaskSpace:
    return TaskSpace(add_task_space(tiny_artifacts), tiny_artifacts.registry)


def test_opposites_stand_apart(space: TaskSpace) -> None:
    assert space.cosine("good", "great") > 0.9
    assert space.cosine("Good", "bad") < -0.5
    assert space.vectors(["good", "bad"]).shape == (2, 2)


def test_neighbours_leave_out_rare_offensive_and_special_words(space: TaskSpace) -> None:
    assert [n.word for n in space.neighbours("good")] == ["great", "bad", "dull"]
    assert "fine" in [n.word for n in space.neighbours("good", least=1)]
    assert len(space.neighbours("good", k=1)) == 1


def test_a_text_is_scored_with_its_words(space: TaskSpace) -> None:
    found = space.score("Good, dull — and unseen?")
    assert [(w.text, w.known, w.score) for w in found.words] == [
        ("Good", True, 2.0),
        ("dull", True, -3.0),
        ("and", False, 0.0),
        ("unseen", False, 0.0),
    ]
    assert found.score == pytest.approx(-0.25)
    assert 0 < found.positive < 0.5
    assert space.word_score("great") == 3.0


def test_long_texts_are_cut_with_a_note(space: TaskSpace) -> None:
    found = space.score("good " * 1000)
    assert len(found.words) == MOST_WORDS and found.note


@pytest.mark.parametrize("text", ["", "🙂", "unseen words only", "۱۲۳"])
def test_texts_without_known_words_are_answered(space: TaskSpace, text: str) -> None:
    with pytest.raises(BadInput):
        space.score(text)


def test_unknown_words_are_answered(space: TaskSpace) -> None:
    assert "good" in space and "unseen" not in space and 3 not in space
    for word in ("unseen", "", "</s>"):
        with pytest.raises(BadInput):
            space.neighbours(word)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(max_size=100))
def test_any_text_is_scored_or_answered(space: TaskSpace, text: str) -> None:
    try:
        found = space.score(text + " good")
    except BadInput:
        pytest.fail("a known word is there")
    assert all(text_[w.start : w.end] == w.text for w in found.words for text_ in [text + " good"])
