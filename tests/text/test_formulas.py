"""Formulas found in LaTeX, and the tree of constructs that pages are set from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.formulas import formulas, spelled_out
from core.text.markup_tree import Node, tree


def test_formulas_in_their_order_with_places() -> None:
    text = r"Let $a_1$ be. $$b$$ \begin{align*}c &= d\end{align*} \begin{lemma}$e$\end{lemma}"
    found = formulas(text)
    assert [f.source for f in found] == ["a_1", "b", r"\begin{align*}c &= d\end{align*}", "e"]
    assert [f.display for f in found] == [False, True, True, False]
    assert text[found[0].start : found[0].end] == "$a_1$"


def test_a_formula_inside_another_is_part_of_it() -> None:
    assert [f.source for f in formulas(r"$a \text{ if $b$}$")] == [r"a \text{ if $b$}"]


def test_one_that_was_never_closed_has_no_source_and_one_cut_off_is_not_told() -> None:
    assert [f.source for f in formulas("$a\n\nb $c$ and $d")] == [None, "c"]


def test_the_books_own_commands_are_spelled_out() -> None:
    source = spelled_out(r"\Spec(A) \to \Specx \label{x}")
    assert source == r"\mathop{\mathrm{Spec}}\nolimits(A) \to \Specx"


@given(
    st.lists(
        st.sampled_from(
            ["[[", "]]", "{{", "}}", "&lt;ref&gt;", "&lt;/ref&gt;", "a", "<b>", "</b>"]
        ),
        max_size=30,
    ).map("".join)
)
def test_a_tree_holds_every_character_once(text: str) -> None:
    def read(nodes: tuple[Node, ...], start: int, end: int) -> str:
        pieces, place = [], start
        for node in nodes:
            assert place <= node.construct.start <= node.inside_end <= node.end <= end
            opening = text[node.construct.start : node.construct.end]
            inside = read(node.children, node.construct.end, node.inside_end)
            pieces += [text[place : node.construct.start], opening, inside]
            pieces.append(text[node.inside_end : node.end])
            place = node.end
        return "".join([*pieces, text[place:end]])

    assert read(tree(text, "wiki"), 0, len(text)) == text


@pytest.mark.parametrize(("text", "fate"), [("[[a]]", "right"), ("[[a", "open")])
def test_a_node_knows_its_fate(text: str, fate: str) -> None:
    (node,) = tree(text, "wiki")
    assert node.fate == fate and text[node.construct.end : node.inside_end] == "a"
