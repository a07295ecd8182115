"""The English poem of a session, and its lines ready to be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.runtime.engine.limits import Cancel, Places
from core.runtime.nearest_lines import LINES, NearestLines
from core.runtime.rhymed_verse import Form, Line, Wish, opens_stanza, rhymes_with, write
from core.runtime.tasks.character_model.task import CharacterModel
from core.runtime.verse_writer import Remembered
from core.text.english_rhyme import Kind, Rhyme, last_word
from core.ui.frame import LabPage
from core.ui.models import fingerprint
from core.ui.rhymed_lines import RhymedLine

SECONDS = 45.0
LETTERS = "abcdefghijklmnop"
_places = Places(6, patience=10.0)


@dataclass
class Story:
    """Finished lines, and how the writing stands."""

    asked: Wish
    lines: list[Line] = field(default_factory=list)
    writing: bool = False  # to be written, or being written
    begun: bool = False  # a run is at it
    stopped: bool = False

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    @property
    def rhymes(self) -> list[Rhyme]:
        """Of the lines that the form wants to rhyme with an earlier one."""
        return [line.rhyme for line in self.lines if line.rhyme is not None]


def lines_of(task: CharacterModel, wish: Wish) -> Iterator[Line]:
    """The poem, line by line, within a visitor's time and place.

    Raises `Busy`, or `Cancelled` when it takes too long."""
    with _places.place():
        yield from write(Remembered(task, fingerprint(task.artifact)), wish, Cancel(SECONDS))


def scheme(form: Form, index: int) -> str:
    """The letter of a line's rhyme: aabb in couplets, abab in quatrains, none in free verse."""
    if form == "free":
        return ""
    other = rhymes_with(form, index)
    if other is not None:
        return scheme(form, other)
    place = index // 2 if form == "couplets" else 2 * (index // 4) + index % 4
    return LETTERS[place % len(LETTERS)]


def remembered(task: CharacterModel, text: str) -> bool:
    """Whether the line stands in the training text; False where there is no index of it."""
    path = task.file(LINES)
    near = NearestLines.open(path).nearest(text) if path else None
    return near is not None and near.verbatim


def drawn(page: LabPage, task: CharacterModel, story: Story, *, notes: bool) -> list[RhymedLine]:
    """The poem's lines with their rhymes; with syllables and memories too, where `notes`."""
    rhyming: set[int] = set()
    for line in story.lines:
        other = rhymes_with(story.asked.form, line.index)
        if line.rhyme and other is not None and line.rhyme.kind in (Kind.PERFECT, Kind.NEAR):
            rhyming |= {line.index, other}
    found = []
    for line in story.lines:
        read = notes and remembered(task, line.text)
        found.append(
            RhymedLine(
                line.text,
                word_in(line.text),
                scheme(story.asked.form, line.index),
                line.index in rhyming,
                len(story.asked.beginning) if line.index == 0 else 0,
                _note(page, line, read) if notes else "",
                read,
                opens_stanza(story.asked.form, line.index),
            )
        )
    return found


def word_in(text: str) -> str:
    """The last word as it stands in the line."""
    found = re.findall(re.escape(last_word(text)), text.replace("’", "'"), re.IGNORECASE)
    return str(found[-1]) if found else ""


def _note(page: LabPage, line: Line, read: bool) -> str:
    from core.text.english_metre import metre

    option = line.options[line.chosen] if line.options else None
    count = (option.metre if option else metre(line.text)).syllables
    said = [page.text("english.poem.syllables", count=count)]
    if line.rhyme is not None:
        said.append(kind_name(page, line.rhyme))
    if read:
        said.append(page.text("english.poem.read"))
    return " · ".join(said)


def kind_name(page: LabPage, rhyme: Rhyme) -> str:
    name = page.text(f"english.kinds.{rhyme.kind.value}")
    return page.text("english.kinds.by_spelling", kind=name) if rhyme.by_spelling else name


def holding(rhymes: Sequence[Rhyme]) -> int:
    """How many are perfect."""
    return sum(rhyme.kind is Kind.PERFECT for rhyme in rhymes)
