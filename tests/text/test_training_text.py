"""A text made ready for skip-gram: vocabulary, sentences, pairs, bounds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.training_text import MOST_TOKENS, MOST_WORDS, TextTooSmall, read_text


def test_words_by_frequency_and_sentences_as_ids() -> None:
    read = read_text("The cat sat. The dog ran.\nThe end")
    assert read.words[0] == "the" and read.counts[0] == 3
    assert [[read.words[i] for i in s] for s in read.sentences] == [
        ["the", "cat", "sat"],
        ["the", "dog", "ran"],
        ["the", "end"],
    ]


def test_pairs_stay_in_their_sentence_and_near_ones_count_more() -> None:
    read = read_text("a b c. d e.")
    pairs = Counter((read.words[centre], read.words[context]) for centre, context in read.pairs(2))
    assert pairs[("a", "b")] == 2 and pairs[("a", "c")] == 1
    assert ("c", "d") not in pairs and pairs[("d", "e")] == 2
    assert all(pairs[(b, a)] == count for (a, b), count in pairs.items())


def test_a_point_inside_a_number_ends_no_sentence() -> None:
    assert len(read_text("it weighs 3.5 kilos. it is heavy").sentences) == 2


def test_persian_keeps_its_joined_words() -> None:
    assert "می‌خوانم" in read_text("کتاب را می‌خوانم. نامه را می‌خوانم.").words


def test_long_texts_are_bounded_and_say_so() -> None:
    read = read_text(" ".join(f"w{i % 500}" for i in range(MOST_TOKENS + 7)))
    assert (read.tokens_read, read.tokens_left) == (MOST_TOKENS, 7)
    assert (len(read.words), read.words_left) == (MOST_WORDS, 500 - MOST_WORDS)
    assert len(read_text("a b c d e f", most_words=4).words) == 4


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "one two", "one. two. three."])
def test_too_little_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(TextTooSmall, match=r"\w+ \w+.*\."):
        read_text(text)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = read_text(text)
    except TextTooSmall:
        return
    assert len(read.pairs(3)) > 0
    assert read.tree.count(read.tree.root) == sum(read.counts)
