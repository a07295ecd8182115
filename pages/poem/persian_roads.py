"""The view "The road not taken": all candidates of a hemistich, and another one taken by hand."""

from __future__ import annotations

import streamlit as st

from core.runtime.couplets import METRE, RHYME, Hemistich, Option
from core.ui.frame import LabPage, live
from core.ui.table import table
from pages.poem.persian import Persian
from pages.poem.persian_wish import ROAD
from pages.poem.road import best_first, choose_line, standing


@live
def show_road(persian: Persian) -> None:
    page, story = persian.page, persian.story
    st.markdown(page.text("road.lead"))
    st.latex(page.text("road.equation", metre=METRE, rhyme=RHYME))
    if not story.lines:
        st.info(page.text("road.nothing"))
        return
    line = story.lines[
        choose_line(
            page.text("road.which"),
            story.lines,
            first=min(1, len(story.lines) - 1),
            key="road-hemistich",
        )
    ]
    standing(page, "road", line, chosen=story.asked.choose != "first")
    ROAD.offer(page, story.asked, line)
    with st.container(key="u-road"):
        table(
            page.texts.list("road.heads"),
            [_row(page, line, place, rank) for rank, place in enumerate(best_first(line), 1)],
            caption=page.text("road.caption"),
            numeric=frozenset({0, 2, 3, 5}),
        )


def _row(page: LabPage, line: Hemistich, place: int, rank: int) -> tuple[object, ...]:
    option = line.options[place]
    mark = page.text("road.mark") if place == line.chosen else ""
    return (
        f"{rank}{mark}",
        page.text("road.fitted", text=option.text) if option.fitted else option.text or "–",
        f"{option.letter_log_prob:.2f}",
        f"{option.fit:.0%}",
        _rhyme(page, option),
        f"{option.score:.2f}",
    )


def _rhyme(page: LabPage, option: Option) -> str:
    if option.rhyme is None:
        return "–"
    if not option.rhyme.holds:
        return page.text("road.rhyme_no")
    letters = " ".join(part for part in (option.rhyme.qafiye, option.rhyme.radif) if part)
    return page.text(
        "road.rhyme_yes" if option.rhyme.strength == 1 else "road.rhyme_maybe", letters=letters
    )
