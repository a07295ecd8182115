"""What is drawn as HTML: nothing typed can become markup, and numbers are written out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures.palette import DARK, LIGHT
from core.ui.heat import heat_html
from core.ui.style import SHEET, variables
from core.ui.table import table_html
from core.ui.tokens import strip_html, tints_of, visible
from core.ui.unrolled import Moment, unrolled_html
from core.ui.verse import text_html, verse_html

NASTY = '<img src=x onerror="alert(1)">'
WORDS = {"reads": "r", "state": "s", "guesses": "g", "then": "{word} {guess} {chance}"}
TAG = re.compile(r"<(/?)([a-z0-9]+)")


def tags(markup: str) -> set[str]:
    return {name for _, name in TAG.findall(markup)}


@given(st.lists(st.text(max_size=40), max_size=12))
def test_a_strip_holds_nothing_but_its_own_tags(tokens: list[str]) -> None:
    markup = strip_html([*tokens, NASTY], label=NASTY, marks=True)
    assert tags(markup) <= {"ul", "li", "b", "small"}
    assert markup.count("<li") == len(tokens) + 1


@given(st.text(max_size=200))
def test_text_and_verse_hold_nothing_but_their_own_tags(text: str) -> None:
    assert tags(text_html(text + NASTY, lang="fa")) == {"p"}
    assert tags(verse_html([[text, NASTY]], lang="fa")) == {"div", "p", "span"}
    assert tags(table_html([text], [[NASTY]], caption=NASTY)) == {
        "div", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    picture = unrolled_html([Moment(text, NASTY, 0.5)], label=NASTY, words=WORDS)
    assert tags(picture) == {"ol", "li", "span", "small", "sub", "p"}


def test_values_are_written_as_well_as_coloured() -> None:
    markup = strip_html(["how", "can"], [0.5, 3.25])
    assert "0.5" in markup and "3.25" in markup
    assert markup.count("background:#") == 2


@pytest.mark.parametrize("values", [[], [1.0], [2.0, 2.0], [float("nan"), 1.0, float("inf")]])
@pytest.mark.parametrize("signed", [True, False])
def test_any_values_have_tints(values: list[float], signed: bool) -> None:
    tints = tints_of(values, signed=signed)
    assert len(tints) == len(values)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", tint) for tint in tints)


def test_what_cannot_be_seen_is_marked() -> None:
    assert visible("می\u200cروم") == "می⍽روم"
    assert visible("a b\n") == "a·b↵"
    assert "U+0007" in visible("\x07") and "U+202E" in visible("\u202e")


@pytest.mark.parametrize(
    ("text", "way"), [("سلام", "rtl"), ("hello", "ltr"), ("123 😀", "auto"), ("", "auto")]
)
def test_direction_is_found(text: str, way: str) -> None:
    assert f'dir="{way}"' in text_html(text, lang="und")
    assert f'dir="{way}"' in strip_html([text])


def test_a_heat_strip_has_a_stop_for_each_number_and_an_alt() -> None:
    markup = heat_html([0.1, -0.5, float("nan")], alt='the vector of "king"')
    assert markup.count("%,") == 2
    assert 'aria-label="the vector of &quot;king&quot;"' in markup
    assert "linear-gradient" in heat_html([], alt="empty")


def test_every_variable_of_the_style_sheet_is_defined_for_both_themes() -> None:
    used = set(re.findall(r"var\((--u-[a-z-]+)", SHEET.read_text(encoding="utf-8")))
    assert used
    defined = dict(re.findall(r"(--u-[a-z-]+):light-dark\((.*?)\);", variables()))
    assert used <= set(defined)
    assert defined["--u-input-gate"] == f"{LIGHT.input_gate},{DARK.input_gate}"
