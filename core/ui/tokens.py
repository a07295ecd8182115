"""Strips of tokens: a piece of text cut up, each piece tinted by a number.

The pieces are a visitor's or a model's words, so every one is escaped, isolated in its direction,
and carries its number as text too: a colour is never the only copy of a fact.
"""

from __future__ import annotations

import html
import math
import unicodedata
from collections.abc import Sequence

import streamlit as st

from core.figures.palette import ink_on
from core.text.direction import direction as direction_of
from core.ui.theme import colours

MOST = 2000  # tokens drawn; a page that has more says so itself

_MARKS = {" ": "·", "\n": "↵", "\t": "⇥", "\u200c": "⍽", "\u200d": "⁀"}


def visible(piece: str) -> str:
    """The piece with spaces, line ends, joiners and control characters made visible."""
    return "".join(
        _MARKS[c]
        if c in _MARKS
        else f"⟨U+{ord(c):04X}⟩"
        if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}
        else c
        for c in piece
    )


def token_strip(
    tokens: Sequence[str],
    values: Sequence[float] | None = None,
    *,
    captions: Sequence[str] | None = None,
    tints: Sequence[str] | None = None,
    low: float | None = None,
    high: float | None = None,
    signed: bool = False,
    lang: str | None = None,
    direction: str | None = None,
    label: str | None = None,
    marks: bool = False,
    mono: bool = True,
    chosen: int | None = None,
) -> None:
    """Show `tokens` in a row that wraps, in reading order.

    `values` tint each token along the sequential scale from `low` to `high` (or the diverging one
    around zero if `signed`); `tints` (hex colours) do so directly. `captions` stand beneath, such
    as ids or "3.1 bit"; with values and no captions the value is written. `marks` makes spaces and
    joiners visible. `label` names the list for a screen reader. The looks are in `style.css`.
    """
    st.html(
        strip_html(
            tokens,
            values,
            captions=captions,
            tints=tints,
            low=low,
            high=high,
            signed=signed,
            lang=lang,
            direction=direction,
            label=label,
            marks=marks,
            mono=mono,
            chosen=chosen,
        )
    )


def strip_html(
    tokens: Sequence[str],
    values: Sequence[float] | None = None,
    *,
    captions: Sequence[str] | None = None,
    tints: Sequence[str] | None = None,
    low: float | None = None,
    high: float | None = None,
    signed: bool = False,
    lang: str | None = None,
    direction: str | None = None,
    label: str | None = None,
    marks: bool = False,
    mono: bool = True,
    chosen: int | None = None,
) -> str:
    """The strip's HTML; arguments as for `token_strip`."""
    tokens = list(tokens)[:MOST]
    if values is not None and captions is None:
        captions = [f"{value:.3g}" for value in values]
    if tints is None and values is not None:
        tints = tints_of(values, low=low, high=high, signed=signed)
    way = direction or direction_of(" ".join(tokens[:200]))
    way = "auto" if way == "neutral" else way
    items = []
    for place, token in enumerate(tokens):
        shown = html.escape(visible(token) if marks else token)
        style = ""
        if tints is not None and place < len(tints):
            tint = tints[place]
            style = f' style="background:{html.escape(tint)};color:{ink_on(tint)}"'
        caption = ""
        if captions is not None and place < len(captions):
            caption = f"<small>{html.escape(captions[place])}</small>"
        on = ' class="on" aria-current="true"' if place == chosen else ""
        items.append(f'<li{on}{style}><b dir="auto">{shown or "&nbsp;"}</b>{caption}</li>')
    attributes = f' dir="{html.escape(way)}"'
    if lang:
        attributes += f' lang="{html.escape(lang)}"'
    if label:
        attributes += f' aria-label="{html.escape(label)}"'
    kind = "u-strip mono" if mono else "u-strip"
    return f'<ul class="{kind}" role="list"{attributes}>{"".join(items)}</ul>'


def tints_of(
    values: Sequence[float],
    *,
    low: float | None = None,
    high: float | None = None,
    signed: bool = False,
) -> list[str]:
    """A background colour for each value; `low` and `high` are the data's ends if not given."""
    palette = colours()
    known = [value if math.isfinite(value) else 0.0 for value in values]
    if signed:
        span = high or max((abs(value) for value in known), default=1.0) or 1.0
        return [palette.along(value / span, signed=True) for value in known]
    bottom = low if low is not None else min(known, default=0.0)
    top = high if high is not None else max(known, default=1.0)
    return [palette.along((value - bottom) / ((top - bottom) or 1.0)) for value in known]
