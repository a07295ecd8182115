"""The views "Teacher forcing" and "How it was trained"."""

import json
import math
from typing import Any

import streamlit as st

from core.figures.curves import curve_rows, loss_curves
from core.figures.distribution import percent
from core.figures.surprise import loss_figure
from core.runtime import Registry
from core.runtime.tasks.next_word import NextWord
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.links import page_link
from core.ui.models import registry, score_lines
from core.ui.table import table
from core.ui.theme import colours

SENTENCE_CHARACTERS = 200


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
