"""Guess the next word: suggestions as one types, and all that follows from p(next | text)."""

import json
import math
from typing import Any

import streamlit as st

from core.figures.beam_tree import TreeWord, beam_tree_figure
from core.figures.curves import curve_rows, loss_curves
from core.figures.distribution import distribution_figure, percent
from core.figures.surprise import loss_figure
from core.runtime import Registry
from core.runtime.tasks.next_word import BeamNode, NextWord
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage, lab, live
from core.ui.links import page_link
from core.ui.models import registry, score_lines
from core.ui.next_word_game import guessing_game
from core.ui.prompt_address import keep_prompt, prompt_from_address
from core.ui.suggest_box import box_text, put_text, suggest_box
from core.ui.table import table
from core.ui.theme import colours
from core.ui.tokens import token_strip
from core.ui.written_text import written_text

BOX = "box"
LISTED = 20  # words in the distribution
BITS_AT_FULL_TINT = 14.0
SENTENCE_CHARACTERS = 200


def example(text: str) -> None:
    put_text(BOX, text)
    keep_prompt(text)


def show_examples(page: LabPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(page.text("try_it.examples_label"), width="content")
        for place, text in enumerate(page.texts.list("try_it.examples")):
            st.button(text, key=f"example-{place}", on_click=example, args=(text,))


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
    if not found.half:
        st.caption(page.text("next.end", end=percent(found.end)))


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


def show_teacher_forcing(page: LabPage, task: NextWord, text: str) -> None:
    import pandas as pd

    del text  # it has a sentence of its own
    st.markdown(page.text("teach.lead"))
    st.latex(page.text("teach.equation"))
    sentence = address.text_input(
        page.text("teach.sentence"),
        page.text("teach.example"),
        key="sentence",
        most=SENTENCE_CHARACTERS,
    )
    lesson = task.teacher_forcing(sentence)
    if len(lesson.targets) < 2:
        st.info(page.text("teach.nothing"))
        return
    mean, perplexity = f"{lesson.mean_loss:.2f}", f"{lesson.perplexity:,.0f}"
    st.markdown(page.text("teach.says", mean=mean, perplexity=perplexity))
    worst = max(range(len(lesson.losses)), key=lesson.losses.__getitem__)
    heads = page.texts.list("teach.heads")
    rows = [
        (place + 1, known_input, target, guess.word, percent(math.exp(-loss)), f"{loss:.2f}")
        for place, (known_input, target, guess, loss) in enumerate(
            zip(lesson.inputs, lesson.targets, lesson.guesses, lesson.losses, strict=True)
        )
    ]
    chart(
        loss_figure(
            lesson.targets,
            lesson.losses,
            lesson.mean_loss,
            colours(),
            axis=page.text("teach.axis"),
            mean_label=page.text("teach.mean", mean=mean),
        ),
        key="teacher-forcing",
        alt=page.text(
            "teach.alt",
            mean=mean,
            perplexity=perplexity,
            worst=f"{lesson.losses[worst]:.2f}",
            word=lesson.targets[worst],
        ),
        table=pd.DataFrame(rows, columns=[heads[0] or "t", *heads[1:]]),
    )
    table(heads, rows, caption=page.text("teach.caption"), numeric=frozenset({0, 4, 5}))


def show_training(page: LabPage, task: NextWord, text: str) -> None:
    import pandas as pd

    del text
    st.markdown(page.text("training.lead"))
    artifact, models = task.artifact, registry()
    points = _points(models, task)
    if points:
        held = [p["held_out_loss"] for p in points if p.get("held_out_loss") is not None]
        names = {
            name: page.text(f"training.{name}")
            for name in ("train_loss", "held_out_loss", "tokens", "step", "loss")
        }
        alt = page.text("training.alt_plain")
        if held:
            alt = page.text("training.alt", first=f"{held[0]:.2f}", last=f"{held[-1]:.2f}")
            perplexity = f"{math.exp(held[-1]):,.0f}"
            st.markdown(page.text("training.says", loss=f"{held[-1]:.2f}", perplexity=perplexity))
        chart(
            loss_curves(points, colours(), names),
            key="training-curves",
            alt=alt,
            table=pd.DataFrame(curve_rows(points)),
        )
    else:
        st.info(page.text("training.nothing"))
    if artifact.scores:
        st.markdown(f"**{page.text('training.scores')}**")
        st.markdown("\n".join(f"- {line}" for line in score_lines(artifact, most=12)))
    page_link("models.py", "models", page.text("training.more"), query={"model": artifact.id})


def _points(models: Registry, task: NextWord) -> list[dict[str, Any]]:
    if "curves.json" not in task.artifact.files:
        return []
    path = models.file(task.artifact, "curves.json")
    points: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["points"]
    return points


VIEWS = {
    "beam": live(show_beam),
    "write": live(written_text),
    "teach": live(show_teacher_forcing),
    "training": show_training,
}

with lab("guess-the-next-word") as page:
    task = page.task("next-word")
    note = prompt_from_address(page.texts, BOX, page.text("try_it.example"))
    with page.try_it():
        suggest_box(task, page.texts, key=BOX, on_change=keep_prompt)
        if note:
            st.caption(note)
        show_examples(page)
        text = box_text(BOX, "")
        show_notes(page, task, text)
        left, right = st.columns(2, gap="large")
        with left:
            show_distribution(page, task, text)
        with right:
            show_surprise(page, task, text)
            st.latex(page.text("surprise.equation"))
    with page.look_inside():
        view = address.choice(
            page.text("look_inside.label"),
            list(VIEWS),
            key="look",
            widget=st.segmented_control,
            format_func=lambda name: page.text(f"look_inside.{name}"),
        )
        VIEWS[view](page, task, text)
    with page.predict():
        guessing_game(page, task)
    with page.take_away():
        pass
