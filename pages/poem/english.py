"""The English view: controls, the poem as it is written, and what was found in it."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from core.runtime.errors import Cancelled
from core.runtime.rhymed_verse import Wish
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage, live
from core.ui.letters import named, plain
from core.ui.rhymed_lines import rhymed_html
from pages.poem.english_game import show_rhyme_game
from pages.poem.english_road import show_choosing, show_road
from pages.poem.english_story import Story, drawn, holding, lines_of
from pages.poem.english_wish import SEED_KEY, SEEDS_AT_MOST, Asked, ask, leave_road
from pages.poem.nearest import show_nearest

STORY = "english-poem"
MODEL = "english-verse"
PACE = 0.25  # seconds a line, where the model is faster than that
SLOW = 0.8  # seconds of writing after which the buttons are drawn anew


@live
def show_english(page: LabPage) -> None:
    """The whole English side: the poem, the road not taken, and what choosing does."""
    task: CharacterModel = page.task(MODEL)
    asked = ask(page, task)
    story, new = _story(asked.wish)
    with st.container(horizontal=True, vertical_alignment="center"):
        _buttons(page, story)
    _changes(page, asked)
    place = st.empty()
    began = time.monotonic()
    if story.writing:
        _write(page, task, story, place, paced=not new)
        if not new or time.monotonic() - began > SLOW:
            _again()
    _draw(page, task, story, place, notes=True)
    _told(page, story)
    _legend(page)
    show_nearest(page, task, story.texts)
    with page.look_inside():
        show_road(page, story)
        show_choosing(page, task, story)
    show_rhyme_game(page)


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


def _write(
    page: LabPage, task: CharacterModel, story: Story, place: DeltaGenerator, *, paced: bool
) -> None:
    """Write to the end, showing each line as it comes."""
    story.begun = True
    try:
        for line in lines_of(task, story.asked):
            story.lines.append(line)
            _draw(page, task, story, place, notes=False)
            if paced:
                time.sleep(PACE)
    except Cancelled as late:
        story.stopped = True
        st.caption(late.sentence)
    story.writing = False


def _draw(
    page: LabPage, task: CharacterModel, story: Story, place: DeltaGenerator, *, notes: bool
) -> None:
    lines = drawn(page, task, story, notes=notes)
    place.html(rhymed_html(lines, label=page.text("english.poem.label")))


def _again() -> None:
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page was running
        st.rerun()


def _buttons(page: LabPage, story: Story) -> None:
    def button(
        name: str, icon: str, action: Callable[[], None] | None = None, *, disabled: bool = False
    ) -> None:
        label = page.text(f"english.buttons.{name}")
        st.button(label, on_click=action, icon=icon, key=f"verse-{name}", disabled=disabled)

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
    seed = int(st.session_state.get(SEED_KEY) or 0)
    st.session_state[SEED_KEY] = (seed + 1) % (SEEDS_AT_MOST + 1)


def _changes(page: LabPage, asked: Asked) -> None:
    """What the visitor's text became on its way to the model."""
    said = []
    if asked.prompt.dropped:
        letters = " ".join(named(character) for character in asked.prompt.dropped[:12])
        said.append(page.text("english.changes.dropped", characters=letters))
    if asked.cut:
        said.append(page.text("english.changes.cut"))
    if said or asked.prompt.changes:
        read = plain(asked.wish.beginning or "–")
        st.caption(" ".join([*said, page.text("english.changes.read", text=read)]))


def _told(page: LabPage, story: Story) -> None:
    """How it stands with rhyme and metre, in a sentence each."""
    if story.stopped:
        st.caption(page.text("english.poem.stopped", count=len(story.lines)))
    elif not story.writing and len(story.lines) < story.asked.lines:
        st.caption(page.text("english.poem.ended", count=len(story.lines)))
    if story.rhymes:
        good, count = holding(story.rhymes), len(story.rhymes)
        st.markdown(page.text("english.poem.rhyme", good=good, count=count))
    metres = [line.options[line.chosen].metre for line in story.lines if line.options]
    if metres:
        fit = sum(one.fit for one in metres) / len(metres)
        lengths = ", ".join(str(one.syllables) for one in metres)
        st.markdown(page.text("english.poem.metre", fit=f"{fit:.0%}", lengths=lengths))
        guessed = dict.fromkeys(word for one in metres for word in one.guessed)
        if guessed:
            words = ", ".join(plain(word) for word in list(guessed)[:8])
            st.caption(page.text("english.poem.guessed", words=words))


def _legend(page: LabPage) -> None:
    spans = "".join(
        f'<span class="{kind}">{page.text(f"english.legend.{kind}")}</span>'
        for kind in ("given", "qafiye")
    )
    st.html(f'<p class="u-poem-legend">{spans}</p>')
