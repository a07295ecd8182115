"""The view "Metre and rhyme": a visitor's own couplet scanned, and how far to trust that."""

from __future__ import annotations

import math

import streamlit as st

from core.figures.distribution import distribution_figure
from core.text.persian_metres import metres
from core.text.persian_prosody import Line, fit, measured, ranking
from core.text.persian_rhyme import parts, rhyme
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage, live
from core.ui.letters import plain
from core.ui.scanned_verse import VerseLine, poem
from core.ui.table import table
from core.ui.theme import colours
from pages.poem.persian import Persian
from pages.poem.persian_story import syllables

TYPED = 200
SHOWN = 6  # metres
WORKS_TITLES = "analysis.works"


@live
def show_analysis(persian: Persian) -> None:
    page, task = persian.page, persian.task
    st.markdown(page.text("analysis.lead", count=len(metres())))
    st.latex(page.text("analysis.equation"))
    halves = []
    for place, column in zip(("first", "second"), st.columns(2), strict=True):
        with column:
            typed = address.text_input(
                page.text(f"analysis.{place}"),
                page.text(f"analysis.{place}_example"),
                key=f"scan-{place}",
                most=TYPED,
            )
            halves.append(" ".join(task.read(" ".join(typed.split())).text.split()))
    texts = [half for half in halves if half]
    if not texts:
        st.info(page.text("analysis.nothing"))
        return
    lines = [Line(text) for text in texts]
    ranked = [(one, cost) for one, cost in ranking(lines) if not math.isinf(cost)][:SHOWN]
    if not ranked:
        st.info(page.text("analysis.no_metre"))
        return
    _verse(page, texts, ranked[0][0].id)
    best = ranked[0][0]
    fits = " · ".join(f"{fit(line, best):.0%}" for line in lines)
    st.markdown(
        page.text(
            "analysis.says",
            name=plain(best.name),
            latin=best.latin,
            feet=plain(best.feet),
            fits=fits,
        )
    )
    if len(texts) == 2:
        _rhyme(page, texts)
    _chart(page, [one.name for one, _ in ranked], [cost for _, cost in ranked])
    _trust(page)


def _verse(page: LabPage, texts: list[str], name: str) -> None:
    drawn = []
    found = rhyme(texts[0], texts[1]) if len(texts) == 2 else None
    for text in texts:
        piece = parts(text, found) if found and found.holds else None
        radif = len(piece.radif) + bool(piece.radif) if piece else 0
        qafiye = len(piece.qafiye) if piece else 0
        drawn.append(VerseLine(text, 0, qafiye, radif, syllables(text, name)))
    poem(drawn, label=page.text("analysis.label"), scansion_label=page.text("poem.scansion_label"))


def _rhyme(page: LabPage, texts: list[str]) -> None:
    found = rhyme(texts[0], texts[1])
    kind = "sure" if found.strength == 1 else "possible" if found.holds else "none"
    radif = page.text("analysis.radif", radif=plain(found.radif)) if found.radif else ""
    st.markdown(page.text(f"analysis.rhyme_{kind}", qafiye=plain(found.qafiye), radif=radif))


def _chart(page: LabPage, names: list[str], costs: list[float]) -> None:
    import pandas as pd

    least = costs[0]
    weights = [math.exp(least - cost) for cost in costs]
    shares = [weight / sum(weights) for weight in weights]
    chart(
        distribution_figure(names, shares, colours(), axis=page.text("analysis.axis")),
        key="metres",
        alt=page.text("analysis.alt", first=names[0], share=f"{shares[0]:.0%}"),
        table=pd.DataFrame(
            {
                page.text("analysis.head_metre"): names,
                page.text("analysis.head_cost"): costs,
                page.text("analysis.head_share"): shares,
            }
        ),
    )


def _trust(page: LabPage) -> None:
    """How often the metre was right on held-out poems of works whose metre is known."""
    found = measured()
    rows = [
        (
            page.texts.get(f"{WORKS_TITLES}.{name}", name),
            counts["couplets"],
            f"{counts['right'] / counts['couplets']:.0%}",
            f"{counts['hemistichs right'] / counts['hemistichs']:.0%}",
        )
        for name, counts in found["metre"].items()
    ]
    with st.expander(page.text("analysis.trust")):
        rhymed = found["rhyme"]
        st.markdown(
            page.text(
                "analysis.trust_lead",
                words=f"{found['told_apart']['words']:.0%}",
                other=f"{found['told_apart']['other']:.0%}",
                rhymed=f"{rhymed['rhymed'] / rhymed['couplets']:.0%}",
                chance=f"{rhymed['by chance'] / rhymed['couplets']:.0%}",
            )
        )
        table(
            page.texts.list("analysis.trust_heads"),
            rows,
            caption=page.text("analysis.trust"),
            numeric=frozenset({1, 2, 3}),
        )
