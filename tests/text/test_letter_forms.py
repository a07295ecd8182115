"""Letters apart keep the shape of their word: the joiners are where Unicode's joining types say."""

from __future__ import annotations

import pytest

from core.text.letter_forms import JOINER, letter_forms


@pytest.mark.parametrize(
    ("word", "shapes"),
    [
        ("سلام", ["س-", "-ل-", "-ا", "م"]),  # nothing holds on to what follows an alef
        ("دل", ["د", "ل"]),
        ("که", ["ک-", "-ه"]),
        ("می\u200cرود", ["م-", "-ی", "\u200c", "ر", "و", "د"]),
        ("a ب", ["a", " ", "ب"]),
        ("جزء", ["ج-", "-ز", "ء"]),
    ],
)
def test_joiners_stand_where_the_letters_hold_on_to_each_other(word, shapes):
    assert [form.replace(JOINER, "-") for form in letter_forms(word)] == shapes


def test_other_scripts_and_no_letters_stay_as_they_are():
    assert letter_forms("To be 12") == tuple("To be 12")
    assert letter_forms(["<e2>", "\n", ""]) == ("<e2>", "\n", "")
    assert letter_forms([]) == ()
