"""Beneath an English poem: all candidates of a line, and what choosing among them does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import streamlit as st

from core.runtime.rhymed_verse import METRE, RHYME, SYLLABLE, Line, Option
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.rhymed_lines import rhymed_html
from core.ui.table import table
from pages.poem.english_story import Story, drawn, holding, kind_name, lines_of
from pages.poem.english_wish import take_road


def show_road(page: LabPage, story: Story) -> None:
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
    place = st.pills(
        page.text("english.road.which"),
        range(len(written)),
        default=first,
        format_func=lambda place: str(written[place].index + 1),
        key=f"way-line-{len(written)}-{story.asked.form}",
        required=True,
    )
    _options(page, story, written[int(place or 0)])


def _options(page: LabPage, story: Story, line: Line) -> None:
    ranked = sorted(range(len(line.options)), key=lambda place: -line.options[place].score)
    how = "by_hand" if line.by_hand else "chosen" if story.asked.choose else "first"
    st.markdown(page.text(f"english.road.{how}", number=line.index + 1, text=plain(line.text)))
    if any(option.searched for option in line.options):
        st.caption(page.text("english.road.searched"))
    others = [place for place in ranked if place != line.chosen]
    key = f"way-take-{line.index}-{hash(line.options) % 10**8}"
    st.selectbox(
        page.text("english.road.take"),
        others,
        index=None,
        format_func=lambda place: line.options[place].text,
        placeholder=page.text("english.road.take_placeholder"),
        key=key,
        on_change=_take,
        args=(story, line.index, key),
    )
    table(
        page.texts.list("english.road.heads"),
        [_row(page, line, place, rank) for rank, place in enumerate(ranked, 1)],
        caption=page.text("english.road.caption"),
        numeric=frozenset({0, 2, 4, 5, 6}),
    )


def _row(page: LabPage, line: Line, place: int, rank: int) -> tuple[object, ...]:
    option: Option = line.options[place]
    mark = page.text("english.road.mark") if place == line.chosen else ""
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


def _take(story: Story, index: int, key: str) -> None:
    place = st.session_state.get(key)
    if place is not None:
        take_road(story.asked, index, int(place))


def show_choosing(page: LabPage, task: CharacterModel, story: Story) -> None:
    """The same wish with choosing and without, and the shares that were measured at export."""
    with st.expander(page.text("english.choosing.title")):
        st.markdown(page.text("english.choosing.lead"))
        measured = _measured(task)
        if measured:
            st.markdown(page.text("english.choosing.measured", **measured))
        if not st.toggle(page.text("english.choosing.show"), key="verse-unranked"):
            return
        wish = replace(story.asked, choose=not story.asked.choose, road=())
        other = Story(wish, list(lines_of(task, wish)))
        st.html(
            rhymed_html(drawn(page, task, other, notes=True), label=page.text("english.poem.label"))
        )
        if other.rhymes:
            good, count = holding(other.rhymes), len(other.rhymes)
            st.markdown(page.text("english.poem.rhyme", good=good, count=count))


def _measured(task: CharacterModel) -> dict[str, Any]:
    """What was measured at export, ready for the sentence; empty where nothing was."""
    path = task.file("measures.json")
    found = json.loads(path.read_text(encoding="utf-8")).get("rhymes") if path else None
    if not found:
        return {}
    shares = ("rhyme_share", "rhyme_share_unranked", "rhymed_real", "rhymed_drawn")
    said: dict[str, Any] = {name: f"{found[name]:.0%}" for name in shares}
    return said | {"pairs": found["pairs"], "candidates": found["candidates"]}
