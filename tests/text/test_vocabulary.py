"""The word vocabulary: order, the rule for unknown words, and its file."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.vocabulary import END, PAD, UNK, WordVocabulary

COUNTS = {"the": 9, "what": 9, "is": 4, "rare": 1}


def test_words_stand_by_frequency_then_alphabet() -> None:
    vocabulary = WordVocabulary.from_counts(COUNTS, 6)
    assert vocabulary.words == ("<pad>", "<unk>", "</s>", "the", "what", "is")
    assert vocabulary.counts == (0, 1, 0, 9, 9, 4)


def test_unknown_words_become_one_word() -> None:
    vocabulary = WordVocabulary.from_counts(COUNTS, 6)
    assert vocabulary.encode(["what", "rare", "🙂"]) == [4, UNK, UNK]
    assert vocabulary.decode([4, UNK, END, PAD]) == ["what", "<unk>", "</s>", "<pad>"]
    assert "rare" not in vocabulary and "is" in vocabulary


def test_alphabetical_leaves_out_the_specials() -> None:
    vocabulary = WordVocabulary.from_counts(COUNTS, 6)
    assert vocabulary.alphabetical == (("is", 5), ("the", 3), ("what", 4))


def test_file_round_trip(tmp_path: Path) -> None:
    vocabulary = WordVocabulary.from_counts(COUNTS, 7)
    vocabulary.save(tmp_path / "tokenizer.json")
    read = WordVocabulary.load(tmp_path / "tokenizer.json")
    assert (read.words, read.counts, read.sha256) == (
        vocabulary.words,
        vocabulary.counts,
        vocabulary.sha256,
    )


@pytest.mark.parametrize("text", ["[]", "{}", '{"type": "other"}', "not json"])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        WordVocabulary.from_json(text)


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        (["a", "b"], []),
        (["<pad>", "<unk>", "</s>", "a", "a"], []),
        (["<pad>", "<unk>", "</s>"], [1]),
    ],
)
def test_a_wrong_list_is_refused(words: list[str], counts: list[int]) -> None:
    with pytest.raises(ValueError):
        WordVocabulary(words, counts)


@given(st.lists(st.text(min_size=1, max_size=5), max_size=60), st.integers(3, 20))
def test_any_text_is_encoded(words: list[str], size: int) -> None:
    vocabulary = WordVocabulary.from_counts(Counter(words), size)
    assert len(vocabulary) <= size
    ids = vocabulary.encode(words)
    assert all(0 <= id < len(vocabulary) for id in ids)
    for word, read in zip(words, vocabulary.decode(ids), strict=True):
        assert read in (word, "<unk>")
