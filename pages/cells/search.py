"""The view "Where it fires": the places of the held-out text where a unit is highest, or lowest."""

from __future__ import annotations

import html

import streamlit as st

from core.ui import address
from core.ui.frame import LabPage
from core.ui.painted_text import visible_but_spaces
from pages.cells.chosen import Chosen, credit, look_at

AROUND = (70, 30)  # letters before and after a place
LISTED = 8
MARKS = str.maketrans({"\n": "↵", "\t": "⇥"})


def show_search(page: LabPage, chosen: Chosen) -> None:
    st.markdown(
        page.text(
            "search.lead",
            unit=chosen.unit,
            track=page.text(f"tracks.{chosen.track}"),
            length=f"{len(chosen.held_out):,}",
        )
    )
    end = address.choice(
        page.text("search.end"),
        ["most", "least"],
        key="end",
        widget=st.segmented_control,
        format_func=lambda name: page.text(f"search.{name}"),
    )
    places = getattr(chosen.units, end)[chosen.track][chosen.unit]
    more = address.slider(page.text("search.count"), 4, max(5, len(places)), LISTED, key="listed")
    for place in places[:more]:
        _show_place(page, chosen, place)
    st.caption(credit(page, chosen))


def _show_place(page: LabPage, chosen: Chosen, place: int) -> None:
    before = chosen.held_out[max(0, place - AROUND[0]) : place]
    after = chosen.held_out[place + 1 : place + 1 + AROUND[1]]
    letter = chosen.held_out[place : place + 1]
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"u-place-{place}"
    ):
        st.button(
            f"{place:,}",
            key=f"jump-{place}",
            help=page.text("search.jump"),
            on_click=look_at,
            args=(chosen.track, chosen.unit, place),
            type="tertiary",
            icon=":material/my_location:",
        )
        st.html(excerpt_html(before, letter, after, chosen.language, chosen.right_to_left))


def excerpt_html(
    before: str, letter: str, after: str, language: str, right_to_left: bool = False
) -> str:
    """The letter marked amid its neighbours, in the direction of its text; all is escaped."""
    parts = [html.escape(visible_but_spaces(part).translate(MARKS)) for part in (before, after)]
    marked = html.escape(visible_but_spaces(letter).translate(MARKS)) or "&nbsp;"
    marked = "·" if marked == " " else marked
    way = ' dir="rtl"' if right_to_left else ' dir="ltr"'
    lang = html.escape(language)
    return f'<p class="u-place"{way} lang="{lang}">{parts[0]}<mark>{marked}</mark>{parts[1]}</p>'
