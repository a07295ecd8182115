"""The artifact that visitors get, where it is there: openings that people really type."""

from __future__ import annotations

import pytest

from core.runtime import UnrolledError, load
from core.runtime.tasks.next_word import NextWord
from core.text.offensive import is_offensive

OPENINGS = (
    "how can i make a", "how can i make a ", "what is the best ", "why do ", "how do i ", "can i ",
    "where can i buy ", "how many ", "what does it mean when ", "is it possible to ", "who is ",
    "how long does it take to ", "what are some ", "should i ", "when will ", "how to get rid of ",
)  # fmt: skip


@pytest.fixture(scope="module")
def model() -> NextWord:
    try:
        return load("next-word")
    except UnrolledError as error:
        pytest.skip(f"no served next-word model here: {error.sentence}")


def test_the_half_typed_word_of_the_example_becomes_a_website(model):
    found = [item.text for item in model.suggest("how can i make a w").items]
    assert "how can i make a website" in found


def test_every_opening_gets_eight_clean_suggestions_in_order(model):
    for text in OPENINGS:
        items = model.suggest(text).items
        assert len(items) == 8, text
        assert [i.log_prob for i in items] == sorted((i.log_prob for i in items), reverse=True)
        assert not any(is_offensive(item.added) for item in items)


def test_some_suggestions_are_whole_phrases(model):
    longest = [max(len(i.added.split()) for i in model.suggest(text).items) for text in OPENINGS]
    assert sum(words > 1 for words in longest) >= len(OPENINGS) // 3


def test_questions_go_on_as_questions_do(model):
    first = {text: model.distribution(text).words[0].word for text in OPENINGS}
    assert first["what is the best "] == "way"
    assert model.distribution("").words[0].word in {"what", "how"}


def test_a_usual_question_surprises_less_than_a_shuffled_one(model):
    usual = model.surprise("what is the best way to lose weight ").perplexity
    shuffled = model.surprise("weight to the what best lose is way ").perplexity
    assert usual * 10 < shuffled
