"""Letters on a page: a text that grows letter by letter, a line beside itself shifted by one, and
a letter's name in a sentence.

Running text stays one run of one font, so that Persian letters go on holding hands across the
spans. Everything given is escaped. The looks are in `style.css`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.figures.palette import ink_on
from core.text.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE
from core.ui.tokens import tints_of, visible

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!$<>|~:&])")


def plain(text: str) -> str:
    """A text within a markdown sentence: isolated in its direction, and no markup."""
    return FIRST_STRONG_ISOLATE + _MARKUP.sub(r"\\\1", text) + POP_ISOLATE


def named(text: str) -> str:
    """A letter or a few, as `plain`, with white space and joiners made visible."""
    return plain(visible(text))


def growing_html(
    before: str, written: str, last: str, later: str, *, lang: str, rtl: bool, label: str
) -> str:
    """What was given, what was written, the last letter of it, and what stood after it on the
    road; a caret where nothing does."""
    parts = (("given", before), ("own", written), ("last", last), ("later", later))
    spans = "".join(f'<span class="{kind}">{html.escape(text)}</span>' for kind, text in parts)
    caret = "" if later else '<span class="caret" aria-hidden="true"></span>'
    way = "rtl" if rtl else "ltr"
    return (
        f'<p class="u-text u-growing" dir="{way}" lang="{html.escape(lang)}" role="group" '
        f'aria-label="{html.escape(label)}">{spans}{caret}</p>'
    )


@dataclass(frozen=True)
class Pair:
    """One position of a line in training: `input` below, `target` above, what it cost in bits."""

    input: str
    target: str
    bits: float


def pairs(
    items: Sequence[Pair], *, high: float, rtl: bool, lang: str, label: str, said: str
) -> None:
    """Columns of target over input, tinted by the loss up to `high` bits; `said` is the sentence
    that a screen reader hears in each, with `{input}`, `{target}` and `{bits}`."""
    tints = tints_of([item.bits for item in items], low=0.0, high=high)
    columns = []
    for item, tint in zip(items, tints, strict=True):
        bits = f"{item.bits:.1f}"
        hear = said.format(input=item.input, target=item.target, bits=bits)
        columns.append(
            f'<li><span class="hear">{html.escape(hear)}</span>'
            f'<b aria-hidden="true" style="background:{tint};color:{ink_on(tint)}">'
            f"{html.escape(item.target)}</b>"
            f'<small aria-hidden="true">{bits}</small><i aria-hidden="true">↑</i>'
            f'<span class="in" aria-hidden="true">{html.escape(item.input)}</span></li>'
        )
    way = "rtl" if rtl else "ltr"
    st.html(
        f'<ul class="u-pairs" role="list" dir="{way}" lang="{html.escape(lang)}" '
        f'aria-label="{html.escape(label)}">{"".join(columns)}</ul>'
    )


def marked_row(
    letters: Sequence[str], right: Sequence[bool], *, rtl: bool, lang: str, label: str
) -> None:
    """A row of letters of which the wrong ones are struck, under its name."""
    items = "".join(
        f"<li>{html.escape(letter)}</li>"
        if good
        else f'<li class="off"><s>{html.escape(letter)}</s></li>'
        for letter, good in zip(letters, right, strict=True)
    )
    way = "rtl" if rtl else "ltr"
    st.html(
        f'<div class="u-row"><small>{html.escape(label)}</small>'
        f'<ul role="list" dir="{way}" lang="{html.escape(lang)}" '
        f'aria-label="{html.escape(label)}">{items}</ul></div>'
    )
