"""The view "The road not taken": all candidates of a hemistich, and another one taken by hand."""

from __future__ import annotations

import streamlit as st

from core.runtime.couplets import METRE, RHYME, Hemistich, Option
from core.ui.frame import LabPage, live
from core.ui.letters import plain
from core.ui.table import table
from pages.poem.persian import Persian
from pages.poem.persian_story import Story
from pages.poem.persian_wish import take_road


@live
def show_road(persian: Persian) -> None:
    page, story = persian.page, persian.story
    st.markdown(page.text("road.lead"))
    st.latex(page.text("road.equation", metre=METRE, rhyme=RHYME))
    if not story.lines:
        st.info(page.text("road.nothing"))
        return
    index = st.pills(
        page.text("road.which"),
        range(len(story.lines)),
        default=min(1, len(story.lines) - 1),
        format_func=lambda place: str(place + 1),
        key=f"road-hemistich-{len(story.lines)}",
        required=True,
    )
    _options(page, story, story.lines[int(index or 0)])


def _options(page: LabPage, story: Story, line: Hemistich) -> None:
    ranked = sorted(range(len(line.options)), key=lambda place: -line.options[place].score)
    rows = [_row(page, line, place, rank) for rank, place in enumerate(ranked, 1)]
    key = "by_hand" if line.by_hand else "first" if story.asked.choose == "first" else "chosen"
    st.markdown(page.text(f"road.{key}", number=line.index + 1, text=plain(line.text)))
    others = [place for place in ranked if place != line.chosen and line.options[place].text]
    key = f"road-take-{line.index}-{hash(line.options) % 10**8}"
    st.selectbox(
        page.text("road.take"),
        others,
        index=None,
        format_func=lambda place: line.options[place].text,
        placeholder=page.text("road.take_placeholder"),
        key=key,
        on_change=_take,
        args=(story, line.index, key),
    )
    with st.container(key="u-road"):
        table(
            page.texts.list("road.heads"),
            rows,
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


def _take(story: Story, index: int, key: str) -> None:
    place = st.session_state.get(key)
    if place is not None:
        take_road(story.asked, index, int(place))
