"""The visitor's sentences with one word, on the plane of its senses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.figures.distribution import percent
from core.figures.senses import SensePlace, sense_plane
from core.runtime.errors import BadInput
from core.runtime.tasks.contextual import Contextual, Occurrences
from core.runtime.tasks.senses import Senses
from core.text.words import fold
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.table import table
from core.ui.theme import colours
from core.ui.word_input import word_input

MOST_SENTENCES = 12
LEAST_WITHOUT_SENSES = 3


def read_sentences(page: LabPage, encoder: Contextual, senses: Senses) -> Occurrences:
    """The word's occurrences in the sentences of the page. Raises `BadInput`."""
    default = page.text("try_it.default")
    known = senses.words
    word = word_input(
        page.text("try_it.word"), default if default in known else known[0], key="word", words=known
    )
    presets: dict[str, list[str]] = page.texts.get("try_it.presets")
    usual = presets.get(fold(word.strip()), [])
    text = address.text_area(
        page.text("try_it.sentences"),
        "\n".join(usual),
        # each word keeps sentences of its own
        key=f"text-{fold(word.strip())[:30]}" if fold(word.strip()) in known else "text",
        most=3_000,
        height=150,
    )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput(page.text("try_it.empty"))
    if len(lines) > MOST_SENTENCES:
        left = len(lines) - MOST_SENTENCES
        st.caption(page.text("try_it.many", most=MOST_SENTENCES, left=left))
    found = encoder.occurrences(lines[:MOST_SENTENCES], word)
    if found.note:
        st.caption(found.note)
    if found.missing:
        numbers = ", ".join(str(place + 1) for place in found.missing)
        st.caption(page.text("try_it.missing", word=found.word, numbers=numbers))
    return found


def numbers_of(found: Occurrences) -> list[str]:
    """The number of each occurrence's sentence, with a letter where a sentence holds several."""
    sentences = [item.sentence for item in found.items]
    return [
        str(place + 1)
        + ("abcdefgh"[sentences[:at].count(place) % 8] if sentences.count(place) > 1 else "")
        for at, place in enumerate(sentences)
    ]


def show_plane(page: LabPage, senses: Senses, found: Occurrences) -> None:
    if found.word not in senses.words:
        show_own_plane(page, found)
        return
    entry = senses.word(found.word)
    readings = senses.read(found.word, found.vectors)
    counts = np.array([sense.count for sense in entry.senses], dtype=np.float32)
    mean = (counts[:, None] * senses.vectors(found.word)).sum(axis=0) / max(counts.sum(), 1)
    single = senses.read(found.word, mean[None].astype(np.float32))[0].point
    numbers = numbers_of(found)
    rows = [
        (
            number,
            found.sentences[item.sentence],
            reading.best.label,
            percent(reading.best.share),
        )
        for number, item, reading in zip(numbers, found.items, readings, strict=True)
    ]
    chart(
        sense_plane(
            [
                SensePlace(sense.label, entry.centres[at], sense.cloud)
                for at, sense in enumerate(entry.senses)
            ],
            numbers,
            np.stack([reading.point for reading in readings]),
            single,
            colours(),
            sentence_label=page.text("try_it.sentence_label"),
            single_label=page.text("try_it.single_label"),
        ),
        key="senses",
        alt=page.text(
            "try_it.alt",
            word=found.word,
            senses=", ".join(sense.label for sense in entry.senses),
            readings="; ".join(f"{row[0]}: {row[2]}" for row in rows),
        ),
        table=pd.DataFrame(
            [(*row[:3], *reading.point) for row, reading in zip(rows, readings, strict=True)],
            columns=["number", "sentence", "nearest sense", "x", "y"],
        ),
    )
    kind = "try_it.labelled" if entry.labelled else "try_it.clustered"
    st.caption(page.text(kind, count=f"{int(counts.sum()):,}"))
    heads = ("number", "sentence", "sense", "share")
    table(
        [page.text(f"try_it.head_{name}") for name in heads],
        rows,
        caption=page.text("try_it.readings"),
        numeric=frozenset({3}),
    )


def show_own_plane(page: LabPage, found: Occurrences) -> None:
    """A word without known senses: the sentences on their own two principal components."""
    st.caption(page.text("try_it.unknown_senses", word=found.word))
    if len(found.items) < LEAST_WITHOUT_SENSES:
        raise BadInput(page.text("try_it.two_needed"))
    centred = found.vectors - found.vectors.mean(axis=0)
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    points = left[:, :2] * strengths[:2]
    numbers = numbers_of(found)
    chart(
        sense_plane(
            [],
            numbers,
            points,
            points.mean(axis=0),
            colours(),
            sentence_label=page.text("try_it.sentence_label"),
            single_label=page.text("try_it.single_label"),
        ),
        key="senses",
        alt=page.text("try_it.alt", word=found.word, senses="–", readings=", ".join(numbers)),
        table=pd.DataFrame(points, index=pd.Index(numbers, name="number"), columns=["x", "y"]),
    )
