"""A game against the language model: say its most probable word before it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.figures.distribution import distribution_figure, percent
from core.ui.chart import chart
from core.ui.frame import live
from core.ui.theme import colours

GAME = "guessing-game"
SHOWN = 8
WORD_CHARACTERS = 40


@dataclass
class Game:
    """The running score: probabilities of the guesses, and of the model's first choices."""

    round: int = 0
    guess: str | None = None
    mine: list[float] = field(default_factory=list)
    best: list[float] = field(default_factory=list)


@live
def guessing_game(page: Any, task: Any) -> None:
    """One round: an opening, a guess, the answer, the score so far."""
    openings = page.texts.list("predict.openings")
    game: Game = st.session_state.setdefault(GAME, Game())
    text = openings[game.round % len(openings)]
    st.caption(
        page.text("predict.round", number=game.round % len(openings) + 1, count=len(openings))
    )
    st.markdown(f"#### {text} …")
    if game.guess is None:
        with st.form(f"guess-{game.round}", border=False, enter_to_submit=True):
            st.text_input(
                page.text("predict.label"),
                max_chars=WORD_CHARACTERS,
                key=f"guess-word-{game.round}",
            )
            sent = st.form_submit_button(
                page.text("predict.go"), type="primary", on_click=_guess, args=(task, text)
            )
        if sent:
            st.info(page.text("predict.none"))
        return
    _answer(page, task, game, text)
    last = game.round % len(openings) == len(openings) - 1
    st.button(
        page.text("predict.restart" if last else "predict.next"),
        on_click=_restart if last else _next,
        key="guess-next",
    )


def _answer(page: Any, task: Any, game: Game, text: str) -> None:
    import pandas as pd

    found = task.distribution(f"{text} ", SHOWN)
    guess = task.guess(text, game.guess or "")
    best, chance = found.words[0].word, percent(found.words[0].probability)
    if guess.rank is None:
        st.markdown(page.text("predict.unknown", word=guess.word, best=best, best_chance=chance))
    elif guess.rank == 1:
        st.markdown(page.text("predict.hit", word=guess.word, chance=chance))
    else:
        st.markdown(
            page.text(
                "predict.near",
                word=guess.word,
                rank=f"{guess.rank:,}",
                chance=percent(guess.probability),
                best=best,
                best_chance=chance,
            )
        )
    names = [word.word for word in found.words]
    values = [word.probability for word in found.words]
    if guess.rank is not None and guess.rank > SHOWN:
        names.append(guess.word)
        values.append(guess.probability)
    marked = [f"<b>{name}</b>" if name == guess.word else name for name in names]
    chart(
        distribution_figure(marked, values, colours(), axis=page.text("next.axis")),
        key=f"guess-chart-{game.round}",
        alt=page.text("predict.alt", text=text, first=best, chance=chance),
        table=pd.DataFrame(
            {page.text("next.head_word"): names, page.text("next.head_probability"): values}
        ),
    )
    hits = sum(mine == best for mine, best in zip(game.mine, game.best, strict=True))
    st.markdown(
        page.text(
            "predict.score",
            mine=f"{sum(game.mine):.2f}",
            best=f"{sum(game.best):.2f}",
            hits=hits,
            rounds=len(game.mine),
        )
    )


def _guess(task: Any, text: str) -> None:
    """Take the typed word as this round's guess, if it is one."""
    game: Game = st.session_state[GAME]
    guess = task.guess(text, str(st.session_state.get(f"guess-word-{game.round}") or ""))
    if guess.word:
        game.guess = guess.word
        game.mine.append(guess.probability)
        game.best.append(task.distribution(f"{text} ", 1).words[0].probability)


def _next() -> None:
    game: Game = st.session_state[GAME]
    game.round += 1
    game.guess = None


def _restart() -> None:
    st.session_state[GAME] = Game()
