"""Analogies: b − a + c with any words, pairs as arrows in a plane, and how often it is right."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.analogies import nearest_bars, parallelograms, score_bars
from core.figures.distribution import percent
from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors import Neighbours, WordVectors
from core.ui import address
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import LabPage, lab
from core.ui.theme import colours
from core.ui.turns import next_turn, turn
from core.ui.word_input import spaced, word_input

SHOWN = 8  # answers of each rule
MOST_PAIRS = 12
OPTIONS = 4  # answers offered in the guess


def read_question(text: str) -> tuple[str, str, str]:
    """a, b, c of "a : b :: c"."""
    a, b, c = (word.strip() for word in text.replace("::", ":").split(":"))
    return a, b, c


def put_question(text: str) -> None:
    for key, word in zip("abc", read_question(text), strict=True):
        st.session_state[key] = word


def show_question(page: LabPage, task: WordVectors) -> tuple[str, str, str]:
    start = read_question(page.text("try_it.default"))
    with st.container(horizontal=True, gap="small"):
        for place, text in enumerate(page.texts.list("try_it.examples")):
            st.button(
                text, key=f"example-{place}", on_click=put_question, args=(text,), type="tertiary"
            )
    columns = st.columns(3)
    words = []
    for column, key, default in zip(columns, "abc", start, strict=True):
        with column:
            words.append(word_input(page.text(f"try_it.{key}"), default, key=key, words=task.words))
    return words[0], words[1], words[2]


def show_nearest(page: LabPage, found: Neighbours) -> None:
    words = [spaced(item.word) for item in found.items]
    st.markdown("#### " + page.text(f"try_it.{found.rule}"))
    chart(
        nearest_bars(
            words,
            [item.score for item in found.items],
            [item.is_input for item in found.items],
            colours(),
            axis=page.text(f"try_it.{found.rule}_axis"),
        ),
        key=f"nearest-{found.rule}",
        alt=page.text("try_it.alt", rule=page.text(f"try_it.{found.rule}"), words=", ".join(words)),
        table=pd.DataFrame(
            {
                "word": words,
                "score": [item.score for item in found.items],
                "rank by frequency": [item.rank for item in found.items],
            }
        ),
    )


def show_answers(page: LabPage, task: WordVectors, words: tuple[str, str, str]) -> None:
    include = st.toggle(
        page.text("try_it.include"),
        key="include",
        help=page.text("try_it.include_help"),
        bind="query-params",
    )
    a, b, c = (spaced(task.entry(word).word) for word in words)
    add, mul = (
        task.analogy(a, b, c, rule=rule, k=SHOWN, include_inputs=include) for rule in ("add", "mul")
    )
    if not add.items or not mul.items:
        raise BadInput(page.text("try_it.nothing"))
    best, other = spaced(add.items[0].word), spaced(mul.items[0].word)
    st.markdown("### " + page.text("try_it.says", a=a, b=b, c=c, answer=best))
    left, right = st.columns(2)
    with left:
        show_nearest(page, add)
    with right:
        show_nearest(page, mul)
    if include and add.items[0].is_input:
        st.markdown(page.text("try_it.inputs", word=best))
    elif best == other:
        st.caption(page.text("try_it.same", word=best))
    else:
        st.caption(page.text("try_it.differ", add=best, mul=other))
    hidden = add.hidden + mul.hidden
    if hidden:
        st.caption(page.text("try_it.hidden", count=hidden))


def read_pairs(page: LabPage, text: str) -> list[tuple[str, str]]:
    pairs = []
    for line in text.splitlines():
        if not line.strip():
            continue
        words = [word.strip() for word in line.split(",")]
        if len(words) != 2 or not all(words):
            raise BadInput(page.text("look_inside.bad_pair", line=line.strip()[:40]))
        pairs.append((words[0], words[1]))
    if len(pairs) < 2:
        raise BadInput(page.text("look_inside.few_pairs"))
    if len(pairs) > MOST_PAIRS:
        st.caption(page.text("look_inside.many_pairs", most=MOST_PAIRS))
    return pairs[:MOST_PAIRS]


def show_plane(page: LabPage, task: WordVectors) -> None:
    st.subheader(page.text("look_inside.plane_title"), anchor="plane")
    st.markdown(page.text("look_inside.plane_lead"))
    kind = address.choice(
        page.text("look_inside.kind"),
        page.texts.list("look_inside.kinds"),
        key="relation",
        widget=st.pills,
    )
    place = page.texts.list("look_inside.kinds").index(kind)
    preset = [
        line
        for line in page.texts.get("look_inside.presets")[kind]
        if all(word.strip() in task for word in line.split(","))
    ]
    text = address.text_area(
        page.text("look_inside.pairs"),
        "\n".join(preset),
        key=f"pairs{place}",
        most=600,
        height=170,
    )
    pairs = read_pairs(page, text)
    plane = task.plane_of_best_fit(pairs)
    usual = page.texts.get("look_inside.next_words")[kind]
    word = word_input(
        page.text("look_inside.own_word"),
        usual if usual in task else pairs[0][0],
        key=f"word{place}",
        words=task.words,
    )
    chart(
        parallelograms(
            [
                (spaced(pair.start), spaced(pair.end), pair.start_at, pair.end_at)
                for pair in plane.pairs
            ],
            colours(),
            names=(page.text("look_inside.first"), page.text("look_inside.second")),
        ),
        key="plane",
        alt=page.text(
            "look_inside.plane_alt",
            count=len(pairs),
            pairs="; ".join(f"{pair.start} → {pair.end}" for pair in plane.pairs),
        ),
        table=pd.DataFrame(
            [(p.start, p.end, *p.start_at, *p.end_at, p.parallel) for p in plane.pairs],
            columns=["first", "second", "x1", "y1", "x2", "y2", "cosine with the mean step"],
        ),
    )
    mean = sum(pair.parallel for pair in plane.pairs) / len(plane.pairs)
    st.markdown(
        page.text("look_inside.explained", share=percent(plane.explained), agreement=f"{mean:.2f}")
    )
    st.markdown("#### " + page.text("look_inside.own_title"))
    st.markdown(page.text("look_inside.own_lead"))
    found = task.relation(pairs, word, k=SHOWN).neighbours
    if not found.items:
        raise BadInput(page.text("try_it.nothing"))
    words = [spaced(item.word) for item in found.items]
    st.markdown(page.text("look_inside.own_says", word=word, answer=words[0]))
    chart(
        nearest_bars(
            words,
            [item.score for item in found.items],
            [item.is_input for item in found.items],
            colours(),
            axis=page.text("try_it.add_axis"),
        ),
        key="relation-nearest",
        alt=page.text(
            "try_it.alt", rule=page.text("look_inside.own_title"), words=", ".join(words)
        ),
        table=pd.DataFrame({"word": words, "score": [item.score for item in found.items]}),
    )


def show_board(page: LabPage, task: WordVectors) -> None:
    board = task.scoreboard()
    totals = {section.name: section for section in board.totals}
    st.subheader(page.text("look_inside.board_title"), anchor="scores")
    st.markdown(
        page.text(
            "look_inside.board_lead",
            total=totals["all"].total,
            sections=len(board.sections),
            cut=board.cut,
            covered=totals["all"].covered,
        )
    )
    shares = {name: percent(section.add) for name, section in totals.items()}
    st.markdown(page.text("look_inside.board_says", **shares))
    mark = page.text("look_inside.tuned")
    names = [spaced(s.name).replace("-", " ") + (mark if s.tuned else "") for s in board.sections]
    chart(
        score_bars(
            names,
            [section.add for section in board.sections],
            [section.mul for section in board.sections],
            colours(),
            labels=(page.text("try_it.add"), page.text("try_it.mul")),
            axis=page.text("look_inside.board_axis"),
        ),
        key="scores",
        alt=page.text("look_inside.board_alt", sections=len(names)),
        table=pd.DataFrame(
            [(s.name, s.tuned, s.covered, s.total, s.add, s.mul) for s in board.sections],
            columns=["section", "tuned", "covered", "questions", "3CosAdd", "3CosMul"],
        ),
    )
    if board.rivals:
        rivals = "; ".join(f"{name} {percent(value)}" for name, value in board.rivals.items())
        st.caption(page.text("look_inside.board_rivals", rivals=rivals))
    scores = ", ".join(f"{name} {value:.3f}" for name, value in board.similarity.items())
    st.caption(page.text("look_inside.board_similarity", scores=scores))


def show_guess(page: LabPage, task: WordVectors) -> None:
    questions = [
        question
        for question in page.texts.list("predict.questions")
        if all(word in task for word in read_question(question))
    ]
    if not questions:
        st.caption(page.text("predict.none"))
        return
    asked = turn(page.lab.address)
    a, b, c = read_question(questions[asked % len(questions)])
    best = task.analogy(a, b, c, k=OPTIONS).items
    score = {spaced(item.word): item.score for item in best}
    st.markdown(f"**{page.text('predict.question', a=a, b=b, c=c)}**")
    with st.form(f"guess-{asked}", border=False):
        mine = st.pills(
            page.text("predict.question", a=a, b=b, c=c),
            sorted(score),
            label_visibility="collapsed",
            key=f"mine-{asked}",
        )
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is not None:
        word = spaced(best[0].word)
        tally = st.session_state.setdefault("u-tally", {})
        tally.setdefault(asked, mine == word)
        key = "predict.right" if mine == word else "predict.wrong"
        said = page.text(key, word=word, score=score[word], mine=score[mine])
        (st.success if mine == word else st.info)(said, icon=":material/calculate:")
        st.caption(page.text("predict.tally", right=sum(tally.values()), asked=len(tally)))

    next_turn(page.lab.address, page.text("predict.another"))


with lab("analogies") as page:
    task: WordVectors = page.task("word-vectors")
    with page.try_it():
        question = show_question(page, task)
        with calm():
            show_answers(page, task, question)
    with page.look_inside():
        with calm():
            show_plane(page, task)
        with calm():
            show_board(page, task)
    with page.predict(), calm():
        show_guess(page, task)
    with page.take_away():
        pass
