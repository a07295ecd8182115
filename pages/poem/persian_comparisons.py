"""The views "What choosing does" and "By several poets": the same beginning, written otherwise."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import streamlit as st

from core.runtime.couplets import CHOICES, IN_METRE, Hemistich, Wish
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage, live
from core.ui.letters import plain
from core.ui.scanned_verse import poem_html
from core.ui.table import table
from pages.poem.measured import measured
from pages.poem.persian import Persian
from pages.poem.persian_story import hemistichs, poem_metre, rhymes, verse_lines
from pages.poem.persian_wish import poet_name

COUPLETS = 4  # compared at most
POETS_CANDIDATES = 8  # for each of the poets: one couplet only


@live
def show_choosing(persian: Persian) -> None:
    """The poem as first drawn, chosen, and fitted, and what that changed."""
    page, task, asked = persian.page, persian.task, persian.story.asked
    st.markdown(page.text("choosing.lead", count=asked.candidates))
    rows = []
    for choose in reversed(CHOICES):
        name = page.text(f"choosing.{choose}")
        st.markdown(f"**{name}**")
        wish = replace(asked, choose=choose, road=(), couplets=min(asked.couplets, COUPLETS))
        lines = _write(page, task, wish)
        rows.append((name, *_facts(page, lines)))
    table(
        page.texts.list("choosing.heads"),
        rows,
        caption=page.text("choosing.caption"),
        numeric=frozenset({1, 2, 3}),
    )
    shares = measured(task, "couplets")
    if shares:
        st.markdown(page.text("choosing.measured", **shares))


def _write(page: LabPage, task: CharacterModel, wish: Wish) -> list[Hemistich]:
    place, lines = st.empty(), []
    for line in hemistichs(task, wish):
        lines.append(line)
        place.html(
            poem_html(
                verse_lines(lines, wish),
                label=page.text("poem.label"),
                scansion_label=page.text("poem.scansion_label"),
            )
        )
    return lines


def _facts(page: LabPage, lines: list[Hemistich]) -> tuple[str, str, str]:
    found = rhymes(lines)
    good = sum(line.option.fit >= IN_METRE for line in lines)
    return (
        page.text("choosing.of", good=sum(one.holds for one in found.values()), count=len(found)),
        page.text("choosing.of", good=good, count=len(lines)),
        f"{fmean(line.option.letter_log_prob for line in lines):.2f}",
    )


@live
def show_poets(persian: Persian) -> None:
    """One couplet by each poet after the same beginning with the same dice."""
    page, task, asked = persian.page, persian.task, persian.story.asked
    st.markdown(page.text("by_poets.lead", count=POETS_CANDIDATES))
    for poet in (*task.conditions, None):
        wish = replace(
            asked,
            poet=poet,
            form="masnavi",
            metre="",
            couplets=1,
            candidates=POETS_CANDIDATES,
            choose="fit",
            road=(),
        )
        st.markdown(f"**{plain(poet_name(page, poet))}**")
        lines = _write(page, task, wish)
        target = poem_metre(lines)
        if target is not None:
            st.caption(page.text("by_poets.metre", name=plain(target.name), latin=target.latin))
