"""Predict and check: into how many learned pieces does an invented word fall?"""

from __future__ import annotations

import streamlit as st

from core.runtime.errors import BadInput
from core.runtime.tasks.subwords import Subwords
from core.text.direction import rtl_share
from core.text.graphemes import graphemes
from core.ui.address import text_input
from core.ui.frame import LabPage, live
from core.ui.tokens import token_strip
from pages.tokenisation.ways import fitting


@live
def show_guess(page: LabPage, language: str) -> None:
    """An invented word: how many learned pieces?"""
    task: Subwords = page.task("tokens-bpe")
    coin = text_input(
        page.text("predict.coin"), page.text("predict.coin_default"), key="coin", most=60
    ).strip()
    with st.form("pieces", border=False):
        guess = st.slider(page.text("predict.question"), 1, 12, 2, key="pieces-guess")
        checked = st.form_submit_button(page.text("predict.check"))
    if not checked:
        return
    if not coin:
        raise BadInput(page.text("predict.no_word"))
    way = fitting(task, coin, "auto") if rtl_share(coin) else language
    pieces = task.cut(coin, way).pieces
    token_strip(
        [piece.name for piece in pieces],
        captions=[str(piece.id) for piece in pieces],
        label=page.text("predict.strip"),
        lang=way,
        marks=True,
    )
    right = guess == len(pieces)
    sentence = page.text(f"predict.{'right' if right else 'wrong'}", count=len(pieces))
    key = "answer_known" if len(pieces) == 1 else "answer"
    said = page.text(f"predict.{key}", sentence=sentence, characters=len(graphemes(coin)))
    if right:
        st.success(said, icon=":material/check:")
    else:
        st.info(said, icon=":material/content_cut:")
