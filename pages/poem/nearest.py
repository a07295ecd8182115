"""Beneath a poem: for each line the nearest line that the model was trained on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runtime.nearest_lines import LINES, NearestLine, NearestLines
from core.runtime.tasks.character_model.task import CharacterModel
from core.runtime.verse_opening import kept
from core.ui.frame import LabPage
from core.ui.table import table


def nearest_of(task: CharacterModel, lines: Sequence[str]) -> dict[str, NearestLine]:
    """The nearest training line of each line that has one; empty without an index.

    The index is opened (a second, 150 MB) only for lines that are not of the poem shown first."""
    path = task.file(LINES)
    if path is None:
        return {}
    opening = kept(task)
    known = opening.near() if opening else {}
    found = {
        line: known[line] if line in known else NearestLines.open(path).nearest(line)
        for line in lines
    }
    return {line: near for line, near in found.items() if near is not None}


def show_nearest(page: LabPage, task: CharacterModel, lines: Sequence[str]) -> None:
    """A table of lines and their nearest training lines; nothing without an index."""
    near_by = nearest_of(task, lines)
    found = [(line, near_by[line]) for line in lines if line in near_by]
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
