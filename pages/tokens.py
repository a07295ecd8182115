"""Tokens: one text cut as words, characters, n-grams and learned subwords, with ids and costs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.token_costs import cost_figure
from core.runtime.errors import BadInput
from core.runtime.tasks.subwords import Subwords
from core.text.graphemes import graphemes
from core.text.words import tokenize
from core.ui.address import choice, slider, text_input
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import LabPage, lab, live
from core.ui.table import table
from core.ui.theme import colours
from core.ui.tokens import token_strip
from pages.tokenisation.guess import show_guess
from pages.tokenisation.ways import Way, cut_all, fitting

MOST_CHARACTERS = 2000
SHOWN = 60  # tokens of each strip
JOINER = "\u200c"
WORD_VOCABULARIES = (10_000, 30_000, 50_000, 100_000, 1_000_000)
FIRST_MERGES, LATER_MERGES, LATER = 24, 12, 2000
BYTES_AND_UNKNOWN = 257  # entries of a vocabulary that nothing was merged for
TEXT = "text"
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def put_example(text: str) -> None:
    st.session_state[TEXT] = text


def controls(page: LabPage) -> tuple[str, str, int]:
    examples: dict[str, str] = page.texts.get("try_it.examples")
    with st.container(horizontal=True, gap="small"):
        for name, label in examples.items():
            st.button(
                label,
                key=f"example-{name}",
                type="tertiary",
                on_click=put_example,
                args=(page.text(f"try_it.example_texts.{name}"),),
            )
    text = text_input(
        page.text("try_it.text"),
        page.text("try_it.default"),
        key=TEXT,
        most=MOST_CHARACTERS,
        placeholder=page.text("try_it.placeholder"),
        live="150ms",
    )
    names: dict[str, str] = page.texts.get("try_it.languages")
    left, right = st.columns(2)
    with left:
        wanted = choice(
            page.text("try_it.language"),
            list(names),
            key="subwords",
            widget=st.segmented_control,
            format_func=lambda name: names[name],
        )
    with right:
        n = slider(page.text("try_it.n"), 2, 5, 2, key="n")
    return text, wanted, n


def show_way(page: LabPage, way: Way, language: str, n: int) -> None:
    name = page.text(f"try_it.kinds.{way.kind}", n=n)
    names: dict[str, str] = page.texts.get("try_it.languages")
    about = page.text(
        f"try_it.about.{way.kind}", n=n, size=way.vocabulary, language=names[language]
    )
    st.markdown(
        page.text(
            "try_it.count",
            name=name,
            tokens=len(way.tokens),
            different=way.different,
            about=about,
        )
    )
    if not way.tokens:
        st.caption(page.text("try_it.too_short", n=n))
        return
    token_strip(
        way.tokens[:SHOWN],
        captions=[str(id) for id in way.ids[:SHOWN]],
        lang=language,
        label=page.text("try_it.strip_label", name=name),
        marks=True,
    )
    if len(way.tokens) > SHOWN:
        st.caption(page.text("try_it.more", left=len(way.tokens) - SHOWN))


def show_costs(page: LabPage, ways: list[Way], text: str, n: int) -> None:
    names = [page.text(f"try_it.kinds.{way.kind}", n=n) for way in ways]
    letters = len(graphemes(text))
    heads: dict[str, str] = page.texts.get("look_inside.columns")
    rows = [
        (
            name,
            f"{len(way.tokens):,}",
            f"{way.different:,}",
            short(way.vocabulary),
            short(way.cells),
            f"{letters / len(way.tokens):.1f}" if way.tokens else "–",
        )
        for name, way in zip(names, ways, strict=True)
    ]
    table(
        list(heads.values()),
        rows,
        caption=page.text("look_inside.table"),
        numeric=frozenset(range(1, 6)),
    )
    shown = [(name, way) for name, way in zip(names, ways, strict=True) if way.tokens]
    across, upwards = page.texts.list("look_inside.axes")
    chart(
        cost_figure(
            [name for name, _ in shown],
            [len(way.tokens) for _, way in shown],
            [way.vocabulary for _, way in shown],
            colours(),
            axes=(across, upwards),
        ),
        key="token-costs",
        alt=page.text("look_inside.cost_alt"),
        table=pd.DataFrame(rows, columns=list(heads.values())),
    )
    st.caption(page.text("look_inside.cost_note"))


def short(count: int) -> str:
    """A count in full, or in powers of ten once nobody would read it."""
    if count < 10**9:
        return f"{count:,}"
    digits, power = f"{count:.1e}".split("e+")
    return f"{digits} × 10{str(int(power)).translate(RAISED)}"


def show_joiners(page: LabPage, task: Subwords, text: str, language: str) -> None:
    """What the zero-width non-joiner changes: on the visitor's text, or on the Persian example."""
    sample = text if JOINER in text else page.text("try_it.example_texts.persian")
    way = fitting(task, sample, language if JOINER in text else "auto")
    names: dict[str, str] = page.texts.get("look_inside.joiner_variants")
    variants = {
        "keep": sample,
        "space": sample.replace(JOINER, " "),
        "drop": sample.replace(JOINER, ""),
    }
    st.subheader(page.text("look_inside.joiner_title"), anchor="non-joiner")
    st.markdown(page.text("look_inside.joiner_lead"))
    heads: dict[str, str] = page.texts.get("look_inside.joiner_columns")
    table(
        list(heads.values()),
        [
            (
                names[variant],
                len(tokenize(changed)),
                len(graphemes(changed)),
                len(task.cut(changed, way).pieces),
                " / ".join(tokenize(changed)[:4]).replace(JOINER, "⍽"),
            )
            for variant, changed in variants.items()
        ],
        caption=page.text("look_inside.joiner_title"),
        numeric=frozenset({1, 2, 3}),
    )


