"""The word tokeniser: examples of each rule, and properties over any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.words import find_words, fold, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How can I make a website?", ["how", "can", "i", "make", "a", "website"]),
        ("Don’t do it - it's well-known", ["don't", "do", "it", "it's", "well-known"]),
        ("it costs $1,000.50 or 3.5%", ["it", "costs", "1,000.50", "or", "3.5"]),
        ("in the U.S. e.g. at 5 p.m.", ["in", "the", "u.s", "e.g", "at", "5", "p.m"]),
        ("one.Two,three", ["one", "two", "three"]),
        ("C++ or c# or F#?", ["c++", "or", "c#", "or", "f#"]),
        ("Café naïve Ångström", ["cafe", "naive", "angstrom"]),
        ("می‌خواهم بروم", ["می‌خواهم", "بروم"]),
        ("'quoted' x- -y", ["quoted", "x", "y"]),
        ("\x00\t🙂 … \u200f", []),
        ("", []),
    ],
)
def test_examples(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


def test_accents_of_other_scripts_stay() -> None:
    assert tokenize("й हिन्दी") == ["й", "हिन्दी"]


@given(st.text(max_size=200))
def test_words_are_where_they_say(text: str) -> None:
    end = 0
    for word in find_words(text):
        assert end <= word.start < word.end <= len(text)
        assert fold(text[word.start : word.end]) == word.text
        end = word.end
    assert [word.text for word in find_words(text)] == tokenize(text)


@given(st.text(max_size=200))
def test_words_hold_no_space_and_are_folded(text: str) -> None:
    for word in tokenize(text):
        assert word and not any(sign.isspace() for sign in word)
        assert fold(word) == word


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200))
def test_joined_words_are_the_same_words(text: str) -> None:
    words = tokenize(text)
    assert tokenize(" ".join(words)) == words


@given(st.lists(st.sampled_from(["how", "don't", "u.s", "3.5", "c++", "well-known"])))
def test_case_and_final_punctuation_do_not_matter(words: list[str]) -> None:
    assert tokenize(" ".join(words).upper() + " ?!") == words
