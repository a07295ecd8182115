"""The subword tokenisers' task: pieces with places, bytes, bad input."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runtime import ArtifactDamaged, BadInput
from core.runtime.tasks.subwords import MOST_CHARACTERS, Subwords
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import add_tokens_bpe


@pytest.fixture(scope="module")
def subwords(tmp_path_factory: pytest.TempPathFactory) -> Subwords:
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    return Subwords(add_tokens_bpe(artifacts), artifacts.registry)


def test_frequent_words_are_one_piece(subwords: Subwords) -> None:
    cut = subwords.cut("the bank", "en")
    assert [piece.text for piece in cut.pieces] == ["the", "bank"]
    assert all(piece.begins_word for piece in cut.pieces)
    assert cut.vocabulary == subwords.vocabulary_size("en")


def test_persian_keeps_its_non_joiner(subwords: Subwords) -> None:
    cut = subwords.cut("می\u200cخواهم", "fa")
    assert "".join(piece.text for piece in cut.pieces) == "می\u200cخواهم"


def test_unknown_characters_become_bytes(subwords: Subwords) -> None:
    cut = subwords.cut("🙂", "en")
    assert [piece.name for piece in cut.pieces if piece.is_byte] == [
        "<0xF0>", "<0x9F>", "<0x99>", "<0x82>",
    ]  # fmt: skip


def test_typed_byte_names_are_no_bytes(subwords: Subwords) -> None:
    assert len(subwords.cut("<0x41>", "en").pieces) > 1


def test_merges_come_in_the_order_of_learning(subwords: Subwords) -> None:
    merges = subwords.merges("en", 5)
    assert [merge.rank for merge in merges] == [0, 1, 2, 3, 4]
    assert subwords.merges("en", 2, first=1) == merges[1:3]
    assert subwords.merges("en", -3, first=-1) == ()


def test_long_texts_are_cut_with_a_note(subwords: Subwords) -> None:
    cut = subwords.cut("a " * MOST_CHARACTERS, "en")
    assert cut.note and max(piece.end for piece in cut.pieces) <= MOST_CHARACTERS
    assert subwords.cut("", "en").pieces == ()


def test_unknown_language_is_answered(subwords: Subwords) -> None:
    assert subwords.languages == ("en", "fa")
    with pytest.raises(BadInput, match="en, fa"):
        subwords.cut("hallo", "de")


def test_damaged_tokeniser_is_one_sentence(tiny_artifacts: TinyArtifacts) -> None:
    artifact = tiny_artifacts.add(
        "tokens-bpe", task="subwords", graphs={}, files={"tokenizer-en.json": b"{}"}
    )
    with pytest.raises(ArtifactDamaged):
        Subwords(artifact, tiny_artifacts.registry)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_cut(subwords: Subwords, text: str) -> None:
    for piece in subwords.cut(text, "en").pieces:
        assert 0 <= piece.start <= piece.end <= len(text)
