"""One word, many meanings: contextual, sense and static vectors of the same word, and what
vectors know of words that nobody labelled."""

from __future__ import annotations

import streamlit as st

from core.figures.distribution import percent
from core.runtime.tasks.contextual import Contextual
from core.runtime.tasks.senses import Senses
from core.runtime.tasks.word_vectors import WordVectors
from core.ui.calm import calm
from core.ui.frame import LabPage, lab
from core.ui.models import registry
from core.ui.turns import next_turn, turn
from pages.word_senses.classifier import show_classifier
from pages.word_senses.conflation import show_pairs, show_scores, show_static
from pages.word_senses.plane import read_sentences, show_plane


def show_guess(page: LabPage, encoder: Contextual, senses: Senses) -> None:
    asked = [entry.split("|") for entry in page.texts.list("predict.sentences")]
    asked = [entry for entry in asked if entry[0] in senses.words]
    if not asked:
        st.caption(page.text("predict.none"))
        return
    place = turn(page.lab.address)
    word, sentence = asked[place % len(asked)]
    st.markdown(f"> {sentence}")
    labels = [sense.label for sense in senses.word(word).senses]
    with st.form(f"sense-{place}", border=False):
        mine = st.radio(word, labels, index=None, key=f"mine-{place}")
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is not None:
        found = encoder.occurrences([sentence], word)
        reading = senses.read(word, found.vectors)[0]
        share = {score.label: percent(score.share) for score in reading.scores}
        label = reading.best.label
        if mine == label:
            st.success(page.text("predict.right", label=label, share=share[label]))
        else:
            st.info(page.text("predict.wrong", label=label, share=share[label], mine=share[mine]))

    next_turn(page.lab.address, page.text("predict.another"))


with lab("one-word-many-meanings") as page:
    encoder: Contextual = page.task("contextual")
    senses: Senses = page.task("senses")
    reading = None
    with page.try_it(), calm():
        reading = read_sentences(page, encoder, senses)
        show_plane(page, senses, reading)
    with page.look_inside():
        if reading is not None:
            show_pairs(page, reading)
        with calm():
            vectors: WordVectors = page.task("word-vectors")
            if reading is not None:
                show_static(page, vectors, senses, reading.word)
        with calm():
            show_scores(page, registry().artifact("senses"))
        with calm():
            show_classifier(page, page.task("word-vectors"))
    with page.predict(), calm():
        show_guess(page, encoder, senses)
    with page.take_away():
        pass
