"""The contextual encoder's task, on a tiny graph: places of words, bounds, bad input."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runtime import BadInput
from core.runtime.tasks.contextual import MOST_SENTENCES, MOST_TOKENS, Contextual
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import WIDTH, add_contextual


@pytest.fixture
def encoder(tiny_artifacts: TinyArtifacts) -> Contextual:
    return Contextual(add_contextual(tiny_artifacts), tiny_artifacts.registry)


def test_every_token_has_its_place_and_vector(encoder: Contextual) -> None:
    reading = encoder.read("We sat on the banks.")
    assert [token.text for token in reading.tokens] == [
        "we",
        "sat",
        "on",
        "the",
        "bank",
        "##s",
        ".",
    ]
    assert reading.vectors.shape == (7, WIDTH)
    token = reading.tokens[4]
    assert reading.text[token.start : token.end] == "bank"
    both = reading.vector(14, 19)
    np.testing.assert_allclose(both, reading.vectors[4:6].mean(0), rtol=1e-6)


def test_the_same_word_has_another_vector_in_another_sentence(encoder: Contextual) -> None:
    found = encoder.occurrences(["We sat on the bank.", "The bank raised its rates!"], "bank")
    assert [item.sentence for item in found.items] == [0, 1]
    assert found.cosines()[0, 0] == pytest.approx(1, abs=1e-5)
    assert found.cosines()[0, 1] < 0.999


def test_a_batch_reads_each_sentence_as_if_alone(encoder: Contextual) -> None:
    texts = ["We sat.", "The cat ate the cheese on the river bank!"]
    together = encoder.read_all(texts)
    for text, reading in zip(texts, together, strict=True):
        np.testing.assert_allclose(reading.vectors, encoder.read(text).vectors, atol=1e-5)


def test_plurals_count_and_sentences_without_the_word_are_named(encoder: Contextual) -> None:
    found = encoder.occurrences(["The cat.", "", "Banks and a bank."], "Bank")
    assert [item.text for item in found.items] == ["Banks", "bank"]
    assert found.missing == (0,)


def test_long_sentences_are_cut_with_a_note(encoder: Contextual) -> None:
    reading = encoder.read("bank " * 400)
    assert len(reading.tokens) <= MOST_TOKENS
    assert reading.note
    with pytest.raises(BadInput, match="None of"):
        encoder.occurrences(["cat " * 200 + "bank"], "bank")


@pytest.mark.parametrize("texts", [[], [""], ["   "], ["a cat", "\u200c"], ["cat"] * 17])
def test_unusable_sentences_are_answered(encoder: Contextual, texts: list[str]) -> None:
    assert len(texts) != 17 or MOST_SENTENCES == 16
    with pytest.raises(BadInput):
        encoder.read_all(texts)


@pytest.mark.parametrize("word", ["", "  ", "mouse", "x" * 100])
def test_unusable_words_are_answered(encoder: Contextual, word: str) -> None:
    with pytest.raises(BadInput):
        encoder.occurrences(["We sat on the bank."], word)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(max_size=200))
def test_any_text_is_read_or_answered(encoder: Contextual, text: str) -> None:
    try:
        reading = encoder.read(text)
    except BadInput:
        return
    assert len(reading.tokens) == len(reading.vectors)
    assert all(0 <= t.start <= t.end <= len(reading.text) for t in reading.tokens)
