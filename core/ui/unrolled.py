"""The picture of the course: a recurrent net unrolled over a text, word by word.

Each column is one moment: the word that is read, the state that is handed on, the guess that is
made. Plain HTML with real values, readable in order by a screen reader.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Moment:
    """One step in time: what was read, what is expected next, and how sure (0…1)."""

    word: str
    guess: str
    probability: float


FEED = '<span class="feed" aria-hidden="true"></span>'


def unrolled_html(
    moments: Sequence[Moment],
    *,
    label: str,
    words: dict[str, str],
    fed: bool = False,
    rtl: bool = False,
) -> str:
    """The picture's HTML. `words` has `reads`, `state`, `guesses` for the legend and `then` for
    the sentence that a screen reader hears in each column. With `fed`, a line leads from each
    guess to the word that is read next, which it became; `rtl` lets time run to the left."""
    columns = []
    for place, moment in enumerate(moments, start=1):
        said = words["then"].format(
            word=moment.word, guess=moment.guess, chance=f"{moment.probability:.0%}"
        )
        columns.append(
            f'<li><span class="hear">{html.escape(said)}</span>'
            f'<span class="guess" dir="auto" aria-hidden="true">{html.escape(moment.guess)}'
            f"<small>{moment.probability:.0%}</small></span>"
            f'<span class="cell" aria-hidden="true">h<sub>{place}</sub></span>'
            '<span class="word" dir="auto" aria-hidden="true">'
            f"{html.escape(moment.word)}</span>{FEED if fed else ''}</li>"
        )
    legend = (
        f'<p class="u-unrolled-legend" aria-hidden="true">'
        f'<span class="word">{html.escape(words["reads"])}</span>'
        f'<span class="state">{html.escape(words["state"])}</span>'
        f'<span class="guess">{html.escape(words["guesses"])}</span></p>'
    )
    kind, way = ("u-unrolled fed" if fed else "u-unrolled"), ("rtl" if rtl else "ltr")
    return (
        f'<ol class="{kind}" role="list" dir="{way}" aria-label="{html.escape(label)}">'
        f"{''.join(columns)}</ol>{legend}"
    )


def unrolled(
    moments: Sequence[Moment],
    *,
    label: str,
    words: dict[str, str],
    fed: bool = False,
    rtl: bool = False,
) -> None:
    """Show the picture; arguments as for `unrolled_html`."""
    st.html(unrolled_html(moments, label=label, words=words, fed=fed, rtl=rtl))
