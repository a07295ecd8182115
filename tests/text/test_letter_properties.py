"""Properties of places in a text, worked out by hand on small texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.letter_properties import LONGEST_LINE, OF_CORPUS, PROPERTIES, level, measure


def marks(name: str, text: str) -> str:
    """A yes-or-no property as a row of ones and dots, under the text it speaks of."""
    return "".join("1" if value else "." for value in measure(name, text))


def numbers(name: str, text: str) -> list[float]:
    return [float(value) for value in measure(name, text)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("in_quotation", 'He "say" it', "...1111...."),
        ("in_quotation", 'a "b\n\nc "d" e', "..111...11..."),
        ("in_quotation", "a &quot;b&quot; c", ".......1111111..."),
        ("in_link", "a [[b]] c", "...111..."),
        ("in_link", "a [[b\nc", "...11.."),
        ("in_template", "{{a|{{b}}}} c", ".111111111..."),
        ("in_tag", "<a b>c</a>", "1111..111."),
        ("in_page_head", "<page>a<text>b", ".....1111111.."),
        ("in_note", "&lt;ref&gt;a&lt;/ref&gt;b", "..........1111111111111.."),
        ("in_note", "&lt;ref name=a /&gt;b", "." * 21),
        ("in_entity", "a &lt; b & c", "..111......."),
        ("in_heading", "a\n==b==\nc", "...1111.."),
        ("in_table", "{|a\n|}b", ".1111.."),
        ("in_address", "[http://a.b c]", ".......1111..."),
        ("in_italics", "a ''b'' c", "...111..."),
        ("in_formula", r"a $x$ \$ $$y$$", "..11......111."),
        ("in_display", "a $x$ $$y$$", ".......111."),
        ("in_command", r"\ab c", "111.."),
        ("in_key", r"\ref{ab} c", "....111..."),
        ("in_proof", r"\begin{proof}a\end{proof}b", "............111111111111.."),
        ("second_hemistich", "ab\tcd\ne", "..111.."),
        ("hemistich_end", "ab\tcd\n", ".1..1."),
        ("line_end", "ab\ncd", ".1..."),
        ("word_end", "ab, c's d", ".1....1.."),
        ("word_end", "می\u200cکند دل", ".....1..."),
        ("capital_next", "a Bc D", ".1..1."),
        ("in_number", "a 12b", "..11."),
    ],
)
def test_where_a_property_holds(name: str, text: str, expected: str) -> None:
    assert PROPERTIES[name].yes_or_no
    assert marks(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("line_position", "ab\nc", [1, 2, 0, 1]),
        ("word_position", "ab 1c", [1, 2, 0, 0, 1]),
        ("hemistich_position", "ab\tc\n", [1, 2, 0, 1, 0]),
        ("template_depth", "{{a{{b}}}}", [0, 1, 1, 1, 2, 2, 2, 1, 1, 0]),
        ("brace_depth", r"\a{b{c}}", [0, 0, 1, 1, 2, 2, 1, 0]),
        ("parenthesis_depth", "(a)) (b", [1, 1, 0, 0, 0, 1, 1]),
        ("indent", "  a\nb", [1, 2, 2, 2, 0]),
    ],
)
def test_how_much_of_it(name: str, text: str, expected: list[float]) -> None:
    assert not PROPERTIES[name].yes_or_no
    assert numbers(name, text) == expected


def test_lines_are_counted_from_each_blank_one() -> None:
    text = "a\nb\n\nc\n\n\nd\ne"
    found = np.expm1(measure("stanza_line", text)).round().astype(int)
    letters = {text[place]: int(found[place]) for place in range(len(text)) if text[place] != "\n"}
    assert letters == {"a": 0, "b": 1, "c": 0, "d": 0, "e": 1}


def test_a_long_line_is_counted_up_to_a_limit() -> None:
    assert measure("line_position", "x" * 500).max() == LONGEST_LINE


def test_what_was_never_opened_cannot_be_closed() -> None:
    assert level("]]]a[", r"\[", r"\]").tolist() == [0, 0, 0, 0, 1]


def test_a_bracket_left_open_ends_with_its_page() -> None:
    text = "{{a</text><page>b"
    assert marks("in_template", text) == ".11111111........"


def test_every_property_that_is_looked_for_is_known() -> None:
    wanted = {name for names in OF_CORPUS.values() for name in names}
    assert wanted <= set(PROPERTIES)
    assert all(name == found.name for name, found in PROPERTIES.items())


@pytest.mark.parametrize("name", PROPERTIES)
@settings(max_examples=20)
@given(text=st.text(alphabet="ab A.\"{}[]<>$\\&;='|\n\t\u200cم1", max_size=120))
def test_any_text_has_one_finite_number_a_character(name: str, text: str) -> None:
    values = measure(name, text)
    assert values.shape == (len(text),) and values.dtype == np.float32
    assert np.isfinite(values).all() and (values >= 0).all()
    if PROPERTIES[name].yes_or_no:
        assert set(values.tolist()) <= {0.0, 1.0}
