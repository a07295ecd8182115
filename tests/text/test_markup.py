"""The tracker of markup: what is right, wrong, left and open; and against an XML parser."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.markup import Tally, balance, begin, feed, finish, track


def happened(text: str, language: str, before: str = "") -> list[str]:
    """Events as "opened link", "right tag ref" …"""
    _, events = track(text, language, before)
    return [f"{e.what} {e.construct.kind} {e.construct.name}".strip() for e in events]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[[a|b]]", "link"),
        ("{{cite|a=[[b]]}}", "template link"),
        ("{{{1|}}}", "template"),
        ("{{{{a}}}}", "template template"),
        ("{{a|\n|}}", "template"),
        ("\n{| class=x\n|-\n| {{a}}\n|}\n", "table template"),
        ("{{box|\n{|\n| x\n|}}}", "template table"),
        ("[http://a.b c]", "external"),
        ("[[File:a|[https://a b]]]", "link external"),
        ("a [1] b {x} | - &amp; &quot;", ""),
        ("&lt;ref name=&quot;[[&quot;&gt;x&lt;/ref&gt;", "tag"),
        ("&lt;ref name=x /&gt;&lt;br&gt;&lt;BR/&gt;&lt;/br&gt;", ""),
        ("&lt;nowiki&gt;[[ {{ &lt;ref&gt;&lt;/nowiki&gt;", "tag"),
        ("&lt;math&gt;\\frac{{a}}}{b&lt;/math&gt;", "tag"),
        ("&lt;!-- [[ {{ -- &lt;ref&gt; --&gt;", "comment"),
        ("a &lt;b and [[c]] &lt; d", "link"),
        ("&lt;nonsense&gt; x", ""),
        ('<text xml:space="preserve">a</text>', "element"),
        ('<a b="x > y"/><c d=\'"\'>e</c>', "element"),
        ("<!-- <b> --><c>d</c>", "comment element"),
        ("1 < 2 [[a]]", "link"),
    ],
)
def test_wiki_markup_that_is_right(text: str, kinds: str) -> None:
    state, events = track(text, "wiki")
    assert Counter(e.construct.kind for e in events if e.what == "opened") == Counter(kinds.split())
    assert {e.what for e in events} <= {"opened", "right"}
    assert state.stack == () and state.tally.balanced == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (r"\begin{lemma}Let $a_{i}$ be $$b$$\end{lemma}", "environment inline brace display"),
        (r"\{ \$ \\ \% \}", ""),
        (r"a % } $ \begin{x}" + "\nb {c}", "brace"),
        (r"$a \text{ if $b$ is}$", "inline brace inline"),
        (r"$\begin{matrix} a \\ b \end{matrix}$", "inline environment"),
        ("$a$$b$", "inline inline"),
        ("$$\na\n$$", "display"),
        (r"\begin{align*} a & b \end{align*}", "environment"),
        (r"\begin {x}", "brace"),
    ],
)
def test_latex_that_is_right(text: str, kinds: str) -> None:
    state, events = track(text, "latex")
    assert Counter(e.construct.kind for e in events if e.what == "opened") == Counter(kinds.split())
    assert {e.what for e in events} <= {"opened", "right"}
    assert state.stack == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("wiki", "{{a [[b }}", Tally(opened=2, wrong=1, left=1)),
        ("wiki", "{{a [[b }} c]]", Tally(opened=2, wrong=1, left=1, stray=1)),
        ("wiki", "]] a }} &lt;/ref&gt; </page>", Tally(stray=4)),
        ("wiki", "[[a", Tally(opened=1, open=1)),
        ("wiki", "[http://a b\n]", Tally(opened=1, left=1)),
        ("wiki", "<text>[[a</text>", Tally(opened=2, right=1, left=1)),
        ("wiki", "<text>[[a</text>]]", Tally(opened=2, right=1, left=1, stray=1)),
        ("wiki", "<a><b></a></b>", Tally(opened=2, wrong=1, left=1, stray=1)),
        ("wiki", "{{a <b> }} </b>", Tally(opened=2, right=1, open=1, stray=1)),
        ("wiki", "&lt;math&gt; [[a <b></b>", Tally(opened=2, right=1, open=1)),
        ("latex", r"\begin{lemma} x \end{proof}", Tally(opened=1, wrong=1)),
        ("latex", r"\begin{a}\begin{b}\end{a}\end{b}", Tally(opened=2, wrong=1, left=1, stray=1)),
        ("latex", "${a$}", Tally(opened=2, wrong=1, left=1, stray=1)),
        ("latex", "$$a$ b", Tally(opened=1, wrong=1)),
        ("latex", "$a\n\nb {c}", Tally(opened=2, right=1, left=1)),
        ("latex", r"\end{x} } ", Tally(stray=2)),
    ],
)
def test_disorder_is_counted_for_what_it_is(language: str, text: str, expected: Tally) -> None:
    assert balance(text, language) == expected


def test_what_stands_before_is_read_and_not_counted() -> None:
    assert balance("b]] [[c]]", "wiki", "[[a ") == Tally(opened=1, right=1)
    assert balance("b$ c $d$", "latex", "$a ") == Tally(opened=1, right=1)
    assert happened("]]", "wiki", "[[") == []


def test_places_are_those_of_the_brackets() -> None:
    text = r"see \begin{lemma} $a$ \end{lemma}"
    _, events = track(text, "latex")
    pieces = [text[e.start : e.end] for e in events]
    assert pieces == [r"\begin{lemma}", "$", "$", r"\end{lemma}"]


def test_a_brace_is_named_by_its_command() -> None:
    assert happened(r"\frac{a} {b} \text {c}", "latex")[::2] == [
        r"opened brace \frac",
        "opened brace",
        r"opened brace \text",
    ]


WIKI = """[[ ]] {{ }} {| |} [http:// ] [ { } | a x &lt; &gt; &lt;ref&gt; &lt;/ref&gt; &lt;math&gt;
    &lt;/math&gt; / & &lt;!-- --&gt; <text> </text> <b> </b> < > " ref 🙂 م"""
LATEX = (
    r"""$ $$ { } \ \{ \text \begin{a} \end{a} \begin{matrix} \end{matrix} \begin % a b \frac{ 🙂"""
)


def texts_of(pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*pieces.split(), "\n", " "]), max_size=40).map("".join)


