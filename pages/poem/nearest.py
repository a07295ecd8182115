"""Beneath a poem: for each line the nearest line that the model was trained on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runtime.nearest_lines import LINES, NearestLines
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage
from core.ui.table import table


def show_nearest(page: LabPage, task: CharacterModel, lines: Sequence[str]) -> None:
    """A table of lines and their nearest training lines; nothing without an index."""
    path = task.file(LINES)
    if path is None:
        return
    index = NearestLines.open(path)
    found = [(line, near) for line in lines if (near := index.nearest(line)) is not None]
    if not found:
        return
    copied = sum(near.verbatim for _, near in found)
    with st.expander(page.text("nearest.title", copied=copied, count=len(found))):
        st.markdown(page.text("nearest.lead"))
        rows = [
            (
                line,
                near.line,
                page.text("nearest.same") if near.verbatim else f"{near.similarity:.0%}",
                page.texts.get(f"poets.{near.where}", near.where),
            )
            for line, near in found
        ]
        heads, caption = page.texts.list("nearest.heads"), page.text("nearest.caption")
        table(heads, rows, caption=caption, numeric=frozenset({2}))
