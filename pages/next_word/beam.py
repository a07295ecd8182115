"""The view "Beam search": the tree, and the roads that came out best."""

import math

import streamlit as st

from core.figures.beam_tree import TreeWord, beam_tree_figure
from core.figures.distribution import percent
from core.runtime.tasks.next_word import BeamNode, NextWord
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.table import table
from core.ui.theme import colours


def show_beam(page: LabPage, task: NextWord, text: str) -> None:
    import pandas as pd

    st.markdown(page.text("beam.lead"))
    st.latex(page.text("beam.equation"))
    left, right = st.columns(2)
    with left:
        width = address.slider(page.text("beam.width"), 1, 6, 4, key="width")
    with right:
        depth = address.slider(page.text("beam.depth"), 1, 6, 4, key="depth")
    tree = task.beam_tree(text, width=width, depth=depth, considered=3)
    if not tree.nodes or not tree.best:
        st.info(page.text("beam.nothing"))
        return
    roads = {end: _road(tree.nodes, end) for end in tree.best}
    end = page.text("beam.end")
    words = [
        TreeWord(node.word or end, node.parent, node.depth, node.score, node.kept)
        for node in tree.nodes
    ]
    best = tree.nodes[tree.best[0]]

    def phrase(ending: int) -> str:
        said = " ".join(tree.nodes[i].word for i in roads[ending] if tree.nodes[i].word)
        return page.text("beam.ended", phrase=said) if tree.nodes[ending].ended else said

    chart(
        beam_tree_figure(
            words,
            roads[tree.best[0]],
            colours(),
            root=" ".join(tree.after[-2:]) if tree.after else page.text("beam.start"),
            labels=(page.text("beam.best"), page.text("beam.kept"), page.text("beam.lost")),
        ),
        key="beam-search",
        alt=page.text(
            "beam.alt",
            width=width,
            depth=depth,
            road=phrase(tree.best[0]),
            score=f"{best.score:.2f}",
        ),
        table=pd.DataFrame([vars(word) for word in words]),
    )
    st.markdown(f"**{page.text('beam.roads')}**")
    rows = [
        (phrase(i), f"{tree.nodes[i].score:.2f}", percent(math.exp(tree.nodes[i].score)))
        for i in tree.best
    ]
    table(
        page.texts.list("beam.roads_heads"),
        rows,
        caption=page.text("beam.roads"),
        numeric=frozenset({1, 2}),
    )
    st.caption(page.text("beam.note"))


def _road(nodes: tuple[BeamNode, ...], end: int) -> list[int]:
    road = []
    while end >= 0:
        road.append(end)
        end = nodes[end].parent
    return road[::-1]
