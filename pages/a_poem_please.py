"""A poem, please: Persian couplets and English verse, written by models of letters."""

import streamlit as st

from core.ui import address
from core.ui.frame import lab
from pages.poem.persian import Persian
from pages.poem.persian_analysis import show_analysis
from pages.poem.persian_comparisons import show_choosing, show_poets
from pages.poem.persian_games import show_games
from pages.poem.persian_roads import show_road

LANGUAGES = ("persian", "english")
VIEWS = {
    "road": show_road,
    "choosing": show_choosing,
    "poets": show_poets,
    "analysis": show_analysis,
}

with lab("a-poem-please") as page:
    language = address.choice(
        page.text("language.label"),
        LANGUAGES,
        key="language",
        widget=st.segmented_control,
        format_func=lambda name: page.text(f"language.{name}"),
    )
    if language == "persian":
        persian = Persian(page)
        with page.try_it():
            persian.show()
        with page.look_inside():
            VIEWS[page.choose_view(list(VIEWS))](persian)
        with page.predict():
            show_games(persian)
    else:
        from pages.poem.english import show_english

        with page.try_it():
            show_english(page)
    with page.take_away():
        pass
