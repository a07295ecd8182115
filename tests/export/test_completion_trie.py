"""The completion trie on lines small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from export.rivals.completion_trie import ALPHA, CompletionTrie

WORDS = ["<pad>", "<unk>", "</s>", "how", "to", "make", "cake", "what", "is", "tea", "a"]
LINES = ["how to make cake", "how to make tea", "how to make tea a", "what is tea", "a cake"]


def ids(line: str) -> list[int]:
    return [WORDS.index(word) for word in line.split()]


@pytest.fixture
def trie() -> CompletionTrie:
    return CompletionTrie.train([ids(line) for line in LINES], len(WORDS))


def named(scores: np.ndarray) -> dict[str, float]:
    return {WORDS[i]: float(scores[i]) for i in np.flatnonzero(scores)}


def test_counts_the_lines_through_a_beginning(trie: CompletionTrie) -> None:
    scores = named(trie.scores(ids("how to make")))
    assert scores["tea"] == pytest.approx(2 / 3)
    assert scores["cake"] == pytest.approx(1 / 3)


def test_an_empty_line_offers_first_words(trie: CompletionTrie) -> None:
    scores = named(trie.scores([]))
    assert scores["how"] == pytest.approx(3 / 5)
    assert scores["what"] == scores["a"] == pytest.approx(1 / 5)


def test_backs_off_to_the_last_words(trie: CompletionTrie) -> None:
    """No line begins "what to make"; "to make" stood in three."""
    scores = named(trie.scores(ids("what to make")))
    assert scores["tea"] == pytest.approx(2 / 3)
    # After "make" alone the same words were seen, so the next new ones come three steps down.
    assert scores["how"] == pytest.approx(ALPHA**2 * 3 / 23)


def test_unknown_words_leave_the_frequent_ones(trie: CompletionTrie) -> None:
    scores = named(trie.scores([1, 1]))
    assert max(scores, key=scores.__getitem__) == "</s>"
    assert set(scores) == set(WORDS) - {"<pad>", "<unk>"}


def test_a_completion_goes_on_while_it_is_popular(trie: CompletionTrie) -> None:
    how, to, make, tea = ids("how to make tea")
    assert trie.extended([], how, share=0.5, least=1) == [how, to, make, tea]
    assert trie.extended([], how, share=0.7, least=1) == [how, to, make]
    assert trie.extended([], how, share=0.5, least=1, longest=2) == [how, to]
    assert trie.extended([], how, share=0.5, least=4) == [how]


def test_a_line_longer_than_the_trie_is_answered(trie: CompletionTrie) -> None:
    assert named(trie.scores(ids("how to make tea") * 30))


def test_saved_and_loaded_it_is_the_same(trie: CompletionTrie, tmp_path: Path) -> None:
    trie.save(tmp_path / "trie.npz")
    again = CompletionTrie.load(tmp_path / "trie.npz")
    for context in ("", "how to make", "what to make"):
        assert np.array_equal(again.scores(ids(context)), trie.scores(ids(context)))


def test_no_lines_at_all() -> None:
    assert not CompletionTrie.train([], len(WORDS)).scores([3]).any()
