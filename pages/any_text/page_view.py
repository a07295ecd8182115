"""The text as a reader would see it: LaTeX typeset, wiki markup as a page."""

from __future__ import annotations

import streamlit as st

from core.ui.frame import LabPage
from core.ui.letters import plain
from pages.any_text.latex_page import blocks
from pages.any_text.wiki_page import page_html
from pages.any_text.writing import Story


def show_page(page: LabPage, story: Story) -> None:
    st.markdown(f"**{page.text('reading.title')}**")
    if not story.text.strip():
        st.caption(page.text("reading.nothing"))
    elif story.language == "wiki":
        st.html(page_html(story.text))
        st.caption(page.text("reading.wiki"))
    else:
        _latex(page, story.text)
        st.caption(page.text("reading.latex"))


def _latex(page: LabPage, text: str) -> None:
    with st.container(border=True, key="u-latex"):
        for block in blocks(text):
            if not block.environment:
                st.markdown(block.markdown)
                continue
            name = page.texts.get(f"environments.{block.environment}") or plain(block.environment)
            broken = f" ✗ {page.text('reading.broken')}" if block.broken else ""
            with st.container(border=True, gap="small"):
                st.markdown(f"**{name}.**{broken}")
                if block.markdown.strip():
                    st.markdown(block.markdown)
