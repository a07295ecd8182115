"""The view "Training": a line against itself shifted by one, and what teacher forcing spares."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, log2

import numpy as np
import streamlit as st

from core.figures.letter_bars import letter_bars_figure
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.text.letter_forms import letter_forms
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.letters import Pair, marked_row, named, pairs
from core.ui.theme import colours
from core.ui.tokens import visible
from pages.generation.beginning import notes
from pages.generation.walk import START, Ids, Walk

MOST = 64  # characters of the line
GIVEN = 5  # letters with which free running begins
FULL_TINT = 8.0  # bits


@dataclass(frozen=True)
class Lesson:
    """A line of N letters: what each cost in bits, and the first choices of two ways of reading."""

    ids: Ids
    bits: tuple[float, ...]
    forced: Ids
    free: Ids  # the first `GIVEN` are the line's own


def lesson_of(task: CharacterModel, ids: Ids) -> Lesson:
    """The line read with its true letters, and once more with the model's own choices."""
    bits, forced, own = [], [], list(ids[:GIVEN])
    for place, id in enumerate(ids):
        log_probs = _answer(task, ids[:place])
        bits.append(-float(log_probs[id]) / log(2))
        forced.append(int(np.argmax(log_probs)))
    while len(own) < len(ids):
        own.append(int(np.argmax(_answer(task, tuple(own)))))
    return Lesson(ids, tuple(bits), tuple(forced), tuple(own))


def _answer(task: CharacterModel, ids: Ids) -> np.ndarray:
    found = np.array(task.log_probs(ids), np.float64)
    found[START] = -np.inf
    return found


def show_lesson(
    page: LabPage, task: CharacterModel, walk: Walk, settings: SamplingSettings
) -> None:
    """It has a line of its own; the road above does not matter here."""
    del walk, settings
    st.markdown(page.text("teach.lead"))
    st.latex(page.text("teach.equation"))
    line = address.text_input(
        page.text("teach.line"),
        page.text(f"lines.{'fa' if task.language == 'fa' else 'en'}"),
        key=f"line-{task.language}",
        most=MOST,
    )
    prompt = task.read(line, most=MOST)
    for note in notes(page, prompt):
        st.caption(note)
    if len(prompt.ids) <= GIVEN:
        st.info(page.text("teach.too_short", least=GIVEN + 1))
        return
    lesson = lesson_of(task, prompt.ids)
    _show_pairs(page, task, lesson)
    _show_forced(page, task, lesson)


def _show_pairs(page: LabPage, task: CharacterModel, lesson: Lesson) -> None:
    import pandas as pd

    rtl = task.language == "fa"
    read = _forms(task, (START, *lesson.ids))
    inputs, targets = read[:-1], read[1:]
    st.markdown(f"**{page.text('teach.pairs_title')}**")
    st.markdown(page.text("teach.pairs_says"))
    pairs(
        [Pair(*columns) for columns in zip(inputs, targets, lesson.bits, strict=True)],
        high=FULL_TINT,
        rtl=rtl,
        lang=task.language,
        label=page.text("teach.pairs_label"),
        said=page.text("teach.then"),
    )
    mean, worst = float(np.mean(lesson.bits)), int(np.argmax(lesson.bits))
    labels = [visible(task.vocabulary.label(id)) for id in lesson.ids]
    st.markdown(
        page.text(
            "teach.says",
            mean=f"{mean:.2f}",
            all=len(task.vocabulary) - 1,
            blind=f"{log2(len(task.vocabulary) - 1):.2f}",
        )
    )
    chart(
        letter_bars_figure(
            labels,
            lesson.bits,
            colours().gradient,
            colours(),
            axis=page.text("teach.axis"),
            name=page.text("teach.name"),
            mean=mean,
            mean_label=page.text("teach.mean", mean=f"{mean:.2f}"),
            rtl=rtl,
        ),
        key="lesson",
        alt=page.text(
            "teach.alt",
            mean=f"{mean:.2f}",
            worst=labels[worst],
            most=f"{lesson.bits[worst]:.1f}",
        ),
        table=pd.DataFrame(
            {
                page.text("teach.head_place"): range(1, len(labels) + 1),
                page.text("teach.head_input"): [
                    visible(task.vocabulary.label(id)) for id in (START, *lesson.ids[:-1])
                ],
                page.text("teach.head_target"): labels,
                page.text("teach.head_bits"): lesson.bits,
                page.text("teach.head_forced"): [
                    visible(task.vocabulary.label(id)) for id in lesson.forced
                ],
                page.text("teach.head_free"): [
                    visible(task.vocabulary.label(id)) for id in lesson.free
                ],
            }
        ),
    )


def _show_forced(page: LabPage, task: CharacterModel, lesson: Lesson) -> None:
    rtl, lang = task.language == "fa", task.language
    st.markdown(f"**{page.text('teach.forced_title')}**")
    st.markdown(page.text("teach.forced_says", given=GIVEN))
    whole = [True] * len(lesson.ids)
    forced = [one == other for one, other in zip(lesson.ids, lesson.forced, strict=True)]
    free = [one == other for one, other in zip(lesson.ids, lesson.free, strict=True)]
    rows = (
        ("true", lesson.ids, whole),
        ("forced", lesson.forced, forced),
        ("free", lesson.free, free),
    )
    for name, ids, right in rows:
        marked_row(
            [visible(task.vocabulary.label(id)) for id in ids],
            right,
            rtl=rtl,
            lang=lang,
            label=page.text(f"teach.{name}"),
        )
    parted = next((place for place, good in enumerate(free) if not good), None)
    part = "" if parted is None else page.text("teach.part", place=parted + 1)
    count = len(lesson.ids) - GIVEN  # both are judged where both may choose
    st.markdown(
        page.text(
            "teach.score",
            forced=sum(forced[GIVEN:]),
            free=sum(free[GIVEN:]),
            all=count,
            part=part,
        )
    )
    st.markdown(page.text("teach.free_says", text=named(task.vocabulary.decode(lesson.free))))


def _forms(task: CharacterModel, ids: Ids) -> list[str]:
    """The letters as they stand in their words, white space made visible."""
    labels = [task.vocabulary.label(id) for id in ids]
    return [
        visible(form) if form == letter else form
        for letter, form in zip(labels, letter_forms(labels), strict=True)
    ]
