"""The learned space beside a random one, and beside one that was learned for a task."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.analogies import nearest_bars
from core.figures.word_map import Cloud, pair_in_cloud
from core.runtime.tasks.task_space import TaskSpace
from core.runtime.tasks.word_vectors import WordVectors
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from core.ui.word_input import spaced, word_input

BACKGROUND = 2_000  # words behind a pair
NEAR = 12  # neighbours shown of each space


def two_words(
    page: LabPage, task: WordVectors, first: tuple[str, str], second: tuple[str, str], key: str
) -> tuple[str, str]:
    left, right = st.columns(2)
    with left:
        one = word_input(*first, key=f"{key}1", words=task.words)
    with right:
        other = word_input(*second, key=f"{key}2", words=task.words)
    return one, other


def show_random(page: LabPage, task: WordVectors) -> None:
    st.subheader(page.text("look_inside.random_title"), anchor="random")
    st.markdown(page.text("look_inside.random_lead"))
    first, second = two_words(
        page,
        task,
        (page.text("look_inside.first"), page.text("look_inside.first_word")),
        (page.text("look_inside.second"), page.text("look_inside.second_word")),
        "pair",
    )
    pair = [task.entry(word).rank for word in (first, second)]
    one, other = task.random_vectors([first, second])
    cosines = task.vectors([first]) @ task.vectors([second]).T
    learned = float(cosines[0, 0])
    order = task.nearest([first], k=200)
    ranks = {item.word: place for place, item in enumerate(order.items, 1)}
    word = task.entry(second).word
    columns = st.columns(2)
    drawn = True
    for column, kind, name in zip(
        columns, ("pca-2d", "random-2d"), ("learned", "random"), strict=True
    ):
        points = task.map(kind)
        if max(pair) >= len(points.words):
            drawn = False
            continue
        behind = [*dict.fromkeys([*pair, *range(min(BACKGROUND, len(points.words)))])]
        behind = [place for place in behind if not task.lexicon.offensive[place]]
        if not set(pair) <= set(behind):
            drawn = False
            continue
        cloud = Cloud([spaced(points.words[place]) for place in behind], points.at[behind])
        said = page.text(f"look_inside.{name}")
        with column:
            chart(
                pair_in_cloud(
                    cloud, (behind.index(pair[0]), behind.index(pair[1])), colours(), title=said
                ),
                key=f"space-{name}",
                alt=page.text("look_inside.random_alt", kind=said, first=first, second=second),
                table=pd.DataFrame(cloud.at, index=pd.Index(cloud.words, name="word")),
            )
    if not drawn:
        st.caption(page.text("look_inside.off_map", count=len(task.map("pca-2d").words)))
    rank = f"{ranks[word]:,}" if word in ranks else f"> {len(order.items):,}"
    said = page.texts.get("look_inside.random_says").replace("{rank:,}", "{rank}")
    st.markdown(
        said.format(
            learned=f"{learned:.2f}",
            random=f"{float(one @ other):.2f}",
            size=len(task),
            first=first,
            second=second,
            rank=rank,
        )
    )


def show_task(page: LabPage, task: WordVectors) -> None:
    st.subheader(page.text("look_inside.task_title"), anchor="task")
    st.markdown(page.text("look_inside.task_lead"))
    space: TaskSpace = page.task("task-space")
    first, second = two_words(
        page,
        task,
        (page.text("look_inside.task_first"), page.text("look_inside.task_first_word")),
        (page.text("look_inside.task_second"), page.text("look_inside.task_second_word")),
        "mood",
    )
    st.markdown(
        page.text(
            "look_inside.task_says",
            first=first,
            second=second,
            general=f"{task.similarity(first, second):.2f}",
            task=f"{space.cosine(first, second):.2f}",
        )
    )
    general = [(spaced(i.word), i.score) for i in task.nearest([first], k=NEAR).items]
    own = [(i.word, i.cosine) for i in space.neighbours(first, NEAR)]
    for column, name, found in zip(st.columns(2), ("general", "task"), (general, own), strict=True):
        words, scores = [word for word, _ in found], [score for _, score in found]
        said = page.text(f"look_inside.{name}")
        with column:
            st.markdown(f"#### {said}")
            chart(
                nearest_bars(
                    words,
                    scores,
                    [word == second for word in words],
                    colours(),
                    axis=page.text("look_inside.task_axis", word=first),
                ),
                key=f"near-{name}",
                alt=page.text(
                    "look_inside.task_alt", word=first, space=said, words=", ".join(words)
                ),
                table=pd.DataFrame({"word": words, "cosine": scores}),
            )
