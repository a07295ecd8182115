"""Beneath the box: what comes next, how surprising the text was, what was not read."""

import streamlit as st

from core.figures.distribution import distribution_figure, percent
from core.runtime.tasks.next_word import NextWord
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from core.ui.tokens import token_strip

LISTED = 20  # words in the distribution
BITS_AT_FULL_TINT = 14.0


def show_notes(page: LabPage, task: NextWord, text: str) -> None:
    seen = task.surprise(text)
    if seen.clipped:
        st.caption(page.text("try_it.clipped", count=len(seen.words)))
    unknown = dict.fromkeys(word.word[:40] for word in seen.words if not word.known)
    if unknown:
        known = f"{len(task.vocabulary):,}"
        names = ", ".join(f"“{word}”" for word in list(unknown)[:6])
        st.caption(page.text("try_it.unknown", size=known, words=names))


def show_distribution(page: LabPage, task: NextWord, text: str) -> None:
    import pandas as pd

    found = task.distribution(text, LISTED)
    after = " ".join(found.after[-4:])
    if found.half:
        said = page.text("next.half" if after else "next.half_start", half=found.half, after=after)
    else:
        said = page.text("next.after", after=after) if after else page.text("next.after_nothing")
    st.markdown(f"**{page.text('next.title')}**")
    st.caption(said)
    names = [word.word for word in found.words]
    values = [word.probability for word in found.words]
    rest = page.text("next.rest", count=f"{found.rest_count:,}") if found.rest_count > 0 else ""
    chart(
        distribution_figure(
            names, values, colours(), rest=found.rest, rest_label=rest, axis=page.text("next.axis")
        ),
        key="next-word",
        alt=page.text(
            "next.alt",
            count=len(names),
            first=names[0] if names else "–",
            chance=percent(values[0]) if values else "–",
        ),
        table=pd.DataFrame(
            {
                page.text("next.head_word"): [*names, rest] if rest else names,
                page.text("next.head_probability"): [*values, found.rest] if rest else values,
            }
        ),
    )
    notes = [] if found.half else [page.text("next.end", end=percent(found.end))]
    if values and found.rest > values[0]:
        notes.append(page.text("next.beyond"))
    st.caption(" ".join(notes))


def show_surprise(page: LabPage, task: NextWord, text: str) -> None:
    st.markdown(f"**{page.text('surprise.title')}**")
    found = task.surprise(text)
    if not found.words:
        st.caption(page.text("surprise.nothing"))
        return
    bits = [word.bits for word in found.words]
    token_strip(
        [word.word[:40] for word in found.words],
        bits,
        captions=[page.text("surprise.bits", bits=f"{value:.1f}") for value in bits],
        low=0.0,
        high=BITS_AT_FULL_TINT,
        label=page.text("surprise.label"),
        mono=False,
    )
    mean, perplexity = f"{sum(bits) / len(bits):.1f}", f"{found.perplexity:,.0f}"
    st.markdown(page.text("surprise.says", mean=mean, perplexity=perplexity))
