"""What stands written in a session, and how couplets are drawn with their rhyme and scansion."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from functools import lru_cache

import streamlit as st

from core.runtime.couplets import Hemistich, Wish, rhymes_with, write
from core.runtime.tasks.character_model.task import CharacterModel
from core.runtime.verse_opening import kept_persian
from core.text.persian_metres import Metre, metre
from core.text.persian_prosody import Line
from core.text.persian_rhyme import Rhyme, parts
from core.ui.frame import LabPage
from core.ui.scanned_verse import VerseLine
from pages.poem.story import Story, poem

PersianStory = Story[Wish, Hemistich]


def hemistichs(task: CharacterModel, wish: Wish) -> Iterator[Hemistich]:
    """The poem, hemistich by hemistich. Raises as `poem` does."""
    return poem(task, wish, kept_persian(task), write)


def poem_metre(lines: Sequence[Hemistich]) -> Metre | None:
    """The metre of what is written so far: the one asked for, or that of the first hemistich."""
    return lines[0].option.metre if lines else None


@lru_cache(maxsize=2000)
def syllables(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """Letters and weights of each syllable, read in the metre."""
    return tuple((one.letters, one.weight) for one in Line(text).scan(metre(name)).syllables)


def rhymes(lines: Sequence[Hemistich]) -> dict[int, Rhyme]:
    """The rhyme of each second hemistich with those it should rhyme with, by its index."""
    return {line.index: line.option.rhyme for line in lines if line.option.rhyme is not None}


def verse_lines(
    written: Sequence[Hemistich], wish: Wish, *, scanned: bool = False
) -> list[VerseLine]:
    """Hemistichs ready to be drawn, the visitor's letters of the first one marked."""
    coloured: dict[int, Rhyme] = {}
    for index, one in rhymes(written).items():
        if one.holds:
            coloured[index] = one
            for other in rhymes_with(wish.form, index):
                coloured.setdefault(other, one)
    target = poem_metre(written) if scanned else None
    lines = []
    for line in written:
        qafiye = radif = 0
        if line.index in coloured:
            piece = parts(line.text, coloured[line.index])
            qafiye, radif = len(piece.qafiye), len(piece.radif)
            radif += bool(radif)  # the space before it
        lines.append(
            VerseLine(
                line.text,
                len(wish.beginning) if line.index == 0 else 0,
                qafiye,
                radif,
                syllables(line.text, target.id) if target else (),
            )
        )
    return lines


def legend(page: LabPage, *, given: bool) -> None:
    """What the colours mean."""
    kinds = (["given"] if given else []) + ["qafiye", "radif"]
    spans = "".join(
        f'<span class="{kind}">{html.escape(page.text(f"legend.{kind}"))}</span>' for kind in kinds
    )
    st.html(f'<p class="u-poem-legend">{spans}</p>')
