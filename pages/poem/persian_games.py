"""Predict and check: who wrote this couplet, and is it real at all?"""

from __future__ import annotations

from math import exp, log

import streamlit as st

from core.figures.distribution import distribution_figure, percent
from core.runtime.couplets import Wish
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.chart import chart
from core.ui.frame import LabPage, live
from core.ui.letters import plain
from core.ui.theme import colours
from core.ui.turns import next_turn, turn
from core.ui.verse import verse
from pages.poem.persian import Persian
from pages.poem.persian_story import hemistichs
from pages.poem.persian_wish import poet_name

WHO, REAL = "a-poem-please-who", "a-poem-please-real"
SEED = 4_200  # the first of the dice that write couplets for the game


def show_games(persian: Persian) -> None:
    page = persian.page
    game = st.segmented_control(
        page.text("predict.label"),
        ["who", "real"],
        default="who",
        format_func=lambda name: page.text(f"predict.{name}"),
        key="poem-game",
        required=True,
    )
    (_who if game == "who" else _real)(persian)


def shares(task: CharacterModel, couplet: str) -> dict[str, float]:
    """p(poet | couplet) over the model's poets, each as likely beforehand: Bayes' rule."""
    bits = {poet: task.score(couplet, poet).bits for poet in task.conditions}
    least = min(bits.values())
    weights = {poet: exp((least - one) * log(2)) for poet, one in bits.items()}
    whole = sum(weights.values())
    return {poet: weight / whole for poet, weight in weights.items()}


@live
def _who(persian: Persian) -> None:
    page, task = persian.page, persian.task
    asked = [
        (entry["poet"], entry["couplet"])
        for entry in page.texts.get("couplets")
        if entry["poet"] in task.conditions
    ]
    if not asked:
        st.info(page.text("predict.no_poets"))
        return
    number = turn(WHO)
    poet, couplet = asked[number % len(asked)]
    st.markdown(page.text("predict.who_question"))
    verse([couplet], lang="fa")
    with st.form(f"who-{number}", border=False):
        guess = st.radio(
            page.text("predict.who_label"),
            task.conditions,
            index=None,
            horizontal=True,
            format_func=lambda name: poet_name(page, name),
            key=f"who-guess-{number}",
        )
        checked = st.form_submit_button(page.text("predict.check"), type="primary")
    if checked and guess is None:
        st.info(page.text("predict.none"))
    elif checked:
        _who_answer(page, task, couplet, poet, guess)
    next_turn(WHO, page.text("predict.next"))


def _who_answer(
    page: LabPage, task: CharacterModel, couplet: list[str], poet: str, guess: str | None
) -> None:
    import pandas as pd

    found = shares(task, "\t".join(couplet) + "\n")
    ranked = sorted(found, key=lambda name: -found[name])
    names = [poet_name(page, name) for name in ranked]
    values = [found[name] for name in ranked]
    said = page.text(
        "predict.who_right" if guess == poet else "predict.who_wrong",
        poet=plain(poet_name(page, poet)),
        guess=plain(poet_name(page, guess)),
        model=plain(names[0]),
        share=percent(values[0]),
        true_share=percent(found[poet]),
    )
    (st.success if guess == poet else st.info)(said)
    chart(
        distribution_figure(names, values, colours(), axis=page.text("predict.axis")),
        key="who",
        alt=page.text("predict.alt", first=names[0], share=percent(values[0])),
        table=pd.DataFrame(
            {page.text("predict.head_poet"): names, page.text("predict.head_share"): values}
        ),
    )


@live
def _real(persian: Persian) -> None:
    """Two couplets of one poet, one from a held-out poem and one by the model."""
    page, task = persian.page, persian.task
    entries = [entry for entry in page.texts.get("couplets") if entry["poet"] in task.conditions]
    if not entries:
        st.info(page.text("predict.no_poets"))
        return
    number = turn(REAL)
    entry = entries[(3 * number + 1) % len(entries)]
    wish = Wish(poet=entry["poet"], couplets=1, seed=SEED + number)
    made = [line.text for line in hemistichs(task, wish)]
    real_first = (number * 7 + len(entry["couplet"][0])) % 2 == 0
    pair = [entry["couplet"], made] if real_first else [made, entry["couplet"]]
    st.markdown(page.text("predict.real_question", poet=plain(poet_name(page, entry["poet"]))))
    for place, couplet in enumerate(pair):
        st.caption(page.text("predict.option", number=place + 1))
        verse([couplet], lang="fa")
    with st.form(f"real-{number}", border=False):
        guess = st.radio(
            page.text("predict.real_label"),
            (0, 1),
            index=None,
            horizontal=True,
            format_func=lambda place: page.text("predict.option", number=place + 1),
            key=f"real-guess-{number}",
        )
        checked = st.form_submit_button(page.text("predict.check"), type="primary")
    right = 0 if real_first else 1
    if checked and guess is None:
        st.info(page.text("predict.none"))
    elif checked:
        costs = [
            task.score("\t".join(couplet) + "\n", entry["poet"]).bits_per_char for couplet in pair
        ]
        said = page.text(
            "predict.real_right" if guess == right else "predict.real_wrong",
            number=right + 1,
            real=f"{costs[right]:.2f}",
            made=f"{costs[1 - right]:.2f}",
        )
        (st.success if guess == right else st.info)(said)
    next_turn(REAL, page.text("predict.next"))
