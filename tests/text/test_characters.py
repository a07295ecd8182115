"""The vocabulary of characters: one spelling for every text, and bytes for what has no id."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.characters import START, CharacterVocabulary

ALPHABETS = st.lists(st.characters(exclude_categories=["Cs"]), unique=True, max_size=40).map(
    "".join
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def test_characters_stand_by_frequency_then_code_point() -> None:
    vocabulary = CharacterVocabulary.from_counts({"b": 3, "a": 3, "e": 9, "z": 1})
    assert vocabulary.characters == "eabz" and not vocabulary.has_bytes
    assert vocabulary.encode("zeb") == [4, 1, 3]
    assert len(vocabulary) == 5
    assert [vocabulary.label(id) for id in (0, 1, 4)] == ["<s>", "e", "z"]


def test_rare_characters_are_spelled_in_bytes() -> None:
    vocabulary = CharacterVocabulary.from_counts({"a": 5, "é": 1}, least=2)
    assert vocabulary.characters == "a" and len(vocabulary) == 2 + 256
    ids = vocabulary.encode("aé")
    assert [vocabulary.label(id) for id in ids] == ["a", "<c3>", "<a9>"]
    assert vocabulary.decode(ids) == "aé"
    assert vocabulary.decode(ids[:2]) == "a\ufffd"


def test_without_bytes_the_unknown_are_named() -> None:
    with pytest.raises(ValueError, match="x y"):
        CharacterVocabulary("ab").encode("yabxx")


def test_a_character_may_stand_only_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        CharacterVocabulary("aba")


@given(ALPHABETS, TEXTS)
def test_with_bytes_every_text_comes_back(characters: str, text: str) -> None:
    vocabulary = CharacterVocabulary(characters, bytes=True)
    ids = vocabulary.encode(text)
    assert all(START < id < len(vocabulary) for id in ids)
    assert vocabulary.decode(ids) == text
    assert vocabulary.decode([START, *ids, START]) == text
    assert b"".join(map(vocabulary.spelled, ids)) == text.encode()
    known = sum(character in vocabulary for character in text)
    others = "".join(character for character in text if character not in vocabulary)
    assert len(ids) == known + len(others.encode())


@given(ALPHABETS, st.data())
def test_without_bytes_a_text_of_its_letters_comes_back_id_by_id(
    characters: str, data: st.DataObject
) -> None:
    vocabulary = CharacterVocabulary(characters)
    text = data.draw(st.text(st.sampled_from(characters), max_size=60)) if characters else ""
    ids = vocabulary.encode(text)
    assert len(ids) == len(text)
    assert "".join(map(vocabulary.label, ids)) == text == vocabulary.decode(ids)


@given(st.text(max_size=40))
def test_any_string_can_be_spelled_even_half_a_surrogate_pair(text: str) -> None:
    vocabulary = CharacterVocabulary("ab", bytes=True)
    assert vocabulary.decode(vocabulary.encode(text)) == text.encode("utf-8", "replace").decode()


@given(ALPHABETS, st.booleans())
def test_the_file_gives_the_same_ids(characters: str, bytes: bool) -> None:
    vocabulary = CharacterVocabulary(characters, bytes=bytes)
    again = CharacterVocabulary.from_json(vocabulary.to_json())
    assert (again.characters, again.has_bytes) == (characters, bytes)
    assert again.sha256 == vocabulary.sha256 and len(again) == len(vocabulary)


def test_equal_hashes_mean_equal_ids(tmp_path: Path) -> None:
    one, other = CharacterVocabulary("ab"), CharacterVocabulary("ba")
    assert one.sha256 != other.sha256
    assert one.sha256 != CharacterVocabulary("ab", bytes=True).sha256
    one.save(tmp_path / "tokenizer.json")
    assert CharacterVocabulary.load(tmp_path / "tokenizer.json").sha256 == one.sha256


@pytest.mark.parametrize("content", ['{"type": "words"}', "[]", "3"])
def test_another_file_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="no character vocabulary"):
        CharacterVocabulary.from_json(content)