wiki_text, latex_text = texts_of(WIKI), texts_of(LATEX)
either = st.one_of(st.tuples(st.just("wiki"), wiki_text), st.tuples(st.just("latex"), latex_text))


@given(either, st.data())
def test_any_cut_into_pieces_gives_the_same(made: tuple[str, str], data: st.DataObject) -> None:
    language, text = made
    at_once, events = track(text, language)
    state, found = begin(language), []
    rest = text
    while rest:
        cut = data.draw(st.integers(1, len(rest)))
        state, some = feed(state, rest[:cut])
        found += some
        rest = rest[cut:]
    state, last = finish(state)
    assert state == at_once
    assert (*found, *last) == events


@given(either)
def test_every_construct_has_one_fate(made: tuple[str, str]) -> None:
    language, text = made
    state, events = track(text, language)
    assert state.place == len(text) and state.pending == ""
    opened = [e.construct for e in events if e.what == "opened"]
    ended = [e.construct for e in events if e.what in ("right", "wrong", "left", "open")]
    assert sorted(map(id, opened)) == sorted(map(id, ended))
    tally = state.tally
    assert tally.opened == len(opened) == tally.right + tally.wrong + tally.left + tally.open
    assert tally.open == len(state.stack)
    assert 0 <= tally.balanced <= 1


@given(st.text(max_size=200), st.sampled_from(["wiki", "latex"]))
def test_any_text_is_read(text: str, language: str) -> None:
    assert track(text, language)[0].place == len(text)


NAMES = st.sampled_from(["page", "title", "text", "ns", "id"])
TEXT = st.text("ab [{|}]<>&\"'\n", max_size=12)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> ElementTree.Element:
    element = ElementTree.Element(draw(NAMES), draw(st.dictionaries(NAMES, TEXT, max_size=2)))
    element.text = draw(TEXT)
    if depth:
        for child in draw(st.lists(elements(depth - 1), max_size=3)):
            child.tail = draw(TEXT)
            element.append(child)
    return element


@given(elements())
def test_elements_are_those_of_an_xml_parser(element: ElementTree.Element) -> None:
    text = ElementTree.tostring(element, encoding="unicode")
    assert [e.tag for e in ElementTree.fromstring(text).iter()]  # it is well-formed
    state, events = track(text, "wiki")
    opened = [
        e.construct.name for e in events if e.what == "opened" and e.construct.kind == "element"
    ]
    # What is empty is written as <a /> and opens nothing.
    assert opened == [e.tag for e in element.iter() if e.text or len(e)]
    tally = state.tallies.get("element", Tally())
    assert tally.right == tally.opened and tally.stray == 0


PAIRS = {"[[": "]]", "{{": "}}", "&lt;ref&gt;": "&lt;/ref&gt;", "&lt;small&gt;": "&lt;/small&gt;"}


@given(st.lists(st.sampled_from([*PAIRS, *PAIRS.values()]), max_size=30))
def test_agrees_with_the_search_for_partners(tokens: list[str]) -> None:
    """A slow definition: a pair is right if what stands between can be struck out pair by pair."""
    text = "a".join(tokens)

    def strikes_out(between: list[str]) -> bool:
        while True:
            for i in range(len(between) - 1):
                if PAIRS.get(between[i]) == between[i + 1]:
                    del between[i : i + 2]
                    break
            else:
                return not between

    right = sum(
        any(
            tokens[j] == PAIRS[tokens[i]] and strikes_out(tokens[i + 1 : j])
            for j in range(i + 1, len(tokens))
        )
        for i in range(len(tokens))
        if tokens[i] in PAIRS
    )
    tally = balance(text, "wiki")
    assert tally.opened == sum(token in PAIRS for token in tokens)
    # A stray closing between two partners is no disorder for the tracker.
    assert tally.right >= right
    if not tally.stray:
        assert tally.right == right
