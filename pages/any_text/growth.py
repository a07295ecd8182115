"""How the count of opened and of rightly closed brackets grew with the text."""

from __future__ import annotations

import streamlit as st

from core.figures.markup_growth import growth_figure
from core.text.markup import Tally
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from pages.any_text.writing import Story


def show_growth(page: LabPage, story: Story) -> None:
    import pandas as pd

    st.markdown(page.text("growth.lead"))
    state, events = story.seen()
    places, opened, right = [0], [0], [0]
    for event in events:
        if event.what not in ("opened", "right"):
            continue
        places.append(event.end)
        opened.append(opened[-1] + (event.what == "opened"))
        right.append(right[-1] + (event.what == "right"))
    places, opened, right = [*places, len(story.text)], [*opened, opened[-1]], [*right, right[-1]]
    labels = (page.text("growth.opened"), page.text("growth.right"))
    tally: Tally = state.tally
    chart(
        growth_figure(
            places,
            opened,
            right,
            colours(),
            labels=labels,
            axes=(page.text("growth.characters"), page.text("growth.count")),
        ),
        key="markup-growth",
        alt=page.text(
            "growth.alt", characters=len(story.text), opened=tally.opened, right=tally.right
        ),
        table=pd.DataFrame(
            {page.text("growth.characters"): places, labels[0]: opened, labels[1]: right}
        ),
    )
