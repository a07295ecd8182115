"""The Huffman tree: merges step by step, a word's path, and the product of its branches."""

from __future__ import annotations

from math import prod

import pandas as pd
import streamlit as st

from core.figures.huffman_tree import MOST_WORDS, huffman_figure
from core.runtime.tasks.training_graph import (
    SkipGramSettings,
    SkipGramState,
    TrainingGraph,
    branch_probabilities,
    go_left,
)
from core.text.huffman import HuffmanTree
from core.text.training_text import TrainingText
from core.ui.address import choice, slider
from core.ui.calm import calm, live
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours

TREE_SETTINGS = SkipGramSettings(dimensions=8, window=2, steps=1500)
TREES_KEPT = 32


def show_tree(page: LabPage, text: str) -> None:
    """The tree of the lecture's eight words, or of the text above."""
    st.subheader(page.text("look_inside.tree_title"), anchor="tree")
    st.markdown(page.text("look_inside.tree_lead"))
    with calm():
        _tree(page, text)


@st.cache_resource(max_entries=TREES_KEPT, show_spinner=False)
def _trained(
    text: str, fingerprint: str, _task: TrainingGraph
) -> tuple[TrainingText, SkipGramState]:
    """A short hierarchical run on a text's most frequent words: a third of a second."""
    run = _task.skip_gram(text, TREE_SETTINGS, hierarchical=True, most_words=MOST_WORDS)
    return run.text, run.run()


@live
def _tree(page: LabPage, text: str) -> None:
    task: TrainingGraph = page.task("training-graphs")
    names: dict[str, str] = page.texts.get("look_inside.tree_sources")
    source = choice(
        page.text("look_inside.tree_source"),
        list(names),
        key="tree",
        widget=st.segmented_control,
        format_func=lambda name: names[name],
    )
    if source == "lecture":
        finished = task.finished("hierarchical")
        read, state = finished.text, finished.state
        st.caption(page.text("look_inside.lecture_note"))
    else:
        read, state = _trained(text, task.artifact.files["hierarchical_step.onnx"].sha256, task)
        st.caption(page.text("look_inside.text_note", steps=state.step, words=len(read.words)))
    tree = read.tree
    left, right = st.columns(2)
    with left:
        centre = _word(page, "centre", read, "given", "fat", 1)
    with right:
        target = _word(page, "target", read, "reach", "potato", 2)
    merged = len(tree.merges)
    if merged > 1:
        merged = slider(
            page.text("look_inside.merge"),
            0,
            merged,
            merged,
            key="merges" if source == "lecture" else f"merges-of-{merged + 1}",
        )
    lefts = go_left(state.other_vectors, state.input_vectors[centre])
    factors = branch_probabilities(tree, lefts)
    st.markdown(_merge_line(page, tree, merged))
    chart(
        huffman_figure(tree, colours(), merged=merged, word=target, left=list(lefts)),
        key="w2v-tree",
        alt=page.text(
            "look_inside.tree_alt",
            words=len(tree.words),
            merges=merged,
            word=tree.words[target],
            code=tree.codes[target],
        ),
        table=_codes(page, tree, factors),
    )
    st.markdown(
        page.text(
            "look_inside.product",
            target=_tex(tree.words[target]),
            centre=_tex(tree.words[centre]),
            factors=r" \times ".join(f"{factor:.3f}" for factor in factors[target]) or "1",
            value=f"{prod(factors[target]):.4f}",
        )
    )
    total = sum(prod(word) for word in factors)
    st.markdown(page.text("look_inside.sum", words=len(tree.words), total=total))
    with st.expander(page.text("look_inside.table"), expanded=source == "lecture"):
        st.dataframe(_codes(page, tree, factors), hide_index=True)
    with st.expander(page.text("look_inside.merges_table")):
        st.dataframe(_merges(page, tree), hide_index=True)


def _word(
    page: LabPage, label: str, read: TrainingText, key: str, usual: str, otherwise: int
) -> int:
    """The place of a chosen word; a word the text does not have gives way to another."""
    first = usual if usual in read.words else read.words[otherwise]  # three words at least
    wanted = choice(page.text(f"look_inside.{label}"), read.words, key=key, default=first)
    return read.words.index(wanted)


def _merge_line(page: LabPage, tree: HuffmanTree, merged: int) -> str:
    if merged == 0:
        return page.text("look_inside.merge_start", words=len(tree.words))
    if merged == len(tree.merges):
        return page.text("look_inside.merge_done", merges=merged, depth=tree.mean_depth)
    merge = tree.merges[merged - 1]
    return page.text(
        "look_inside.merge_line",
        step=merged,
        left=_name(page, tree, merge.left),
        left_count=tree.count(merge.left),
        right=_name(page, tree, merge.right),
        right_count=tree.count(merge.right),
        count=merge.count,
    )


def _name(page: LabPage, tree: HuffmanTree, node: int) -> str:
    leaves = len(tree.words)
    if node < leaves:
        return tree.words[node]
    return page.text("look_inside.inner", number=node - leaves)


def _codes(page: LabPage, tree: HuffmanTree, factors: list[list[float]]) -> pd.DataFrame:
    names: dict[str, str] = page.texts.get("look_inside.columns")
    total = sum(tree.counts)
    rows = [
        {
            names["word"]: word,
            names["count"]: count,
            names["code"]: str(code),
            names["turns"]: len(code.bits),
            names["path"]: " → ".join(map(str, code.path)),
            names["factors"]: " × ".join(f"{factor:.3f}" for factor in own),
            names["probability"]: round(prod(own), 4),
            names["share"]: round(count / total, 4),
        }
        for word, count, code, own in zip(tree.words, tree.counts, tree.codes, factors, strict=True)
    ]
    return pd.DataFrame(rows)


def _merges(page: LabPage, tree: HuffmanTree) -> pd.DataFrame:
    names: dict[str, str] = page.texts.get("look_inside.merge_columns")
    return pd.DataFrame(
        [
            {
                names["step"]: step,
                names["left"]: f"{_name(page, tree, merge.left)} ({tree.count(merge.left)})",
                names["right"]: f"{_name(page, tree, merge.right)} ({tree.count(merge.right)})",
                names["count"]: merge.count,
            }
            for step, merge in enumerate(tree.merges, 1)
        ]
    )


def _tex(word: str) -> str:
    """A visitor's word inside a formula: only letters, digits and hyphens reach it."""
    return "".join(letter for letter in word if letter.isalnum() or letter in "-'")
