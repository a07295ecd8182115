"""Learning subwords: size, bytes to fall back to, and texts that come back whole."""

from hypothesis import given
from hypothesis import strategies as st

from core.training.tokens_bpe import learn, measure

LINES = ["the cat sat on the mat", "The cats sat.", "a cat and 12 mats"] * 10
SETTINGS = {"vocabulary": 320, "characters": 40}
TOKENIZER = learn(SETTINGS, iter(LINES))


def test_the_vocabulary_has_its_size_at_most_with_all_bytes() -> None:
    vocabulary = TOKENIZER.get_vocab()
    assert len(vocabulary) <= SETTINGS["vocabulary"]
    assert all(f"<0x{byte:02X}>" in vocabulary for byte in range(256))
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))


def test_frequent_words_are_learned_and_digits_stand_alone() -> None:
    assert TOKENIZER.encode("the cat").tokens == ["▁the", "▁cat"]
    assert TOKENIZER.encode("12").tokens == ["▁", "1", "2"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_is_unknown(text: str) -> None:
    assert "<unk>" not in TOKENIZER.encode(text).tokens


def test_text_comes_back_from_its_ids() -> None:
    for text in ("The cats sat.", "é 🙂 ۱"):
        assert TOKENIZER.decode(TOKENIZER.encode(text).ids).strip() == text


def test_measures_count_tokens_against_words() -> None:
    found = measure(TOKENIZER, iter(["the cat", "the cat sat"]))
    assert found["tokens_per_word"] == 1.0
    assert found["byte_share"] == 0.0
