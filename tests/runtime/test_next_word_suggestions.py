"""Suggestions: complete, in order, clean, and for any string at all."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runtime import load
from core.runtime.tasks.next_word import NextWord
from core.runtime.tasks.next_word.completion import Phrase, choose
from core.runtime.tasks.next_word.prompt import READ_WORDS, read_prompt
from core.text.offensive import is_offensive
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> NextWord:
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    add_next_word(artifacts)
    return load("next-word", artifacts.registry)


def added(model: NextWord, text: str) -> list[str]:
    return [item.added for item in model.suggest(text).items]


def log_prob_of(model: NextWord, typed: str, words: str) -> float:
    """ln p(words | typed), by running the graph one word at a time."""
    graph = model.served.session
    h = c = np.zeros((1, 1, 4), np.float32)
    log_probs = np.zeros((1, len(model.vocabulary)))
    factors = []
    for word in ["</s>", *typed.split(), *words.split()]:
        id = model.vocabulary.words.index(word)
        factors.append(float(log_probs[0, id]))
        log_probs, h, c = graph.run(
            ["log_probs", "h_next", "c_next"], {"word": np.array([id]), "h": h, "c": c}
        )
    return sum(factors[1 + len(typed.split()) :])


def test_phrases_of_one_and_of_several_words_the_most_probable_first(model):
    items = model.suggest("how can i make a ").items
    chances = [item.log_prob for item in items]
    assert chances == sorted(chances, reverse=True)
    assert items[0].added == "website"
    assert "website for free" in [item.added for item in items]
    assert len(items) == 8
    assert all(item.text == "how can i make a " + item.added for item in items)


def test_the_probability_is_that_of_the_added_words(model):
    for item in model.suggest("how can i make a ").items:
        expected = log_prob_of(model, "how can i make a", item.added)
        assert item.log_prob == pytest.approx(expected, abs=1e-4)


def test_a_half_typed_word_is_completed_and_its_probability_divided_among_its_like(model):
    items = model.suggest("how can i make a w").items
    assert items[0].text == "how can i make a website"
    assert all(item.text.split()[5].startswith("w") for item in items)
    like_w = [word for word in model.vocabulary.words if word.startswith("w")]
    mass = sum(np.exp(log_prob_of(model, "how can i make a", word)) for word in like_w)
    one = np.exp(log_prob_of(model, "how can i make a", "website")) / mass
    assert items[0].probability == pytest.approx(one, rel=1e-4)


def test_a_whole_word_at_the_caret_is_both_extended_and_continued(model):
    found = added(model, "how can i make a")
    assert " website" in found  # after "a"
    assert "n app" in found  # "an app"
    assert "n" not in found  # one key for one letter saves nothing


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "?!", "🙂", "\u200f\u200e"])
def test_nothing_typed_gives_beginnings(model, text):
    items = model.suggest(text).items
    assert {"how", "what", "why"} <= {item.added.split()[0] for item in items}


def test_an_unknown_word_does_not_end_the_suggestions(model):
    assert all(item.startswith(" ") for item in added(model, "how can xqzzy"))
    assert added(model, "سلام دنیا")
    assert "can" in {item.split()[0] for item in added(model, "Zyx how ")}


def test_capitals_and_typographic_apostrophes_count_as_plain_ones(model):
    assert added(model, "HOW CAN I MAKE A ") == added(model, "how can i make a ")
    assert added(model, "why do cats don’")[0] == added(model, "why do cats don'")[0] == "t"


def test_what_may_not_be_shown_is_not_suggested(model):
    word = "shit"
    assert is_offensive(word) and word in model.vocabulary
    assert log_prob_of(model, "why do people", word) > np.log(0.1)
    for text in ("why do people ", "why do people s", "why do people shi", "why do people shit"):
        for item in model.suggest(text, 20).items:
            assert word not in item.added.split()
            assert item.text.split() and not is_offensive(item.added)
            assert "<" not in item.added


def test_only_the_last_words_of_a_long_text_count(model):
    text = "what is the meaning of life " * 400 + "how can i make a "
    found = model.suggest(text)
    assert found.clipped
    assert found.items[0].added == "website"
    assert not model.suggest("how can i make a ").clipped


def test_the_window_of_a_long_text_moves_by_strides_so_that_states_are_found_again(model):
    words = ["people"] * 200
    starts = set()
    for count in range(100, 116):
        read = read_prompt(" ".join(words[:count]), model.vocabulary)
        assert READ_WORDS - 16 < len(read.ids) <= READ_WORDS
        starts.add(count - len(read.ids))
    assert len(starts) <= 2


def test_the_choice_offers_the_short_word_and_the_sure_long_phrase():
    def phrase(word, p, letters, parent=None):
        return Phrase((word,), float(np.log(p)), letters, (None, None), parent)

    site = phrase(1, 0.5, 7)
    free = phrase(2, 0.45, 16, site)
    cake = phrase(3, 0.3, 4)
    rare = phrase(4, 0.001, 9)
    assert choose([site, free, cake, rare], 2, lambda ids: True) == [free, cake]


def test_a_refused_phrase_leaves_its_place_to_another():
    phrases = [
        Phrase((word,), float(np.log(p)), 5, (None, None)) for word, p in ((1, 0.6), (2, 0.4))
    ]
    assert choose(phrases, 1, lambda ids: ids != (1,)) == [phrases[1]]


anything = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="how can i make a wé’-.\u200c\u202e🙂سلام\x00\x1b ", max_size=200),
    st.text(min_size=1, max_size=20).map(lambda piece: (piece * 10_000)[:10_000]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=anything)
def test_any_text_is_answered(model, text):
    found = model.suggest(text)
    assert 0 < len(found.items) <= 8
    assert len({item.added for item in found.items}) == len(found.items)
    for item in found.items:
        assert item.text == text + item.added
        assert item.added.strip()
        assert item.log_prob <= 1e-6
        assert not {"<pad>", "<unk>", "</s>"} & set(item.added.split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=anything)
def test_any_text_can_be_looked_into(model, text):
    found = model.distribution(text)
    assert sum(word.probability for word in found.words) + found.rest == pytest.approx(1, abs=1e-4)
    surprise = model.surprise(text)
    assert all(word.bits >= -1e-6 for word in surprise.words) and surprise.perplexity >= 1 - 1e-6
    lesson = model.teacher_forcing(text)
    assert len(lesson.inputs) == len(lesson.targets) == len(lesson.losses)
    assert model.beam_tree(text, width=2, depth=2).best
