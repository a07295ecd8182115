"""One word, many meanings and Graphs as sentences, over small made models."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import sound
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import add_contextual, add_graph_vectors, add_senses
from tests.support.tiny_word_vectors import add_word_vectors

SENSES = "one_word_many_meanings.py"
GRAPHS = "graphs_as_sentences.py"


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_word_vectors(tiny)
    add_contextual(tiny)
    add_senses(tiny)
    add_graph_vectors(tiny)
    return root


def test_the_example_is_read_sentence_by_sentence(open_page, artifacts) -> None:
    text = sound(open_page(SENSES, artifacts=artifacts, word="bank"))
    assert "The bank raised its interest rates again." in text
    assert "People named these senses" in text


def test_a_word_without_senses_has_a_plane_of_its_own(open_page, artifacts) -> None:
    text = "a crow flew\nthe crow sat\nno crow here"
    page = open_page(SENSES, artifacts=artifacts, word="crow", text=text)
    assert "No senses are known for “crow”" in sound(page)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("bank", ""),
        ("bank", "no such word here"),
        ("crow", "one crow"),
        ("🙂", "🙂 🙂"),
        ("", "the bank"),
        ("bank", "\u202e🙃 کتاب bank " * 80),
    ],
)
def test_odd_sentences_get_a_sentence(open_page, artifacts, word: str, text: str) -> None:
    key = "text-bank" if word == "bank" else "text"
    page = open_page(SENSES, artifacts=artifacts, word=word or " ", **{key: text})
    sound(page)


def test_vectors_say_something_of_new_words_and_one_hot_rows_nothing(open_page, artifacts) -> None:
    page = open_page(
        SENSES,
        artifacts=artifacts,
        word="bank",
        **{"first-kind": "france italy", "second-kind": "good bad", "asked": "spain happy qqq"},
    )
    text = sound(page)
    assert "Without a vector: qqq." in text
    assert "One-hot rows answer 0.50 for every new word" in text
    assert "2 of 2 new words" in text


def test_a_walk_is_a_sentence_and_the_link_repeats_it(open_page, artifacts) -> None:
    first, again, other = (
        next(
            line
            for line in sound(open_page(GRAPHS, artifacts=artifacts, seed=seed)).splitlines()
            if "as a sentence:" in line
        )
        for seed in ("5", "5", "6")
    )
    assert first == again != other


def test_without_links_the_net_judges_a_member_alone(open_page, artifacts) -> None:
    text = sound(open_page(GRAPHS, artifacts=artifacts, cut="3"))
    assert "for member 3: **" in text
    assert "with its 3 links" in text


@pytest.mark.parametrize("wish", ["-1", "999", "two", "nan", "1e99"])
def test_a_link_out_of_range_is_clamped_with_a_note(open_page, artifacts, wish: str) -> None:
    assert "The link asked for start = " in sound(
        open_page(GRAPHS, artifacts=artifacts, start=wish)
    )


@pytest.mark.parametrize("file", [SENSES, GRAPHS])
def test_without_its_models_the_lab_says_so(open_page, file: str) -> None:
    page = open_page(file)
    assert not page.exception
    assert len(page.warning) == 1
