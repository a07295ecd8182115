"""Values from the address: used when they can be, noted when they cannot."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.address import clamp_number

SCRIPT = """
import streamlit as st
from core.ui import address
a = address.slider("temperature", 0.1, 2.0, 1.0, key="t")
b = address.number_input("seed", 0, 9, 3, key="seed")
c = address.text_input("prompt", "hello", key="prompt", most=10)
d = address.choice("mode", ["left", "right"], key="mode", widget=st.segmented_control)
e = address.choice("kind", ["one", "two"], key="kind")
st.write(repr((a, b, c, d, e)))
"""


def show(**parameters: str) -> AppTest:
    page = AppTest.from_string(SCRIPT, default_timeout=20)
    for name, value in parameters.items():
        page.query_params[name] = value
    return page.run()


def result(page: AppTest) -> tuple[object, ...]:
    assert not page.exception
    found: tuple[object, ...] = eval(page.markdown[-1].value)
    return found


def test_a_bare_address_gives_the_defaults_and_no_note() -> None:
    page = show()
    assert result(page) == (1.0, 3, "hello", "left", "one")
    assert not page.caption


def test_values_in_range_are_taken() -> None:
    page = show(t="0.5", seed="7", prompt="why", mode="right", kind="two")
    assert result(page) == (0.5, 7, "why", "right", "two")
    assert not page.caption


@pytest.mark.parametrize(
    ("parameters", "place", "used"),
    [
        ({"t": "99"}, 0, 2.0),
        ({"t": "-inf"}, 0, 0.1),
        ({"t": "nan"}, 0, 1.0),
        ({"t": "warm"}, 0, 1.0),
        ({"seed": "1e300"}, 1, 9),
        ({"seed": "-1"}, 1, 0),
        ({"prompt": "far too long a text"}, 2, "far too lo"),
        ({"mode": "up"}, 3, "left"),
        ({"kind": "<b>"}, 4, "one"),
    ],
)
def test_a_wild_value_becomes_the_nearest_and_is_noted(
    parameters: dict[str, str], place: int, used: object
) -> None:
    page = show(**parameters)
    assert result(page)[place] == used
    assert len(page.caption) == 1


def test_the_note_goes_once_the_visitor_moves_on() -> None:
    page = show(t="99")
    page.slider[0].set_value(0.7).run()
    assert result(page)[0] == 0.7
    assert not page.caption
    assert page.query_params["t"] in ("0.7", ["0.7"])


def test_a_long_paste_keeps_its_beginning_and_says_so() -> None:
    page = show()
    page.text_input[0].set_value("much more than ten").run()
    assert result(page)[2] == "much more "
    assert "18 characters" in page.caption[0].value
    page.text_input[0].set_value("short").run()
    assert result(page)[2] == "short" and not page.caption


@pytest.mark.parametrize(
    ("raw", "used", "note"),
    [("5", 5, None), ("5.0", 5, None), ("5.4", 5, "url_clamped"), ("", 3, "url_unusable")],
)
def test_whole_numbers(raw: str, used: int, note: str | None) -> None:
    value, why = clamp_number(raw, 0, 9, 3)
    assert (value, why) == (used, note)
    assert type(value) is int
