"""Guess the next word: suggestions as one types, and all that follows from p(next | text)."""

import streamlit as st

from core.ui.frame import LabPage, lab, live
from core.ui.next_word_game import guessing_game
from core.ui.prompt_address import keep_prompt, prompt_from_address
from core.ui.suggest_box import box_text, put_text, suggest_box
from core.ui.written_text import written_text
from pages.next_word.beam import show_beam
from pages.next_word.lessons import show_teacher_forcing, show_training
from pages.next_word.reading import show_distribution, show_notes, show_surprise

BOX = "box"


def example(text: str) -> None:
    put_text(BOX, text)
    keep_prompt(text)


def show_examples(page: LabPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(page.text("try_it.examples_label"), width="content")
        for place, text in enumerate(page.texts.list("try_it.examples")):
            st.button(text, key=f"example-{place}", on_click=example, args=(text,))


VIEWS = {
    "beam": live(show_beam),
    "write": live(written_text),
    "teach": live(show_teacher_forcing),
    "training": show_training,
}

with lab("guess-the-next-word") as page:
    task = page.task("next-word")
    note = prompt_from_address(page.texts, BOX, page.text("try_it.example"))
    with page.try_it():
        suggest_box(task, page.texts, key=BOX, on_change=keep_prompt)
        if note:
            st.caption(note)
        show_examples(page)
        text = box_text(BOX, "")
        show_notes(page, task, text)
        left, right = st.columns(2, gap="large")
        with left:
            show_distribution(page, task, text)
        with right:
            show_surprise(page, task, text)
            for equation in page.texts.list("surprise.equations"):
                st.latex(equation)
    with page.look_inside():
        VIEWS[page.choose_view(list(VIEWS))](page, task, text)
    with page.predict():
        guessing_game(page, task)
    with page.take_away():
        pass
