"""What one vector for all meanings hides, and what telling them apart is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.figures.analogies import nearest_bars
from core.figures.matrices import pair_map
from core.figures.senses import grouped_bars, sense_tints
from core.runtime import Artifact
from core.runtime.tasks.contextual import Occurrences
from core.runtime.tasks.senses import Senses
from core.runtime.tasks.word_vectors import WordVectors
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from core.ui.word_input import spaced
from pages.word_senses.plane import numbers_of

NEAR = 14
NUMBERED = 8  # occurrences up to which the matrix holds its numbers


def show_pairs(page: LabPage, found: Occurrences) -> None:
    numbers = numbers_of(found)
    distances = np.maximum(1 - found.cosines().astype(np.float64), 0)
    st.subheader(page.text("look_inside.pairs_title"), anchor="occurrences")
    st.markdown(page.text("look_inside.pairs_lead"))
    chart(
        pair_map(
            distances,
            numbers,
            colours(),
            low=0,
            high=max(float(distances.max()), 0.1),
            numbers=len(numbers) <= NUMBERED,
        ),
        key="occurrence-pairs",
        alt=page.text("look_inside.pairs_alt", count=len(numbers), word=found.word),
    )


def show_static(page: LabPage, vectors: WordVectors, senses: Senses, word: str) -> None:
    st.subheader(page.text("look_inside.static_title"), anchor="static")
    if word not in vectors:
        st.caption(page.text("look_inside.static_missing", word=word))
        return
    st.markdown(page.text("look_inside.static_lead", word=word))
    near = vectors.nearest([word], k=NEAR).items
    words = [item.word for item in near]
    figure = nearest_bars(
        [spaced(name) for name in words],
        [item.score for item in near],
        [False] * len(near),
        colours(),
        axis=page.text("look_inside.static_axis", word=word),
    )
    labels = leanings(vectors, senses, word, words)
    if labels:
        tints = sense_tints(colours())
        figure.update_traces(marker_color=[tints[at % len(tints)] for at, _ in labels])
        for at, label in sorted(dict(labels).items()):
            # an empty bar of its colour names each sense in the legend
            figure.add_trace(
                go.Bar(x=[None], y=[None], name=label, marker_color=tints[at % len(tints)])
            )
        figure.update_layout(showlegend=True, barmode="overlay")
        figure.data[0].showlegend = False
    chart(
        figure,
        key="static-near",
        alt=page.text("look_inside.static_alt", word=word, words=", ".join(words)),
        table=pd.DataFrame(
            {
                "word": words,
                "cosine": [item.score for item in near],
                "closer sense": [label for _, label in labels] if labels else "",
            }
        ),
    )


def leanings(
    vectors: WordVectors, senses: Senses, word: str, words: list[str]
) -> list[tuple[int, str]]:
    """For each of `words` the sense (number, label) whose typical words it is closer to.

    Empty where fewer than two senses have typical words with vectors.
    """
    if word not in senses.words:
        return []
    means, names = [], []
    for at, sense in enumerate(senses.word(word).senses):
        typical = [name for name in sense.near_words if name in vectors]
        if typical:
            mean = vectors.vectors(typical).mean(axis=0)
            means.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
            names.append((at, sense.label))
    if len(means) < 2:
        return []
    nearest = (vectors.vectors(words) @ np.stack(means).T).argmax(axis=1)
    return [names[int(at)] for at in nearest]


def show_scores(page: LabPage, artifact: Artifact) -> None:
    names: dict[str, str] = page.texts.get("look_inside.score_names")
    values = {
        names[key]: artifact.scores[key].value
        for key in names
        if key in artifact.scores and key != "most_frequent"
    }
    baseline = next((s.baseline for s in artifact.scores.values() if s.baseline is not None), None)
    if baseline is not None:
        values = {names["most_frequent"]: baseline, **values}
    if not values:
        return
    st.subheader(page.text("look_inside.scores_title"), anchor="scores")
    st.markdown(page.text("look_inside.scores_lead"))
    chart(
        grouped_bars(
            list(values),
            [(page.text("look_inside.scores_axis"), list(values.values()), colours().prediction)],
            axis=page.text("look_inside.scores_axis"),
        ),
        key="sense-scores",
        alt=page.text("look_inside.scores_alt"),
        table=pd.DataFrame({"method": list(values), "accuracy": list(values.values())}),
    )
