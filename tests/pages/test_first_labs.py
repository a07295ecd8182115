"""Tokens, One-hot or embedding, word2vec at work: what they say, and that no text breaks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ui.training_runs import training_round
from tests.pages.conftest import TROUBLE, said, sound
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_subwords import add_subwords
from tests.support.tiny_training_graphs import add_training_graphs
from tests.support.tiny_word_vectors import DIMENSIONS, add_word_vectors

WILD = {
    "empty": "",
    "spaces": " \u200c \t ",
    "emoji": "👩‍👩‍👧‍👦 🙂 🙃",
    "mixed": "کتاب‌های book نمی‌خوانم 123 mixed <b>&amp;</b> $x$",
    "markup": "<script>alert(1)</script> **bold** {braces} $$\\frac{1}{0}$$",
    "control": "a\u202eb\u0000c\u0007 d",
    "long": "the king and the queen " * 450,
    "unknown": "zzyzx qwrtp xkcdq",
}


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_word_vectors(tiny)
    add_subwords(tiny)
    add_training_graphs(root)
    return root


def test_tokens_shows_five_cuts_of_its_example(open_page, artifacts) -> None:
    text = sound(open_page("tokens.py", artifacts=artifacts))
    for name in ("Words", "Characters", "Word 2-grams", "Character 2-grams", "Learned subwords"):
        assert f"**{name}**:" in text
    assert "**Words**: 13 tokens, 11 different" in text


def test_tokens_takes_text_and_n_from_the_address(open_page, artifacts) -> None:
    text = sound(open_page("tokens.py", artifacts=artifacts, text="one two three two", n="3"))
    assert "**Words**: 4 tokens, 3 different" in text
    assert "**Word 3-grams**: 2 tokens" in text


def test_tokens_makes_the_non_joiner_visible(open_page, artifacts) -> None:
    text = sound(open_page("tokens.py", artifacts=artifacts, text="کتاب‌ها را می‌خوانم"))
    assert "**2** zero-width non-joiners" in text and "⍽" in text
    assert "**Words**: 3 tokens" in text and "Persian text" in text


def test_tokens_cuts_an_invented_word_after_a_guess(open_page, artifacts) -> None:
    page = open_page("tokens.py", artifacts=artifacts)
    assert "characters it takes" not in said(page)
    (check,) = [b for b in page.button if b.label == "Check"]
    page = check.click().run()
    answers = [*page.success, *page.info]
    assert any("as characters it takes 12 steps" in answer.value for answer in answers)


@pytest.mark.parametrize("name", WILD)
def test_tokens_answers_anything(open_page, artifacts, name: str) -> None:
    text = sound(open_page("tokens.py", artifacts=artifacts, text=WILD[name]))
    if not WILD[name].strip():
        assert "no text to cut" in text


def test_one_hot_draws_both_and_counts_their_memory(open_page, artifacts) -> None:
    page = open_page(
        "one_hot_or_embedding.py", artifacts=artifacts, sentence="the king and queen", n="1,000"
    )
    text = sound(page)
    assert "One-hot: 3 × 1,000" in text and f"Embedding: 3 × {DIMENSIONS}" in text
    assert "left out: and" in text
    assert f"{DIMENSIONS * 4} kB" in text and "4 MB" in text  # 1,000 × D × 4, and 1,000 × 1,000 × 4
    assert "Closest: **king – queen**" in text


def test_one_hot_asks_before_it_tells(open_page, artifacts) -> None:
    page = open_page(
        "one_hot_or_embedding.py", artifacts=artifacts, sentence="king queen france car"
    )
    (button,) = [b for b in page.button if b.label == "Check"]
    assert not page.success
    page = button.click().run()
    assert page.success or page.info


@pytest.mark.parametrize("name", WILD)
def test_one_hot_answers_anything(open_page, artifacts, name: str) -> None:
    sound(open_page("one_hot_or_embedding.py", artifacts=artifacts, sentence=WILD[name], n="seven"))


def test_word2vec_opens_on_a_finished_run_and_the_lectures_tree(open_page, artifacts) -> None:
    text = sound(open_page("word2vec_at_work.py", artifacts=artifacts))
    assert "A finished run" in text and "73 words" in text
    assert "All 7 merges are made" in text
    assert "add up to 1.000000" in text


def test_word2vec_shows_a_merge(open_page, artifacts) -> None:
    text = sound(open_page("word2vec_at_work.py", artifacts=artifacts, merges="1", reach="zebra"))
    assert "Merge 1: **zebra** (1)" in text and "become a node of **3**" in text


def test_word2vec_trains_stops_and_goes_on(open_page, artifacts) -> None:
    page = open_page("word2vec_at_work.py", artifacts=artifacts, steps="500", pace="50")
    page = button(page, "train").click().run()
    assert "Training: step" in sound(page)
    page = button(page, "stop").click().run()
    assert "Stopped at step" in sound(page) and button(page, "stop").disabled
    page = button(page, "go-on").click().run()
    assert "Training: step" in sound(page)
    page = button(page, "forget").click().run()
    assert "A finished run" in sound(page)
    training_round().close()


def test_word2vec_takes_a_pasted_text(open_page, artifacts) -> None:
    page = open_page(
        "word2vec_at_work.py",
        artifacts=artifacts,
        source="My own text",
        tree="The text above",
        own="Der Hund schläft. Die Katze schläft. Der Hund frisst.",
    )
    text = sound(page)
    assert "Before training: 6 words" in text
    assert "Trained just now" in text and "products of all 6 words" in text


@pytest.mark.parametrize("name", WILD)
def test_word2vec_answers_any_text(open_page, artifacts, name: str) -> None:
    page = open_page(
        "word2vec_at_work.py",
        artifacts=artifacts,
        source="My own text",
        tree="The text above",
        own=WILD[name],
        window="99",
        rate="much",
        steps="-3",
    )
    sound(page)


@pytest.mark.parametrize("file", ["tokens.py", "one_hot_or_embedding.py", "word2vec_at_work.py"])
def test_a_missing_model_is_told_in_a_sentence(open_page, file: str) -> None:
    page = open_page(file)
    assert TROUBLE not in said(page) and page.warning


def button(page, key: str):
    return next(b for b in page.button if b.key == key)
