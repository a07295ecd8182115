"""Repetition in a text: strings of letters that stood there before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.repetition import first_repetition, repeated_places, repeated_share


def test_a_loop_is_seen_where_it_begins_again():
    text = "once upon a time " + "and so on " * 4
    # the space before the first "and" begins the string that comes again
    assert first_repetition(text, span=10) == text.index(" and") + 10
    assert repeated_share("abab" * 50, span=4) > 0.97


def test_a_text_without_repetition_has_none():
    assert repeated_share("abcdefghijklmnopqrstuvwxyz") == 0.0
    assert first_repetition("abcdefghijklmnopqrstuvwxyz") is None


def test_a_text_shorter_than_a_string_has_none():
    assert repeated_share("short") == 0.0 and repeated_places("") == []


@given(st.text("ab", max_size=60), st.integers(1, 8))
def test_the_share_counts_the_strings_that_are_not_new(text, span):
    strings = [text[i : i + span] for i in range(len(text) - span + 1)]
    share = 1 - len(set(strings)) / len(strings) if strings else 0.0
    assert repeated_share(text, span) == pytest.approx(share)
