"""Map of meaning: the learned space as a map, beside a random space and one made for a task."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.figures.word_map import Cloud, word_map
from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors import WordVectors
from core.ui import address
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import LabPage, lab
from core.ui.theme import colours
from core.ui.turns import next_turn, turn
from core.ui.word_input import spaced, word_input
from pages.word_map.own_words import show_own
from pages.word_map.spaces import show_random, show_task

NEAR = 12  # neighbours that light up
GUESS_RANKS = (1, 25, 80, 180)  # whose words are offered in the guess


def names_of(page: LabPage, key: str) -> dict[str, str]:
    names: dict[str, str] = page.texts.get(key)
    return names


def named_choice(page: LabPage, label: str, key: str) -> str:
    """One of the texts' named options as pills, by its key; the address holds its name."""
    names = names_of(page, f"try_it.{key}s")
    chosen = address.choice(
        page.text(f"try_it.{label}"), tuple(names.values()), key=key, widget=st.pills
    )
    return next(name for name, said in names.items() if said == chosen)


def own_axes(page: LabPage, task: WordVectors, count: int) -> tuple[Cloud, tuple[str, str]]:
    """The most frequent words along two differences of words that the visitor chooses."""
    columns = st.columns(4)
    ends = []
    for column, side in zip(columns, ("left", "right", "down", "up"), strict=True):
        with column:
            default = page.text(f"try_it.{side}_word")
            label = page.text(f"try_it.{side}")
            ends.append(word_input(label, default, key=side, words=task.words))
    left, right, down, up = ends
    across, upwards = task.axis(left, right, n=count), task.axis(down, up, n=count)
    heights = {item.rank: item.score for item in upwards.items}
    both = [item for item in across.items if item.rank in heights]
    both.sort(key=lambda item: item.rank)
    st.caption(page.text("try_it.axes_say", left=left, right=right, down=down, up=up))
    cloud = Cloud(
        [item.word for item in both],
        np.array([(item.score, heights[item.rank]) for item in both], dtype=np.float32),
    )
    names = (
        page.text("try_it.axis", low=left, high=right),
        page.text("try_it.axis", low=down, high=up),
    )
    return cloud, names


def show_map(page: LabPage, task: WordVectors) -> None:
    left, right = st.columns(2)
    with left:
        view = named_choice(page, "view", "view")
        word = word_input(
            page.text("try_it.find"), page.text("try_it.word"), key="find", words=task.words
        )
    with right:
        tint = named_choice(page, "tint", "tint")
        count = address.slider(page.text("try_it.count"), 500, 10_000, 3_000, key="n", step=500)
    near = task.nearest([word], k=NEAR)
    found = task.entry(word).word
    if view == "axes":
        cloud, axes = own_axes(page, task, count)
        st.caption("")
    else:
        points = task.map(view, count)
        cloud, axes = Cloud(points.words, points.at), ("", "")
        st.caption(page.text(f"try_it.{view.split('-')[0]}"))
    shown = [
        place
        for place, name in enumerate(cloud.words)
        if not task.lexicon.offensive[task.lexicon.index[name]]
    ]
    isolate = st.toggle(page.text("try_it.isolate"), key="isolate", bind="query-params")
    wanted = {found, *(item.word for item in near.items)}
    if isolate:
        shown = [place for place in shown if cloud.words[place] in wanted]
    words = [cloud.words[place] for place in shown]
    ranks = np.array([task.lexicon.index[name] for name in words], dtype=np.int64)
    marked: list[int] = []
    topic = ""
    values = None
    if tint == "frequency":
        values = np.log10(np.maximum(task.lexicon.counts[ranks], 1))
    elif tint == "topic":
        points = task.map("pca-2d", count)
        topic = address.choice(page.text("try_it.topic"), points.topic_names, key="topic")
        wanted_topic = points.topic_names.index(topic)
        marked = [
            place
            for place, rank in enumerate(ranks)
            if rank < len(points.topics) and points.topics[rank] == wanted_topic
        ]
    picked = [place for place, name in enumerate(words) if name in wanted]
    centre = words.index(found) if found in words else None
    if not words:
        raise BadInput(page.text("try_it.not_on_map", word=spaced(found), count=count))
    near_said = ", ".join(f"{spaced(item.word)} ({item.score:.2f})" for item in near.items)
    names = [spaced(name) for name in words]
    chart(
        word_map(
            Cloud(names, cloud.at[shown], values, page.text("try_it.frequency")),
            colours(),
            picked=picked,
            centre=centre,
            marked=marked,
            marked_name=topic,
            axes=axes,
        ),
        key="map",
        alt=page.text(
            "try_it.alt",
            count=len(words),
            view=names_of(page, "try_it.views")[view],
            word=spaced(found),
            near=near_said,
        ),
        table=pd.DataFrame(cloud.at[shown], index=pd.Index(names, name="word")),
    )
    st.markdown(
        page.text("try_it.near", word=spaced(found), dimensions=task.dimensions, near=near_said)
    )
    if centre is None:
        st.caption(page.text("try_it.not_on_map", word=spaced(found), count=count))


def show_guess(page: LabPage, task: WordVectors) -> None:
    words = [word for word in page.texts.list("predict.words") if word in task]
    if not words:
        st.caption(page.text("predict.none"))
        return
    asked = turn(page.lab.address)
    word = words[asked % len(words)]
    near = task.nearest([word], k=max(GUESS_RANKS)).items
    offered = {
        spaced(near[rank - 1].word): near[rank - 1] for rank in GUESS_RANKS if rank <= len(near)
    }
    best = next(iter(offered))
    st.markdown(page.text("predict.question", word=word))
    with st.form(f"guess-{asked}", border=False):
        mine = st.pills(
            page.text("predict.question", word=word),
            sorted(offered),
            label_visibility="collapsed",
            key=f"mine-{asked}",
        )
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is not None:
        score = offered[best].score
        if mine == best:
            ranks = ", ".join(str(rank) for rank in GUESS_RANKS[1 : len(offered)])
            st.success(page.text("predict.right", best=best, score=score, ranks=ranks))
        else:
            other = offered[mine].score
            st.info(page.text("predict.wrong", best=best, score=score, mine=mine, other=other))

    next_turn(page.lab.address, page.text("predict.another"))


with lab("map-of-meaning") as page:
    vectors: WordVectors = page.task("word-vectors")
    with page.try_it(), calm():
        show_map(page, vectors)
    with page.look_inside():
        for show in (show_random, show_task, show_own):
            with calm():
                show(page, vectors)
    with page.predict(), calm():
        show_guess(page, vectors)
    with page.take_away():
        pass
