"""What stands written in a session, and how couplets are drawn with their rhyme and scansion."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import streamlit as st

from core.runtime.couplets import (
    Hemistich,
    Wish,
    best_rhyme,
    metre_of,
    rhymes_with,
    write,
)
from core.runtime.engine.limits import Cancel, Places
from core.runtime.tasks.character_model.task import CharacterModel
from core.runtime.verse_writer import Remembered
from core.text.persian_metres import Metre, metre
from core.text.persian_prosody import Line
from core.text.persian_rhyme import Rhyme, parts
from core.ui.frame import LabPage
from core.ui.models import fingerprint
from core.ui.scanned_verse import VerseLine

SECONDS = 45.0
_places = Places(6, patience=10.0)


@dataclass
class Story:
    """The poem of a session: finished hemistichs, and how the writing stands."""

    asked: Wish
    lines: list[Hemistich] = field(default_factory=list)
    writing: bool = False  # to be written, or being written
    begun: bool = False  # a run is at it
    stopped: bool = False

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]


def hemistichs(task: CharacterModel, wish: Wish) -> Iterator[Hemistich]:
    """The poem, hemistich by hemistich, within a visitor's time and place.

    Raises `Busy`, or `Cancelled` when it takes too long."""
    writer = Remembered(task, fingerprint(task.artifact))
    with _places.place():
        yield from write(writer, wish, Cancel(SECONDS))


def poem_metre(texts: Sequence[str], wish: Wish) -> Metre | None:
    """The metre of what is written so far."""
    return metre_of([_line(text) for text in texts], wish)


@lru_cache(maxsize=2000)
def _line(text: str) -> Line:
    return Line(text)


@lru_cache(maxsize=2000)
def syllables(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """Letters and weights of each syllable, read in the metre."""
    scansion = _line(text).scan(metre(name))
    return tuple((one.letters, one.weight) for one in scansion.syllables)


def rhymes(texts: Sequence[str], wish: Wish) -> dict[int, Rhyme]:
    """The rhyme of each second hemistich with those it should rhyme with."""
    found = {}
    for index in range(1, len(texts), 2):
        others = [texts[other] for other in rhymes_with(wish.form, index)]
        one = best_rhyme(others, texts[index])
        if one is not None:
            found[index] = one
    return found


def verse_lines(
    texts: Sequence[str], wish: Wish, *, given: int = 0, scanned: bool = False
) -> list[VerseLine]:
    """Hemistichs ready to be drawn; `given` letters of the first are the visitor's."""
    found = rhymes(texts, wish)
    coloured: dict[int, Rhyme] = {}
    for index, one in found.items():
        if one.holds:
            coloured[index] = one
            for other in rhymes_with(wish.form, index):
                coloured.setdefault(other, one)
    target = poem_metre(texts, wish) if scanned else None
    lines = []
    for index, text in enumerate(texts):
        qafiye = radif = 0
        if index in coloured:
            piece = parts(text, coloured[index])
            qafiye, radif = len(piece.qafiye), len(piece.radif)
            radif += bool(radif)  # the space before it
        lines.append(
            VerseLine(
                text,
                given if index == 0 else 0,
                qafiye,
                radif,
                syllables(text, target.id) if target else (),
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
