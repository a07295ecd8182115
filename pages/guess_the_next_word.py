"""Guess the next word (stub for trying the box)."""
import streamlit as st
from core.ui.frame import lab
from core.ui.suggest_box import box_text, suggest_box

with lab("guess-the-next-word") as page:
    with page.try_it():
        box_text("box", "how can i make a")
        suggest_box(page.task("next-word"), page.texts, key="box")
        st.write(box_text("box", ""))
