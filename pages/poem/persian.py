"""The Persian view: controls, the poem as it is written, and what was found in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from core.runtime.couplets import Wish
from core.runtime.errors import Cancelled
from core.runtime.tasks.character_model.task import CharacterModel
from core.text.persian_prosody import Line, fit
from core.ui.frame import LabPage, live
from core.ui.letters import named, plain
from core.ui.scanned_verse import VerseLine, poem_html
from pages.poem.nearest import show_nearest
from pages.poem.persian_story import (
    Story,
    hemistichs,
    legend,
    poem_metre,
    rhymes,
    verse_lines,
)
from pages.poem.persian_wish import SEEDS_AT_MOST, Asked, ask, leave_road

STORY = "persian-poem"
PACE = 0.028  # seconds a letter: about as fast as one reads verse
SLOW = 0.8  # seconds of writing after which the buttons are drawn anew


@dataclass
class Persian:
    """The page, its model, and the poem of this session."""

    page: LabPage

    @property
    def task(self) -> CharacterModel:
        task: CharacterModel = self.page.task("persian-verse")
        return task

    @property
    def story(self) -> Story:
        """What stands written; an empty one where trouble came first."""
        story: Story = st.session_state.get(STORY) or Story(Wish())
        return story

    def show(self) -> None:
        _show(self)


@live
def _show(persian: Persian) -> None:
    page, task = persian.page, persian.task
    asked = ask(page, task)
    story, new = _story(asked.wish)
    with st.container(horizontal=True, vertical_alignment="center"):
        _buttons(page, story)
    _changes(page, asked)
    place = st.empty()
    scanned = st.toggle(page.text("poem.scansion"), value=True, key="scansion")
    began = time.monotonic()
    if story.writing:
        paced = not new
        _write(persian, place, paced)
        if paced or time.monotonic() - began > SLOW:
            _again()
    _draw(page, place, story, scanned=scanned)
    _told(page, story)
    legend(page, given=bool(story.asked.beginning))
    show_nearest(page, task, story.texts)


def _story(wish: Wish) -> tuple[Story, bool]:
    """The story of this wish, and whether it begins just now."""
    story: Story | None = st.session_state.get(STORY)
    if story is None or story.asked != wish:
        story = st.session_state[STORY] = Story(wish, writing=True)
        return story, True
    if story.writing and story.begun:
        # The run that wrote was interrupted, by the stop button or any other: what it wrote stays.
        story.writing, story.stopped = False, True
    return story, False


def _write(persian: Persian, place: DeltaGenerator, paced: bool) -> None:
    """Write to the end, showing each hemistich as it comes, letter by letter where `paced`."""
    page, story = persian.page, persian.story
    story.begun = True
    try:
        for hemistich in hemistichs(persian.task, story.asked):
            before = len(story.lines)
            story.lines.append(hemistich)
            if paced:
                _letter_by_letter(page, place, story, before)
            else:
                _draw(page, place, story, scanned=False)
    except Cancelled as late:
        story.stopped = True
        st.caption(late.sentence)
    story.writing = False


def _letter_by_letter(page: LabPage, place: DeltaGenerator, story: Story, before: int) -> None:
    done = verse_lines(story.texts[:before], story.asked, given=len(story.asked.beginning))
    text = story.lines[before].text
    given = len(story.asked.beginning) if before == 0 else 0
    for letters in range(max(1, given), len(text) + 1):
        line = VerseLine(text[:letters], given)
        _html(page, place, [*done, line])
        time.sleep(PACE)


def _draw(page: LabPage, place: DeltaGenerator, story: Story, *, scanned: bool) -> None:
    given = len(story.asked.beginning)
    _html(page, place, verse_lines(story.texts, story.asked, given=given, scanned=scanned))


def _html(page: LabPage, place: DeltaGenerator, lines: list[VerseLine]) -> None:
    label, scansion = page.text("poem.label"), page.text("poem.scansion_label")
    place.html(poem_html(lines, label=label, scansion_label=scansion))


def _again() -> None:
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page was running
        st.rerun()


def _buttons(page: LabPage, story: Story) -> None:
    def button(
        name: str, icon: str, action: Callable[[], None] | None = None, *, disabled: bool = False
    ) -> None:
        label = page.text(f"buttons.{name}")
        st.button(label, on_click=action, icon=icon, key=f"poem-{name}", disabled=disabled)

    button("go", ":material/edit:", _begin)
    # Pressing it interrupts the run that writes; that is all it has to do.
    button("stop", ":material/stop:", disabled=not story.writing)
    button("again", ":material/casino:", _other_dice)
    if story.asked.road:
        button("back", ":material/undo:", leave_road)


def _begin() -> None:
    story: Story | None = st.session_state.get(STORY)
    if story is not None:
        story.lines.clear()
        story.writing, story.begun, story.stopped = True, False, False


def _other_dice() -> None:
    st.session_state["seed"] = (int(st.session_state.get("seed") or 0) + 1) % (SEEDS_AT_MOST + 1)


def _changes(page: LabPage, asked: Asked) -> None:
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
    if asked.prompt.dropped:
        letters = " ".join(named(character) for character in asked.prompt.dropped[:12])
        said.append(page.text("changes.dropped", characters=letters))
    if asked.cut:
        said.append(page.text("changes.cut", text=plain(asked.wish.beginning)))
    if said:
        read = page.text("changes.read", text=plain(asked.wish.beginning or "–"))
        st.caption("\n".join([page.text("changes.lead"), *(f"- {line}" for line in said), read]))


def _told(page: LabPage, story: Story) -> None:
    """Metre, fit and rhyme of the poem in a sentence each."""
    if story.stopped:
        st.caption(page.text("poem.stopped", count=len(story.lines)))
    if not story.lines:
        return
    metre = poem_metre(story.texts, story.asked)
    if metre is not None:
        fits = [fit(Line(text), metre) for text in story.texts]
        good = sum(one >= 0.5 for one in fits)
        st.markdown(
            page.text(
                "poem.metre",
                name=plain(metre.name),
                latin=metre.latin,
                feet=plain(metre.feet),
                good=good,
                count=len(fits),
            )
        )
    found = rhymes(story.texts, story.asked)
    if found:
        count = sum(one.holds for one in found.values())
        st.markdown(page.text("poem.rhyme", good=count, count=len(found)))
