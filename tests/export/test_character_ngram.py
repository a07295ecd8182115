"""The n-gram over characters: against the word model, as a distribution, and as a writer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.runtime.engine.sampling import SamplingSettings
from core.text.characters import START, CharacterVocabulary
from export.rivals.character_ngram import CharacterNgram
from export.rivals.kneser_ney import KneserNey

LETTERS = "ab cde"
VOCABULARY = CharacterVocabulary("#." + LETTERS)  # "." has id 2: what ends a sentence elsewhere


def made_texts(count: int, seed: int = 0) -> list[str]:
    """Texts of a few letters, uneven enough for all counts of counts to occur."""
    draw = np.random.default_rng(seed)
    return [
        "".join(LETTERS[min(int(i), 5)] for i in draw.geometric(0.45, draw.integers(0, 12)) - 1)
        for _ in range(count)
    ]


@pytest.mark.parametrize(("order", "count"), [(1, 40), (2, 60), (4, 6), (6, 9), (6, 500)])
def test_equals_the_model_over_words(order: int, count: int) -> None:
    texts = made_texts(count)
    ours = CharacterNgram.fit([text + "." for text in texts], order, VOCABULARY)
    theirs = KneserNey.train(
        [VOCABULARY.encode(text) for text in texts], len(VOCABULARY), order=order
    )
    for context in ["", "a", "ab", "aa b", "ca aab", "ccccccc", "#"]:
        ids = VOCABULARY.encode(context)
        # float32 there
        assert np.exp(ours.log_probs(ids)) == pytest.approx(theirs.probabilities(ids), abs=2e-6)


@pytest.mark.parametrize("order", [1, 2, 6])
def test_is_a_distribution_after_any_context(order: int) -> None:
    model = CharacterNgram.fit(made_texts(50, seed=2), order, VOCABULARY)
    draw = np.random.default_rng(1)
    for _ in range(60):
        ids = [int(id) for id in draw.integers(1, len(VOCABULARY), draw.integers(0, 9))]
        p = np.exp(model.log_probs(ids, begun=bool(draw.integers(2))))
        assert p.sum() == pytest.approx(1, abs=1e-9)
        assert p[START] == 0
        assert (p[1:] > 0).all()


@pytest.mark.parametrize("order", [1, 2, 6])
def test_a_text_costs_what_its_letters_cost(order: int) -> None:
    model = CharacterNgram.fit(made_texts(200), order, VOCABULARY)
    text = "ab a.c eeeda ab#aabb a"
    ids = VOCABULARY.encode(text)
    by_letters = [-model.log_probs(ids[:i])[id] / math.log(2) for i, id in enumerate(ids)]
    assert model.bits(text) == pytest.approx(sum(by_letters))
    for cut in range(len(text)):
        assert model.bits(text[cut:], text[:cut]) == pytest.approx(sum(by_letters[cut:]))
    mean = sum(by_letters) / len(text)
    assert model.bits_per_char([text, text]) == pytest.approx(mean)


def test_it_foresees_its_own_text_better_than_a_shorter_memory() -> None:
    text = "the cat sat on the mat and the rat sat on the cat " * 3
    costs = [CharacterNgram.fit([text], order).bits_per_char([text]) for order in (1, 2, 3, 6)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < 0.5 < costs[0]


def test_it_writes_the_same_text_for_the_same_seed() -> None:
    model = CharacterNgram.fit(["abcd " * 40], 6)
    settings = SamplingSettings(1.0, 0, 1.0, seed=3, length=60)
    text = model.sample(settings, "ab")
    assert text == model.sample(settings, "ab")
    assert len(text) == 62 and text.startswith("ab")
    assert "abcd abcd" in text


def test_bytes_stand_for_what_has_no_id() -> None:
    vocabulary = CharacterVocabulary("ab", bytes=True)
    model = CharacterNgram.fit(["abé" * 9], 3, vocabulary)
    assert model.bits("abé") < model.bits("abü")


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="63 bits"):
        CharacterNgram.fit(["abc"], 60)
    with pytest.raises(ValueError, match="no text"):
        CharacterNgram.fit(["", ""], vocabulary=VOCABULARY)
