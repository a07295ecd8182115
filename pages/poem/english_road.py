"""Beneath an English poem: all candidates of a line, and what choosing among them does."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.runtime.rhymed_verse import METRE, RHYME, SYLLABLE, Line, Option
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage
from core.ui.rhymed_lines import rhymed_html
from core.ui.table import table
from pages.poem.english_story import (
    EnglishStory,
    drawn,
    holding,
    kind_name,
    lines_of,
    rhymes_of,
)
from pages.poem.english_wish import ROAD
from pages.poem.measured import measured
from pages.poem.road import best_first, choose_line, standing
from pages.poem.story import Story


def show_road(page: LabPage, story: EnglishStory) -> None:
    """The candidates of one line, with what they scored."""
    st.subheader(page.text("english.road.title"), anchor=False)
    st.markdown(page.text("english.road.lead"))
    weights = {"metre": METRE, "rhyme": RHYME, "syllable": SYLLABLE}
    st.latex(page.text("english.road.equation", **weights))
    written = [line for line in story.lines if line.options]
    if not written:
        st.info(page.text("english.road.nothing"))
        return
    first = next((place for place, line in enumerate(written) if line.rhyme is not None), 0)
    key = f"way-line-{story.asked.form}"
    line = written[choose_line(page.text("english.road.which"), written, first=first, key=key)]
    standing(page, "english.road", line, chosen=story.asked.choose)
    if any(option.searched for option in line.options):
        st.caption(page.text("english.road.searched"))
    ROAD.offer(page, story.asked, line)
    with st.container(key="u-way"):
        table(
            page.texts.list("english.road.heads"),
            [_row(page, line, place, rank) for rank, place in enumerate(best_first(line), 1)],
            caption=page.text("english.road.caption"),
            numeric=frozenset({0, 2, 4, 5, 6}),
        )


def _row(page: LabPage, line: Line, place: int, rank: int) -> tuple[object, ...]:
    option: Option = line.options[place]
    mark = page.text("road.mark") if place == line.chosen else ""
    searched = page.text("english.road.searched_mark") if option.searched else ""
    return (
        f"{rank}{mark}",
        option.text + searched,
        f"{option.letter_log_prob:.2f}",
        kind_name(page, option.rhyme) if option.rhyme else "–",
        option.metre.syllables,
        f"{option.metre.fit:.0%}",
        f"{option.score:.2f}",
    )


def show_choosing(page: LabPage, task: CharacterModel, story: EnglishStory) -> None:
    """The same wish with choosing and without, and the shares that were measured at export."""
    with st.expander(page.text("english.choosing.title")):
        st.markdown(page.text("english.choosing.lead"))
        found = measured(task, "rhymes")
        if found:
            st.markdown(page.text("english.choosing.measured", **found))
        if not st.toggle(page.text("english.choosing.show"), key="verse-unranked"):
            return
        wish = replace(story.asked, choose=not story.asked.choose, road=())
        other: EnglishStory = Story(wish, list(lines_of(task, wish)))
        st.html(
            rhymed_html(drawn(page, task, other, notes=True), label=page.text("english.poem.label"))
        )
        if rhymes := rhymes_of(other):
            good, count = holding(rhymes), len(rhymes)
            st.markdown(page.text("english.poem.rhyme", good=good, count=count))
