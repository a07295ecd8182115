"""The English view: controls, the poem as it is written, and what was found in it."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.runtime.rhymed_verse import Line, Wish
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage, live
from core.ui.letters import plain
from core.ui.rhymed_lines import rhymed_html
from pages.poem.beginning import Asked, dropped
from pages.poem.english_game import show_rhyme_game
from pages.poem.english_road import show_choosing, show_road
from pages.poem.english_story import EnglishStory, drawn, holding, lines_of, rhymes_of
from pages.poem.english_wish import DESK, ask
from pages.poem.nearest import show_nearest
from pages.poem.story import SLOW, draw_anew, write_out

MODEL = "english-verse"
PACE = 0.25  # seconds a line, where the model is faster than that


@live
def show_english(page: LabPage) -> None:
    """The whole English side: the poem, the road not taken, and what choosing does."""
    task: CharacterModel = page.task(MODEL)
    asked = ask(page, task)
    story: EnglishStory
    story, new = DESK.story_of(asked.wish)
    DESK.buttons(page, story)
    _changes(page, asked)
    place = st.empty()
    began = time.monotonic()
    if story.writing:
        _write(page, task, story, place, paced=not new)
        if not new or time.monotonic() - began > SLOW:
            draw_anew()
    _draw(page, task, story, place, notes=True)
    _told(page, story)
    _legend(page, given=bool(asked.wish.beginning))
    show_nearest(page, task, story.texts)
    with page.look_inside():
        show_road(page, story)
        show_choosing(page, task, story)
    show_rhyme_game(page)


def _write(
    page: LabPage, task: CharacterModel, story: EnglishStory, place: DeltaGenerator, *, paced: bool
) -> None:
    def show(_: Line) -> None:
        _draw(page, task, story, place, notes=False)
        if paced:
            time.sleep(PACE)

    write_out(story, lines_of(task, story.asked), show)


def _draw(
    page: LabPage, task: CharacterModel, story: EnglishStory, place: DeltaGenerator, *, notes: bool
) -> None:
    lines = drawn(page, task, story, notes=notes)
    place.html(rhymed_html(lines, label=page.text("english.poem.label")))


def _changes(page: LabPage, asked: Asked[Wish]) -> None:
    """What the visitor's text became on its way to the model."""
    said = dropped(page, asked.prompt)
    if asked.cut:
        said.append(page.text("english.changes.cut"))
    if said or asked.prompt.changes:
        read = plain(asked.wish.beginning or "–")
        st.caption(" ".join([*said, page.text("english.changes.read", text=read)]))


def _told(page: LabPage, story: EnglishStory) -> None:
    """How it stands with rhyme and metre, in a sentence each."""
    if story.stopped:
        st.caption(page.text("english.poem.stopped", count=len(story.lines)))
    elif not story.writing and len(story.lines) < story.asked.lines:
        st.caption(page.text("english.poem.ended", count=len(story.lines)))
    if rhymes := rhymes_of(story):
        good, count = holding(rhymes), len(rhymes)
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


def _legend(page: LabPage, *, given: bool) -> None:
    spans = "".join(
        f'<span class="{kind}">{page.text(f"english.legend.{kind}")}</span>'
        for kind in ("given",) * given + ("qafiye",)
    )
    st.html(f'<p class="u-poem-legend">{spans}</p>')
