"""The Persian view: controls, the poem as it is written, and what was found in it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.runtime.couplets import FIRST, IN_METRE, Hemistich, Wish
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage, live
from core.ui.letters import named, plain
from core.ui.scanned_verse import VerseLine, poem_html
from pages.poem.beginning import Asked, dropped
from pages.poem.nearest import show_nearest
from pages.poem.persian_story import (
    PersianStory,
    hemistichs,
    legend,
    poem_metre,
    rhymes,
    verse_lines,
)
from pages.poem.persian_wish import DESK, ask
from pages.poem.story import SLOW, Story, draw_anew, write_out

PACE = 0.028  # seconds a letter: about as fast as one reads verse


@dataclass
class Persian:
    """The page, its model, and the poem of this session."""

    page: LabPage

    @property
    def task(self) -> CharacterModel:
        task: CharacterModel = self.page.task("persian-verse")
        return task

    @property
    def story(self) -> PersianStory:
        """What stands written; an empty one where trouble came first."""
        story: PersianStory = st.session_state.get(DESK.story) or Story(FIRST)
        return story

    def show(self) -> None:
        _show(self)


@live
def _show(persian: Persian) -> None:
    page, task = persian.page, persian.task
    asked = ask(page, task)
    story: PersianStory
    story, new = DESK.story_of(asked.wish)
    DESK.buttons(page, story)
    _changes(page, asked)
    place = st.empty()
    scanned = st.toggle(page.text("poem.scansion"), value=True, key="scansion")
    began = time.monotonic()
    if story.writing:
        paced = not new
        _write(persian, place, paced)
        if paced or time.monotonic() - began > SLOW:
            draw_anew()
    _draw(page, place, story, scanned=scanned)
    _told(page, story)
    legend(page, given=bool(story.asked.beginning))
    show_nearest(page, task, story.texts)


def _write(persian: Persian, place: DeltaGenerator, paced: bool) -> None:
    """Write to the end, showing each hemistich as it comes, letter by letter where `paced`."""
    page, story = persian.page, persian.story

    def show(line: Hemistich) -> None:
        if paced:
            _letter_by_letter(page, place, story, line)
        else:
            _draw(page, place, story, scanned=False)

    write_out(story, hemistichs(persian.task, story.asked), show)


def _letter_by_letter(
    page: LabPage, place: DeltaGenerator, story: PersianStory, last: Hemistich
) -> None:
    done = verse_lines(story.lines[: last.index], story.asked)
    given = len(story.asked.beginning) if last.index == 0 else 0
    for letters in range(max(1, given), len(last.text) + 1):
        _html(page, place, [*done, VerseLine(last.text[:letters], given)])
        time.sleep(PACE)


def _draw(page: LabPage, place: DeltaGenerator, story: PersianStory, *, scanned: bool) -> None:
    _html(page, place, verse_lines(story.lines, story.asked, scanned=scanned))


def _html(page: LabPage, place: DeltaGenerator, lines: list[VerseLine]) -> None:
    label, scansion = page.text("poem.label"), page.text("poem.scansion_label")
    place.html(poem_html(lines, label=label, scansion_label=scansion))


def _changes(page: LabPage, asked: Asked[Wish]) -> None:
    """What normalisation did to the visitor's text; nothing where it did nothing."""
    said = [
        page.text(
            "changes.one",
            title=plain(change.title),
            count=change.count,
            characters=" ".join(named(character) for character in change.characters[:8]),
        )
        for change in asked.prompt.changes
    ]
    said += dropped(page, asked.prompt)
    if asked.cut:
        said.append(page.text("changes.cut", text=plain(asked.wish.beginning)))
    if said:
        read = page.text("changes.read", text=plain(asked.wish.beginning or "–"))
        st.caption("\n".join([page.text("changes.lead"), *(f"- {line}" for line in said), read]))


def _told(page: LabPage, story: PersianStory) -> None:
    """Metre, fit and rhyme of the poem in a sentence each."""
    if story.stopped:
        st.caption(page.text("poem.stopped", count=len(story.lines)))
    metre = poem_metre(story.lines)
    if metre is not None:
        st.markdown(
            page.text(
                "poem.metre",
                name=plain(metre.name),
                latin=metre.latin,
                feet=plain(metre.feet),
                good=sum(line.option.fit >= IN_METRE for line in story.lines),
                count=len(story.lines),
            )
        )
    found = rhymes(story.lines)
    if found:
        count = sum(one.holds for one in found.values())
        st.markdown(page.text("poem.rhyme", good=count, count=len(found)))
