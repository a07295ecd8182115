"""Predict and check: how long is the code of one of the lecture's words?"""

from __future__ import annotations

import math

import streamlit as st

from core.runtime.tasks.training_graph import TrainingGraph
from core.ui.address import choice
from core.ui.calm import live
from core.ui.frame import LabPage


@live
def show_guess(page: LabPage) -> None:
    """One question; the answer appears after a guess only."""
    task: TrainingGraph = page.task("training-graphs")
    tree = task.finished("hierarchical").text.tree
    word = choice(page.text("predict.word"), tree.words, key="ask", default="kangaroo")
    st.markdown(page.text("predict.question", word=word))
    with st.form("w2v-guess", border=False):
        guess = st.slider(page.text("predict.guess"), 1, 8, 3, key="w2v-turns")
        checked = st.form_submit_button(page.text("predict.check"))
    if not checked:
        return
    place = tree.words.index(word)
    share = tree.counts[place] / sum(tree.counts)
    turns = len(tree.codes[place].bits)
    values = {
        "word": word,
        "code": tree.codes[place],
        "turns": turns,
        "share": share,
        "ideal": math.log2(1 / share),
    }
    if guess == turns:
        st.success(page.text("predict.right", **values), icon=":material/check:")
    else:
        st.info(page.text("predict.wrong", **values), icon=":material/route:")
