"""Running text in which every letter is tinted by a number, such as what a unit holds after it.

Unlike a strip of tokens the text stays a text: it wraps as written, Persian letters stay joined,
and what is copied is the text itself in its logical order. White space is marked: a dot on a space,
↵ and ⇥ before what they stand for, a bar on a joiner; the marks cannot be copied. Everything given
is escaped and the whole is isolated in its direction. Colour is never the only copy: a page shows
the numbers in a chart or a table beneath.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from core.figures.palette import ink_on
from core.text.direction import direction as direction_of
from core.ui.tokens import tints_of, visible

STEPS = 12  # tints from zero to the full colour: more cannot be told apart, and runs get shorter
MARKS = {"\n": "↵", "\t": "⇥"}
ON_LETTER = {" ": "space", "\u200c": "joiner", "\u200d": "joiner"}


def painted_html(
    letters: Sequence[str],
    values: Sequence[float],
    *,
    label: str,
    lang: str,
    span: float = 1.0,
    direction: str | None = None,
    mono: bool = False,
    chosen: int | None = None,
) -> str:
    """The text's HTML: `values` around 0, with the full colours at −`span` and `span`.

    `label` names it for a screen reader; the letter at index `chosen` is framed.
    """
    stepped = [round(STEPS * max(-1.0, min(1.0, value / span))) / STEPS for value in values]
    tints = tints_of(stepped, signed=True, high=1.0)
    pieces = []
    places = zip(range(len(letters)), letters, tints, strict=True)
    for (tint, kind, _), run in groupby(
        places, lambda item: _looks(item[0], item[1], item[2], chosen)
    ):
        found = [letter for _, letter, _ in run]
        pieces.append(_run("".join(found), tint, kind))
    way = direction or direction_of("".join(letters))
    way = "auto" if way == "neutral" else way
    face = "u-painted mono" if mono else "u-painted"
    return (
        f'<div class="{face}" role="group" dir="{html.escape(way)}" lang="{html.escape(lang)}" '
        f'aria-label="{html.escape(label)}">{"".join(pieces)}</div>'
    )


def painted_text(
    letters: Sequence[str],
    values: Sequence[float],
    *,
    label: str,
    lang: str,
    span: float = 1.0,
    direction: str | None = None,
    mono: bool = False,
    chosen: int | None = None,
) -> None:
    """Show the text; arguments as for `painted_html`."""
    st.html(
        painted_html(
            letters,
            values,
            label=label,
            lang=lang,
            span=span,
            direction=direction,
            mono=mono,
            chosen=chosen,
        )
    )


def _looks(place: int, letter: str, tint: str, chosen: int | None) -> tuple[str, str, int]:
    """What letters of one span share; a place of its own for those that have one to themselves."""
    if place == chosen:
        return tint, f"on {ON_LETTER.get(letter, '')}".strip(), place
    if letter in MARKS:
        return tint, "mark", place
    return tint, ON_LETTER.get(letter, ""), place if letter in ON_LETTER else -1


def _run(text: str, tint: str, kind: str) -> str:
    style = f' style="background-color:{tint};color:{ink_on(tint)}"'
    name = f' class="{kind}"' if kind else ""
    mark = f'<i aria-hidden="true">{MARKS[text]}</i>' if text in MARKS else ""
    shown = text if text in MARKS or text in ON_LETTER else visible_but_spaces(text)
    return f"<span{name}{style}>{mark}{html.escape(shown)}</span>"


def visible_but_spaces(text: str) -> str:
    """Control characters made visible, white space left as it is."""
    return "".join(letter if letter in " \n\t\u200c\u200d" else visible(letter) for letter in text)
