"""N-grams overlap, and numbering can be read back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.ngrams import ngrams, number


def test_bigrams_of_words() -> None:
    assert ngrams(["the", "cat", "sat"], 2) == [("the", "cat"), ("cat", "sat")]
    assert ngrams(["the"], 2) == []


@given(st.lists(st.text(max_size=3), max_size=30), st.integers(1, 5))
def test_count_and_overlap(tokens: list[str], n: int) -> None:
    grams = ngrams(tokens, n)
    assert len(grams) == max(0, len(tokens) - n + 1)
    assert all(first[1:] == second[:-1] for first, second in pairwise(grams))


@given(st.lists(st.sampled_from("abcdef"), max_size=40))
def test_numbering_reads_back(tokens: list[str]) -> None:
    numbered = number(tokens)
    assert [numbered.vocabulary[i] for i in numbered.ids] == tokens
    assert sum(numbered.counts) == len(tokens)
    assert list(numbered.counts) == sorted(numbered.counts, reverse=True)


def test_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        ngrams(["a"], 0)
