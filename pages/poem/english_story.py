"""The English poem of a session, and its lines ready to be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.runtime.rhymed_verse import Form, Line, Wish, opens_stanza, rhymes_with, write
from core.runtime.tasks.character_model.task import CharacterModel
from core.runtime.verse_opening import kept_english
from core.text.english_rhyme import Kind, Rhyme, last_word
from core.ui.frame import LabPage
from core.ui.rhymed_lines import RhymedLine
from pages.poem.nearest import nearest_of
from pages.poem.story import Story, poem

LETTERS = "abcdefghijklmnop"
EnglishStory = Story[Wish, Line]


def rhymes_of(story: EnglishStory) -> list[Rhyme]:
    """Of the lines that the form wants to rhyme with an earlier one."""
    return [line.rhyme for line in story.lines if line.rhyme is not None]


def lines_of(task: CharacterModel, wish: Wish) -> Iterator[Line]:
    """The poem, line by line. Raises as `poem` does."""
    return poem(task, wish, kept_english(task), write)


def scheme(form: Form, index: int) -> str:
    """The letter of a line's rhyme: aabb in couplets, abab in quatrains, none in free verse."""
    if form == "free":
        return ""
    other = rhymes_with(form, index)
    if other is not None:
        return scheme(form, other)
    place = index // 2 if form == "couplets" else 2 * (index // 4) + index % 4
    return LETTERS[place % len(LETTERS)]


def drawn(
    page: LabPage, task: CharacterModel, story: EnglishStory, *, notes: bool
) -> list[RhymedLine]:
    """The poem's lines with their rhymes; with syllables and memories too, where `notes`."""
    rhyming: set[int] = set()
    for line in story.lines:
        other = rhymes_with(story.asked.form, line.index)
        if line.rhyme and other is not None and line.rhyme.kind in (Kind.PERFECT, Kind.NEAR):
            rhyming |= {line.index, other}
    found = []
    near = nearest_of(task, story.texts) if notes else {}
    for line in story.lines:
        read = line.text in near and near[line.text].verbatim
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
