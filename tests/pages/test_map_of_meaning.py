"""Map of meaning: maps, spaces and own words, over small made vectors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages.conftest import sound
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import add_task_space
from tests.support.tiny_word_vectors import OFFENSIVE, add_word_vectors


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_word_vectors(tiny)
    add_task_space(tiny)
    return root


@pytest.mark.parametrize("view", ["t-SNE", "PCA, 2-D", "PCA, 3-D"])
def test_each_view_lights_up_the_neighbours(open_page, artifacts, view: str) -> None:
    page = open_page("map_of_meaning.py", artifacts=artifacts, view=view, find="king")
    text = sound(page)
    assert re.search(r"Nearest to \*\*king\*\* with all \d+ dimensions: \w", text)
    assert OFFENSIVE not in text


def test_own_axes_take_four_words(open_page, artifacts) -> None:
    page = open_page(
        "map_of_meaning.py",
        artifacts=artifacts,
        view="your own axes",
        find="king",
        left="man",
        right="woman",
        down="bad",
        up="good",
    )
    assert "woman − man from left to right" in sound(page)


@pytest.mark.parametrize("tint", ["plain", "by frequency", "one topic"])
def test_colours_and_isolation(open_page, artifacts, tint: str) -> None:
    page = open_page("map_of_meaning.py", artifacts=artifacts, find="king", tint=tint)
    page.toggle(key="isolate").set_value(True).run()
    sound(page)


def test_accurate_and_exact_are_near_only_where_something_was_learned(open_page, artifacts) -> None:
    text = sound(open_page("map_of_meaning.py", artifacts=artifacts, find="king"))
    sentence = next(line for line in text.splitlines() if "Cosine in the learned space" in line)
    learned, random = (float(part.split("**")[0]) for part in sentence.split("**")[1:4:2])
    assert learned > 0.8
    assert abs(random) < 0.6
    assert "exact is number **1** nearest to accurate" in sentence


def test_good_and_bad_in_both_spaces(open_page, artifacts) -> None:
    text = sound(open_page("map_of_meaning.py", artifacts=artifacts, find="king"))
    assert "Cosine of good and bad:" in text


def test_own_words_are_drawn_and_unknown_ones_named(open_page, artifacts) -> None:
    page = open_page(
        "map_of_meaning.py", artifacts=artifacts, find="king", own="king queen man zzz woman"
    )
    text = sound(page)
    assert "Without a vector: zzz." in text
    assert "of the spread of these words" in text


@pytest.mark.parametrize("own", ["", "🙂 🙃", "king", "the " * 450, "کتاب خانه", "<b> \u202e"])
def test_too_few_own_words_get_a_sentence(open_page, artifacts, own: str) -> None:
    page = open_page("map_of_meaning.py", artifacts=artifacts, find="king", own=own)
    assert "At least three words" in sound(page)


@pytest.mark.parametrize("word", ["kimg", "🙂", "a" * 5_000])
def test_an_unknown_word_costs_the_map_one_sentence(open_page, artifacts, word: str) -> None:
    page = open_page("map_of_meaning.py", artifacts=artifacts, find=word, own="king queen man")
    text = sound(page)
    assert len(page.warning) == 1
    assert "Cosine in the learned space" in text


def test_without_its_models_the_lab_says_so(open_page) -> None:
    page = open_page("map_of_meaning.py")
    assert not page.exception
    assert len(page.warning) == 1
