"""What cells learnt: single units over a text, what they track, and what breaks without them."""

import streamlit as st

from core.ui import address
from core.ui.calm import calm
from core.ui.frame import lab, live
from pages.cells.chosen import choose
from pages.cells.coloured import show_coloured
from pages.cells.findings import show_findings
from pages.cells.guess import show_guess
from pages.cells.off import show_off
from pages.cells.search import show_search

VIEWS = {"findings": show_findings, "search": show_search, "off": live(show_off)}

with lab("what-cells-learnt") as page:
    with page.try_it():
        chosen = choose(page)
        with calm():
            show_coloured(page, chosen)
    with page.look_inside():
        view = address.choice(
            page.text("look_inside.label"),
            list(VIEWS),
            key="look",
            widget=st.segmented_control,
            format_func=lambda name: page.text(f"look_inside.{name}"),
        )
        with calm():
            VIEWS[view](page, chosen)
    with page.predict(), calm():
        show_guess(page, chosen)
    with page.take_away():
        pass
