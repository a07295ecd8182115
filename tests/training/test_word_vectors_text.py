"""The text of the word vectors: folding, phrases, templates, ids."""

from collections import Counter

import numpy as np

from core.text.plain_words import fold, segments
from core.training.word_vectors_combination import Combination, combine
from core.training.word_vectors_text import (
    PhraseRule,
    count,
    encode,
    find_phrases,
    join,
    without_templates,
    write_tokens,
)


def test_words_are_folded() -> None:
    assert fold("Bogotá’s ŁÓDŹ") == "bogota's lodz"
    assert segments("The well-known café's 19th (of 1234567) don't.") == [
        ["the", "well", "known", "cafe", "19th"],
        ["of"],
        ["don't"],
    ]


def test_templates_are_left_out() -> None:
    lines = ["The capital of France is Paris.", "The capital of France grew.", "Paris is old."]
    assert list(without_templates(lines)) == lines[1:]


def test_phrases_do_not_reach_over_punctuation() -> None:
    text = ["New York is big. In New, York is a name."] + ["a b c d e f g h."] * 40
    words, pairs = count(segments(line) for line in text * 5)
    assert pairs["new", "york"] == 5
    found = find_phrases(words, pairs, PhraseRule(count=5, npmi=0.5))
    assert ("new", "york") in found
    assert ("york", "is") not in found  # "is" is a connector


def test_a_word_joins_one_phrase() -> None:
    phrases = {("new", "york"): 1.0, ("york", "city"): 1.0}
    assert join(["new", "york", "city"], phrases) == ["new_york", "city"]


def test_text_and_ids(tmp_path) -> None:
    path = tmp_path / "text.txt"
    total = write_tokens(["New York, old York!", "Alone", "old new"], {("new", "york"): 1.0}, path)
    assert path.read_text() == "new_york old york\nold new\n"
    assert total == 5
    words, bounds = encode(path, {"old": 0, "york": 1, "new": 2})
    np.testing.assert_array_equal(words, [0, 1, 0, 2])
    np.testing.assert_array_equal(bounds, [0, 2, 4])


def test_rare_pairs_are_no_phrase() -> None:
    words = Counter({"a1": 3})
    assert find_phrases(words, Counter({("x", "y"): 2}), PhraseRule(count=3, npmi=0.1)) == {}


def test_combination_keeps_cosines_where_nothing_is_cut() -> None:
    draw = np.random.default_rng(0)
    tables = [(draw.normal(size=(50, 4)), draw.normal(size=(50, 4))) for _ in range(2)]
    table = combine(tables, Combination(weights=(1.0, 0.5), width=8))
    assert table.shape == (50, 8)
    np.testing.assert_allclose(np.linalg.norm(table, axis=1), 1, atol=1e-5)
    parts = [weight * t / np.linalg.norm(t, axis=1, keepdims=True)
             for weight, (t, _) in zip((1.0, 0.5), tables, strict=True)]  # fmt: skip
    plain = np.concatenate(parts, axis=1)
    plain -= plain.mean(axis=0)
    plain /= np.linalg.norm(plain, axis=1, keepdims=True)
    np.testing.assert_allclose(table @ table.T, plain @ plain.T, atol=1e-4)


def test_dropping_a_component_takes_the_strongest() -> None:
    draw = np.random.default_rng(0)
    table = draw.normal(size=(200, 6))
    table[:, 2] *= 20
    kept = combine([(table, table)], Combination(weights=(1.0,), width=5, dropped=1))
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    assert np.abs(np.corrcoef(kept.T, unit[:, 2])[-1, :-1]).max() < 0.2
