"""Batches of equal length, and the sentences of `next-word`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpora.splits import Split
from core.text.vocabulary import UNK, WordVocabulary
from core.training import encoded_sentences
from core.training import next_word_text as text
from core.training.encoded_sentences import Ids, fingerprint, kept
from core.training.equal_length_batches import EqualLengthBatches, Position


def lines_of(lengths: list[int]) -> list[Ids]:
    return [np.full(length, number, np.int32) for number, length in enumerate(lengths)]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=40), st.integers(1, 7))
def test_an_epoch_reads_every_line_once(lengths: list[int], size: int) -> None:
    batches = EqualLengthBatches(lines_of(lengths), size, seed=1)
    read: Counter[int] = Counter()
    for _ in range(batches.batches_per_epoch):
        batch = batches.next()
        assert 1 <= len(batch) <= size
        assert all(lengths[row[0]] == batch.shape[1] for row in batch)
        read.update(int(row[0]) for row in batch)
    assert read == Counter(range(len(lengths)))
    assert batches.position == Position(1, 0)


@given(st.integers(0, 60))
def test_a_position_is_all_one_needs(steps: int) -> None:
    lines = lines_of([3, 3, 3, 2, 2, 5, 1] * 3)
    one, other = EqualLengthBatches(lines, 2, seed=4), EqualLengthBatches(lines, 2, seed=4)
    for _ in range(steps):
        one.next()
    other.position = Position(**vars(one.position))
    for _ in range(20):
        np.testing.assert_array_equal(one.next(), other.next())


def test_epochs_differ() -> None:
    batches = EqualLengthBatches(lines_of([2] * 30), 30, seed=1)
    assert batches.next().tolist() != batches.next().tolist()


def test_no_lines_are_refused() -> None:
    with pytest.raises(ValueError):
        EqualLengthBatches([], 4, seed=1)


QUESTIONS = [f"what is {word} {number}" for word in ("a", "b") for number in range(300)]
PARAGRAPHS = [
    "What is a 1? It is a 2, is it? So he said.",
    "The capital of A is what is it.",
    "Wholly unknown tongues speak here. " + "a " * 30 + ".",
]

KNOWN = ["what", "is", "a", "1", "it", "2", "he"]


@pytest.fixture
def made_corpora(monkeypatch: pytest.MonkeyPatch) -> None:
    def lines(corpus: str, *names: str) -> Iterator[str]:
        yield from [*QUESTIONS, f"{QUESTIONS[0]}?", ""] if corpus == "questions" else PARAGRAPHS

    monkeypatch.setattr(text, "open_lines", lines)
    monkeypatch.setattr(text, "GENERAL", (("novels", "novels.txt.xz", 3),))


@pytest.mark.usefixtures("made_corpora")
def test_splits_are_disjoint_and_complete() -> None:
    splits = {split: {" ".join(words) for words in text.questions(split)} for split in Split}
    assert all(splits.values())
    assert sum(map(len, splits.values())) == len(set().union(*splits.values())) == len(QUESTIONS)


@pytest.mark.usefixtures("made_corpora")
def test_the_vocabulary_knows_training_words_only() -> None:
    vocabulary = text.build_vocabulary(10_000)
    held_out = {word for split in (Split.TEST, Split.VALIDATION) for line in text.questions(split)
                for word in line}  # fmt: skip
    trained = {word for line in text.questions(Split.TRAIN) for word in line}
    assert set(vocabulary.words[3:]) == trained
    assert held_out - trained == {word for word in held_out if word not in vocabulary}


@pytest.mark.usefixtures("made_corpora")
def test_general_sentences_are_short_known_and_no_template() -> None:
    vocabulary = WordVocabulary.from_counts(dict.fromkeys(KNOWN, 1), 20)
    assert list(text.general_sentences(vocabulary)) == [
        ["what", "is", "a", "1"],
        ["it", "is", "a", "2", "is", "it"],
    ]
    assert list(text.training_sentences("general", vocabulary)) == list(
        text.general_sentences(vocabulary)
    )
    with pytest.raises(ValueError):
        list(text.training_sentences("general"))


def test_unknown_share() -> None:
    assert text.unknown_share([np.array([UNK, 5]), np.array([6, 7])]) == 0.25
    assert text.unknown_share([]) == 0


def test_encoded_sentences_are_kept(tmp_path: Path) -> None:
    made = {"a": lines_of([2, 3, 1]), "none": []}
    path = tmp_path / "folder" / "kept.npz"
    kept(path, lambda: made)
    read = kept(path, lambda: pytest.fail("it was made before"))
    assert read.keys() == made.keys()
    assert read["none"] == []
    for line, other in zip(read["a"], made["a"], strict=True):
        np.testing.assert_array_equal(line, other)


def test_a_fingerprint_knows_sources_and_settings() -> None:
    marks = {
        fingerprint([text], 1),
        fingerprint([text], 2),
        fingerprint([text, encoded_sentences], 1),
    }
    assert len(marks) == 3
    assert fingerprint([text], 1) in marks
