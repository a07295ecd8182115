"""Text tinted letter by letter: the text comes out whole, marked, escaped and in its direction."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from core.figures.palette import LIGHT
from core.ui.painted_text import painted_html


def plain(markup: str) -> str:
    """What is copied from it: marks cannot be selected."""
    return html.unescape(re.sub(r"<i [^>]*>.*?</i>|<[^>]*>", "", markup))


def painted(text: str, values: list[float] | None = None, **options) -> str:
    values = values or [0.0] * len(text)
    return painted_html(list(text), values, label="a", lang="en", **options)


@given(st.text(alphabet="ab<>&\"' \n\t\u200cدل", max_size=80))
def test_the_text_comes_out_as_it_went_in(text: str) -> None:
    assert plain(painted(text)) == text
    assert set(re.findall(r"<(\w+)", painted(text))) <= {"div", "span", "i"}


def test_white_space_is_marked() -> None:
    markup = painted("a b\nc\td\u200ce")
    assert 'class="space"' in markup and "↵</i>\n" in markup and "⇥</i>\t" in markup
    assert 'class="joiner"' in markup


def test_control_characters_are_written_out() -> None:
    assert "U+202E" in painted("a\u202eb") and "\u202e" not in painted("a\u202eb")


def test_values_are_tints_around_zero() -> None:
    markup = painted("abc", [-5.0, 0.0, 5.0], span=5.0)
    found = re.findall(r"background-color:(#\w+)", markup)
    assert found == [LIGHT.along(value, signed=True) for value in (-1, 0, 1)]


def test_letters_of_one_tint_share_a_span_so_that_persian_stays_joined() -> None:
    assert painted("دلبر").count("<span") == 1
    assert painted("دلبر", [0, 0, 1, 1]).count("<span") == 2


def test_the_direction_is_the_texts_or_the_one_given() -> None:
    assert 'dir="rtl"' in painted("دل")
    assert 'dir="ltr"' in painted("heart")
    assert 'dir="rtl"' in painted("1 2", direction="rtl")
    assert 'dir="auto"' in painted("1 2")


def test_one_letter_can_be_framed() -> None:
    assert painted("abc", chosen=1).count('class="on"') == 1
    assert 'class="on space"' in painted("a c", chosen=1)
