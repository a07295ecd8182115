"""The measures on a predictor whose answers are known, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.text.vocabulary import WordVocabulary
from export.scores.next_word import keystrokes, measure, rank
from export.scores.next_word_lines import file_lines, sampled

VOCABULARY = WordVocabulary(["<pad>", "<unk>", "</s>", "tea", "to", "make", "cake"])


class Fixed:
    """Always the same distribution, and completions from a table."""

    vocabulary = VOCABULARY

    def __init__(self, offers: dict[str, list[str]] | None = None) -> None:
        self._offers = offers or {}
        with np.errstate(divide="ignore"):
            self._log_probs = np.log([0, 0.1, 0.2, 0.4, 0.15, 0.1, 0.05])

    def log_probs(self, context: tuple[int, ...]) -> np.ndarray:
        return self._log_probs

    def starting_with(self, prefix: str) -> np.ndarray:
        words = VOCABULARY.words
        return np.array([i for i in range(3, 7) if words[i].startswith(prefix)], np.int64)

    def suggest(self, text: str, k: int) -> list[str]:
        return self._offers.get(text, [])[:k]


def test_perplexity_counts_the_end_and_the_unknown_word() -> None:
    scores = measure(Fixed(), [["tea", "zebra"]], ("perplexity",)).measures()
    assert scores == {"perplexity": pytest.approx((0.4 * 0.1 * 0.2) ** (-1 / 3))}


def test_ranks_over_every_cut() -> None:
    tally = measure(Fixed(), [["to"], ["zebra"]], ("ranks",))
    # "to": second of all; after "t" second of tea and to. "zebra": five misses.
    assert (tally.words, tally.unknown, tally.cuts) == (2, 1, 7)
    assert tally.measures() == {
        "top1": 0.0,
        "top8": 0.5,
        "mrr8": pytest.approx((0.5 + 0.5) / 7),
    }


def test_rank_of_equal_words_is_by_frequency() -> None:
    log_probs = np.log(np.array([0.0, 0.1, 0.2, 0.2]) + 1e-9)
    offered = np.array([2, 3])
    assert (rank(log_probs, 2, offered), rank(log_probs, 3, offered)) == (1, 2)
    assert rank(log_probs, 1, offered) > 8


def test_a_person_takes_the_longest_right_completion() -> None:
    line = "make tea to make cake"
    offers = {
        "": ["tea", "make", "make te"],  # "make te" ends inside a word: not right
        "make": ["make cake", "make tea", "make tea to"],
        "make tea to m": ["make tea to make cake"],
    }
    # Keys: make · make tea to · space · m · the rest.
    assert keystrokes(Fixed(offers), line) == 5
    scores = measure(Fixed(offers), [line.split()], ("keystrokes",)).measures()
    assert scores["keystrokes_saved"] == pytest.approx(1 - 5 / len(line))


def test_without_offers_every_letter_is_typed() -> None:
    assert keystrokes(Fixed(), "make tea") == len("make tea")


def test_all_measures_at_once() -> None:
    scores = measure(Fixed(), [["tea"]]).measures()
    assert set(scores) == {"perplexity", "top1", "top8", "mrr8", "keystrokes_saved"}
    assert scores["top1"] == 1
    assert all(math.isfinite(value) for value in scores.values())


def test_a_sample_is_seeded_and_in_order() -> None:
    lines = [[str(i)] for i in range(1000)]
    chosen = sampled(lines, 50)
    assert chosen == sampled(lines, 50)
    assert [int(line[0]) for line in chosen] == sorted(int(line[0]) for line in chosen)
    assert len({line[0] for line in chosen}) == 50
    assert sampled(lines, None) == sampled(lines, 5000) == lines


def test_lines_of_any_file(tmp_path) -> None:
    import lzma

    text = "How can I make tea?\n\n  ?!\nWhat’s up\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt.xz").write_bytes(lzma.compress(text.encode()))
    wanted = [["how", "can", "i", "make", "tea"], ["what's", "up"]]
    assert file_lines([tmp_path / "a.txt"], None) == wanted
    assert file_lines([tmp_path / "a.txt", tmp_path / "b.txt.xz"], None) == wanted * 2