def show_merges(page: LabPage, task: Subwords, language: str) -> None:
    names: dict[str, str] = page.texts.get("try_it.languages")
    total = task.vocabulary_size(language) - task.characters(language) - BYTES_AND_UNKNOWN
    st.subheader(page.text("look_inside.merges_title"), anchor="merges")
    st.markdown(
        page.text(
            "look_inside.merges_lead", count=FIRST_MERGES, all=total, language=names[language]
        )
    )
    for first, count in ((0, FIRST_MERGES), (LATER, LATER_MERGES)):
        merges = task.merges(language, count, first)
        if first and merges:
            st.markdown(
                page.text("look_inside.merges_more", first=first + 1, last=first + len(merges))
            )
        token_strip(
            [f"{merge.left} + {merge.right}" for merge in merges],
            captions=[page.text("look_inside.merge_caption", rank=m.rank + 1) for m in merges],
            lang=language,
            label=page.text("look_inside.merges_label"),
        )


@live
def show_cuts(page: LabPage) -> None:
    """Try it and look inside, both anew at every keystroke."""
    task: Subwords = page.task("tokens-bpe")
    with page.try_it():
        text, wanted, n = controls(page)
        language = fitting(task, text, wanted)
        st.session_state["tokens-language"] = language
        ways: list[Way] = []
        with calm():
            if not text.strip():
                raise BadInput(page.text("try_it.empty"))
            if JOINER in text:
                st.caption(page.text("try_it.joiners", count=text.count(JOINER)))
            ways = cut_all(task, text, language, n, WORD_VOCABULARIES[2])
            for way in ways:
                show_way(page, way, language, n)
    with page.look_inside():
        if ways:
            known = choice(
                page.text("look_inside.word_vocabulary"),
                WORD_VOCABULARIES,
                key="words",
                default=WORD_VOCABULARIES[2],
                format_func=lambda count: f"{count:,}",
            )
            show_costs(page, cut_all(task, text, language, n, known), text, n)
        show_joiners(page, task, text, language)
        show_merges(page, task, language)


with lab("tokens") as page:
    show_cuts(page)
    with page.predict():
        show_guess(page, st.session_state.get("tokens-language", "en"))
    with page.take_away():
        pass
