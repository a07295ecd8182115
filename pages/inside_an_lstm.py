"""Inside an LSTM: every gate of a trained model over the visitor's own text."""

import streamlit as st

from core.ui.calm import calm
from core.ui.frame import LabPage, lab, live
from pages.gates.construction import show_construction
from pages.gates.gru import show_gru
from pages.gates.guess import show_guess
from pages.gates.holding import show_holding
from pages.gates.maps import show_maps
from pages.gates.reading import Reading, choose
from pages.gates.step import show_step

VIEWS = {
    "step": live(show_step),
    "hold": live(show_holding),
    "build": live(show_construction),
    "gru": live(show_gru),
}


def show_views(page: LabPage, reading: Reading | None) -> None:
    view = page.choose_view(list(VIEWS))
    if reading is None:
        st.info(page.text("look_inside.nothing"))
        return
    VIEWS[view](page, reading)


with lab("inside-an-lstm") as page:
    with page.try_it():
        reading = choose(page)
        with calm():
            if reading is None:
                st.info(page.text("maps.nothing"))
            else:
                st.markdown(page.text("maps.read"))
                show_maps(page, reading)
    with page.look_inside(), calm():
        show_views(page, reading)
    with page.predict(), calm():
        show_guess(page)
    with page.take_away():
        pass
