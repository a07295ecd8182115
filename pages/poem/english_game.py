"""A game of ears: do two words rhyme, and how? The dictionary and the rule know."""

from __future__ import annotations

import streamlit as st

from core.text.english_rhyme import Kind, rhyme
from core.text.pronunciation import pronunciations
from core.ui.frame import LabPage
from core.ui.texts import frame_texts
from core.ui.turns import next_turn, turn

GAME = "english-rhymes"


def show_rhyme_game(page: LabPage) -> None:
    words = frame_texts()
    st.header(words("sections.predict.title"), anchor=words("sections.predict.anchor"))
    st.markdown(page.text("english.game.lead"))
    pairs = page.texts.get("english.game.pairs")
    number = turn(GAME) % len(pairs)
    first, second = pairs[number]["words"]
    st.markdown(f"**{page.text('english.game.question', first=first, second=second)}**")
    names = {kind: page.text(f"english.kinds.{kind.value}") for kind in Kind}
    guess = st.pills(
        page.text("english.game.label"),
        list(names),
        format_func=names.__getitem__,
        key=f"rhyme-guess-{number}",
    )
    if st.button(page.text("english.game.check"), key=f"rhyme-check-{number}"):
        if guess is None:
            st.info(page.text("english.game.none"))
            return
        kind = rhyme(first, second).kind
        said = "right" if guess is kind else "wrong"
        st.markdown(page.text(f"english.game.{said}", kind=names[kind], guess=names[guess]))
        sounds = [" ".join(pronunciations(word)[0].phones) for word in (first, second)]
        st.caption(
            page.text(
                "english.game.sounds",
                first=first,
                second=second,
                first_sounds=sounds[0],
                second_sounds=sounds[1],
            )
        )
        next_turn(GAME, page.text("english.game.next"))
