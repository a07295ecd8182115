"""Analogies: what the lab answers, over forty made words, and that no input breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import sound
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_word_vectors import add_word_vectors


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    add_word_vectors(TinyArtifacts(root))
    return root


def test_the_lecture_s_example_is_answered_at_first_sight(open_page, artifacts) -> None:
    text = sound(open_page("analogies.py", artifacts=artifacts))
    assert "**king − man + woman ≈ queen**" in text


def test_words_come_from_the_address(open_page, artifacts) -> None:
    text = sound(open_page("analogies.py", artifacts=artifacts, a="france", b="paris", c="italy"))
    assert "**paris − france + italy ≈ rome**" in text


def test_an_unknown_word_gets_the_closest_spelling_and_the_rest_stays(open_page, artifacts) -> None:
    text = sound(open_page("analogies.py", artifacts=artifacts, b="kimg"))
    assert "There is no vector for “kimg”. Did you mean" in text
    assert "“king”" in text
    assert "The test set that came with word2vec" in text


def test_with_the_question_s_words_allowed_one_of_them_may_win(open_page, artifacts) -> None:
    page = open_page("analogies.py", artifacts=artifacts, a="car", b="cars", c="river")
    assert "comes first: the step from a to b is short" not in sound(page)
    page.toggle(key="include").set_value(True).run()
    assert "**rivers**" in sound(page)


def test_own_pairs_become_a_relation(open_page, artifacts) -> None:
    page = open_page(
        "analogies.py",
        artifacts=artifacts,
        relation="your own",
        pairs4="france, paris\nitaly, rome",
        word4="spain",
    )
    assert "spain + mean step ≈ **madrid**" in sound(page)


@pytest.mark.parametrize(
    "text", ["one, two", "one two\nthree", "a, b, c\nd, e", "", "🙂, 🙃\n👍, 👎", "x," * 290]
)
def test_odd_pairs_get_a_sentence(open_page, artifacts, text: str) -> None:
    page = open_page("analogies.py", artifacts=artifacts, relation="your own", pairs4=text)
    sound(page)
    assert len(page.warning) == 1


@pytest.mark.parametrize("word", ["   ", "🙂", "کتاب", "a" * 10_000, "\u202e", "<b>"])
def test_odd_words_get_a_sentence(open_page, artifacts, word: str) -> None:
    assert not open_page("analogies.py", artifacts=artifacts).warning
    page = open_page("analogies.py", artifacts=artifacts, a=word)
    sound(page)
    assert len(page.warning) == 1


def test_an_example_replaces_all_three_words(open_page, artifacts) -> None:
    page = open_page("analogies.py", artifacts=artifacts, a="car", b="cars", c="river")
    page.button(key="example-0").click().run()
    assert "**king − man + woman ≈ queen**" in sound(page)


def test_without_its_model_the_lab_says_so(open_page) -> None:
    page = open_page("analogies.py")
    assert not page.exception
    assert len(page.warning) == 1
