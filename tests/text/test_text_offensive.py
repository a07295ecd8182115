"""The filter for offensive words. The words themselves come from the list, not from this file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.offensive import is_offensive, mask, offensive_spans, read_lists


def listed(language: str, kind: str) -> list[str]:
    return [
        entry
        for word_list in read_lists()
        if word_list.language == language and word_list.kind == kind
        for entry in word_list.entries
    ]


def word_of(length: int) -> str:
    """A listed English word of that length which is no ordinary word."""
    ordinary = set(listed("en", "ordinary"))
    return next(
        word
        for word in listed("en", "offensive")
        if len(word) == length and word.isalpha() and word not in ordinary
    )


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_listed_entry_is_found_unless_ordinary(language: str) -> None:
    ordinary = set(listed(language, "ordinary"))
    entries = [entry for entry in listed(language, "offensive") if entry not in ordinary]
    assert len(entries) > (300 if language == "en" else 40)
    missed = [entry for entry in entries if not is_offensive(f"… {entry} …")]
    assert missed == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_ordinary_entry_is_found(language: str) -> None:
    assert [entry for entry in listed(language, "ordinary") if is_offensive(entry)] == []


@pytest.mark.parametrize(
    "text",
    [
        "scunthorpe",
        "a class on grapes, assassins and shiitake",
        "bread and butter, spices in essex",
        "how can i make a website",
        "moby dick",
        "هر کس که دید",
        "خروش آمد از کوس و از کرنای",
        "کون و مکان",
        "",
        "🙂",
    ],
)
def test_ordinary_text_passes(text: str) -> None:
    assert not is_offensive(text)
    assert mask(text) == text


def test_case_inflection_possessive_and_digits_do_not_hide_a_word() -> None:
    word = word_of(4)
    assert is_offensive(word.upper())
    assert is_offensive(word + "s")
    assert is_offensive(f"the {word}'s")
    assert is_offensive(f"mother-{word}")
    with_i = next(w for w in listed("en", "offensive") if len(w) == 4 and "i" in w and w.isalpha())
    assert is_offensive(with_i.replace("i", "1"))


def test_persian_is_compared_normalised() -> None:
    word = next(w for w in listed("fa", "offensive") if len(w) > 4 and "ک" in w and " " not in w)
    assert is_offensive(word.replace("ک", "ك"))
    assert is_offensive(word[:2] + "\u200c" + word[2:])


def test_mask_hides_the_word_and_nothing_else() -> None:
    word = word_of(5)
    assert mask(f"oh {word}, no") == "oh •••••, no"
    assert mask(f"oh {word}", sign="*") == "oh *****"


def test_every_list_names_its_licence_and_source() -> None:
    assert all(entry.licence and entry.source and entry.attribution for entry in read_lists())


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    spans = offensive_spans(text)
    assert all(start < end for start, end in spans)
    assert len(mask(text)) == len(text)


def test_long_text_is_taken() -> None:
    text = "how can i " * 1000
    assert not is_offensive(text)
