"""Persian couplets with what was found in them: given letters, rhyme, and the scansion beneath.

A hemistich stays one run of text, so that letters go on joining across the coloured spans and
copying gives plain text. The scansion is a row of syllables from right to left, each with its
marks. Everything given is escaped. The looks are in `style.css`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.text.letter_forms import JOINER, letter_forms

MARKS = {"-": "—", "u": "∪"}


@dataclass(frozen=True)
class VerseLine:
    """A hemistich: how many of its first letters were given by the visitor, how many before its end
    rhyme (`qafiye`) and are repeated (`radif`), and its syllables as (letters, weights)."""

    text: str
    given: int = 0
    qafiye: int = 0
    radif: int = 0
    syllables: tuple[tuple[str, str], ...] = ()


def line_html(line: VerseLine) -> str:
    """One hemistich; spans touch one another, since a gap would break the letters' joining."""
    end = len(line.text)
    radif = end - line.radif
    qafiye = max(0, radif - line.qafiye)
    given = min(line.given, qafiye)
    cuts = (
        (0, given, "given"),
        (given, qafiye, ""),
        (qafiye, radif, "qafiye"),
        (radif, end, "radif"),
    )
    spans = []
    for start, stop, kind in cuts:
        if start < stop:
            body = html.escape(line.text[start:stop])
            spans.append(f'<span class="{kind}">{body}</span>' if kind else body)
    return "".join(spans)


def scansion_html(line: VerseLine, label: str) -> str:
    """The syllables of a hemistich with their weights; empty without any."""
    if not line.syllables:
        return ""
    cells, start = [], 0
    for letters, weights in line.syllables:
        start = line.text.find(letters, start)
        shown = html.escape(_shaped(line.text, start, start + len(letters)))
        marks = " ".join(MARKS[weight] for weight in weights)
        cells.append(f"<li><b>{shown}</b><i>{marks}</i></li>")
        start += len(letters)
    said = html.escape(label)
    return f'<ul class="u-scan" role="list" aria-label="{said}">{"".join(cells)}</ul>'


def _shaped(text: str, start: int, stop: int) -> str:
    """A piece of a word whose first and last letters keep the shape they have in it."""
    if start < 0:
        return text
    forms = letter_forms(text)
    before = JOINER if forms[start].startswith(JOINER) else ""
    after = JOINER if forms[stop - 1].endswith(JOINER) else ""
    return before + text[start:stop] + after


def poem_html(
    lines: Sequence[VerseLine], *, label: str, scansion_label: str, lang: str = "fa"
) -> str:
    """Hemistichs two by two; a last one alone stands in its own column."""
    couplets = []
    for place in range(0, len(lines), 2):
        halves = "".join(
            f'<div class="half"><span class="line">{line_html(line) or "&nbsp;"}</span>'
            f"{scansion_html(line, scansion_label)}</div>"
            for line in lines[place : place + 2]
        )
        couplets.append(f'<div class="couplet">{halves}</div>')
    return (
        f'<div class="u-verse u-poem" dir="rtl" lang="{html.escape(lang)}" role="group" '
        f'aria-label="{html.escape(label)}">{"".join(couplets)}</div>'
    )


def poem(lines: Sequence[VerseLine], *, label: str, scansion_label: str) -> None:
    """Show the couplets."""
    st.html(poem_html(lines, label=label, scansion_label=scansion_label))
