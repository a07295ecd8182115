"""The live part: a small text, the controls, the moving plane and the loss."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.figures.moving_plane import loss_figure, plane_figure, steadied
from core.runtime.tasks.training_graph import (
    FinishedRun,
    Glimpse,
    SkipGram,
    SkipGramSettings,
    SkipGramState,
    TrainingGraph,
    nearest,
)
from core.runtime.training import View
from core.text.training_text import TrainingText
from core.ui.address import choice, slider, text_area
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from core.ui.training_runs import training_round, visitor

PLACE = "word2vec-at-work"
LOOK_BACK = "w2v-look-back"
RUN = "w2v-run"  # the SkipGram of this session's latest run
MOST_CHARACTERS = 4000
REFRESH = 0.6  # seconds between two looks at a running training
GLIMPSES = 60  # of a run, about
NEIGHBOURS = 5
FOLLOWED = ("king", "queen", "cat", "dog", "bread", "winter")


@dataclass(frozen=True)
class Shown:
    """What is drawn: a finished example, a run, or a text before its first step."""

    text: TrainingText
    settings: SkipGramSettings
    history: tuple[Glimpse, ...]
    state: SkipGramState
    untrained: float  # loss of a pair before the first step


def show_training(page: LabPage) -> str:
    """The whole section; returns the text that is trained on."""
    task: TrainingGraph = page.task("training-graphs")
    example = task.finished("negative-sampling")
    left, right = st.columns(2)
    with left:
        source = _one_of(page, "source")
    with right:
        loss = _one_of(page, "loss")
    text = example.source if source == "story" else _own_text(page)
    buttons = st.container(horizontal=True, vertical_alignment="center")
    with buttons:
        if source == "story":
            with st.popover(page.text("try_it.show_story"), icon=":material/article:"):
                st.markdown(example.source)
        with st.popover(page.text("try_it.settings"), icon=":material/tune:"):
            settings, pace = _settings(page)
    with calm():
        wanted = task.skip_gram(text, settings, hierarchical=loss == "hierarchical")
        _limits(page, wanted.text)
        with buttons:
            view = _buttons(page, wanted, pace)
        refresh = REFRESH if view.status == "running" else None
        stage = st.fragment(_stage, run_every=refresh)
        stage(page, wanted, example if source == "story" else None)
    return text


def _one_of(page: LabPage, key: str) -> str:
    names: dict[str, str] = page.texts.get(f"try_it.{key}_names")
    return choice(
        page.text(f"try_it.{key}"),
        list(names),
        key=key,
        widget=st.segmented_control,
        format_func=lambda name: names[name],
    )


def _own_text(page: LabPage) -> str:
    return text_area(
        page.text("try_it.own"),
        page.text("try_it.own_default"),
        key="own",
        most=MOST_CHARACTERS,
        placeholder=page.text("try_it.own_placeholder"),
        height=130,
    )


def _settings(page: LabPage) -> tuple[SkipGramSettings, float]:
    usual = SkipGramSettings()
    window = slider(page.text("try_it.window"), 1, 8, usual.window, key="window")
    dimensions = slider(page.text("try_it.dimensions"), 2, 64, usual.dimensions, key="dimensions")
    negatives = slider(page.text("try_it.negatives"), 1, 20, usual.negatives, key="negatives")
    rate = slider(page.text("try_it.rate"), 0.01, 0.5, usual.learning_rate, key="rate", step=0.01)
    steps = slider(page.text("try_it.steps"), 500, 20_000, usual.steps, key="steps", step=500)
    pace = slider(page.text("try_it.pace"), 50, 2000, 400, key="pace", step=50)
    seed = slider(page.text("try_it.seed"), 1, 100, usual.seed, key="seed")
    settings = SkipGramSettings(
        dimensions=dimensions,
        window=window,
        negatives=negatives,
        learning_rate=rate,
        steps=steps,
        seed=seed,
    )
    return settings.bounded(), float(pace)


def _limits(page: LabPage, text: TrainingText) -> None:
    if text.tokens_left:
        st.caption(page.text("try_it.cut", read=text.tokens_read, left=text.tokens_left))
    if text.words_left:
        st.caption(page.text("try_it.words_cut", kept=len(text.words), left=text.words_left))


def _buttons(page: LabPage, wanted: SkipGram, pace: float) -> View:
    runs, me = training_round(), visitor(PLACE)
    view = runs.look(me)
    label = "try_it.train" if RUN not in st.session_state else "try_it.again"
    if st.button(page.text(label), type="primary", icon=":material/play_arrow:", key="train"):
        every = max(1, wanted.settings.steps // GLIMPSES)
        runs.start(me, wanted, wanted.start(), pace=pace, every=every)
        st.session_state[RUN] = wanted
        st.session_state.pop(LOOK_BACK, None)
        st.rerun()
    stop, go_on = page.text("try_it.stop"), page.text("try_it.go_on")
    running = view.status == "running"
    if st.button(stop, icon=":material/stop:", key="stop", disabled=not running):
        runs.stop(me)
        st.rerun()
    if st.button(go_on, icon=":material/resume:", key="go-on", disabled=not view.can_go_on):
        runs.go_on(me)
        st.rerun()
    if RUN in st.session_state and st.button(
        page.text("try_it.forget"), type="tertiary", key="forget"
    ):
        runs.stop(me)
        del st.session_state[RUN]
        st.rerun()
    return view


def _stage(page: LabPage, wanted: SkipGram, example: FinishedRun | None) -> None:
    """The plane and the loss; while a run is under way this fragment runs again and again."""
    with calm():
        run: SkipGram | None = st.session_state.get(RUN)
        view = training_round().look(visitor(PLACE)) if run is not None else View("unknown")
        was_running = st.session_state.get("w2v-running", False)
        st.session_state["w2v-running"] = view.status == "running"
        if was_running and view.status != "running":
            st.rerun()  # the buttons change, and the refreshing ends
        shown = _shown(wanted, example, run, view)
        st.markdown(_status(page, shown, run, view))
        _draw(page, shown, running=view.status == "running")


def _shown(
    wanted: SkipGram, example: FinishedRun | None, run: SkipGram | None, view: View
) -> Shown:
    if run is not None and view.state is not None:
        history = view.history
        if history[-1].step != view.state.step:
            history = (*history, run.observe(view.state))
        return Shown(run.text, run.settings, history, view.state, run.untrained_loss)
    if example is not None:
        untrained = (1 + example.settings.negatives) * math.log(2)
        return Shown(example.text, example.settings, example.history, example.state, untrained)
    state = wanted.start()
    first = (wanted.observe(state),)
    return Shown(wanted.text, wanted.settings, first, state, wanted.untrained_loss)


def _status(page: LabPage, shown: Shown, run: SkipGram | None, view: View) -> str:
    values = {
        "words": len(shown.text.words),
        "dimensions": shown.settings.dimensions,
        "window": shown.settings.window,
        "steps": shown.settings.steps,
        "step": shown.state.step,
        "goal": shown.settings.steps,
        "loss": f"{shown.state.loss:.2f}" if shown.state.loss is not None else "–",
        "seconds": f"{view.seconds:.1f}",
    }
    if run is None:
        key = "status_example" if shown.state.step else "status_start"
    else:
        key = {
            "running": "status_running",
            "stopped": "status_stopped",
            "finished": "status_finished",
            "out-of-time": "status_out",
            "unknown": "status_lost",
        }.get(view.status, "")
    return page.text(f"try_it.{key}", **values) if key else view.sentence


def _draw(page: LabPage, shown: Shown, *, running: bool) -> None:
    words = shown.text.words
    usual = [word for word in FOLLOWED if word in words] or list(words[1:4])
    lit = st.multiselect(
        page.text("try_it.light"),
        words,
        usual,
        key="follow",
        bind="query-params",
        max_selections=12,
    )
    planes = steadied([seen.plane for seen in shown.history])
    at = len(planes) - 1
    if at > 0 and not running:
        steps = [seen.step for seen in shown.history]
        chosen = st.select_slider(page.text("try_it.step_shown"), steps, steps[-1], key=LOOK_BACK)
        at = steps.index(chosen)
    now = shown.history[at]
    left, right = st.columns([3, 2])
    with left:
        chart(
            plane_figure(
                planes[at],
                words,
                shown.text.counts,
                colours(),
                trail=planes[:at],
                chosen=lit,
            ),
            key="w2v-plane",
            alt=page.text("try_it.plane_alt", step=now.step),
            table=pd.DataFrame(
                {
                    "word": words,
                    "count": shown.text.counts,
                    "x": planes[at][:, 0],
                    "y": planes[at][:, 1],
                }
            ),
        )
    with right:
        loss = f"{now.loss:.2f}" if now.loss is not None else "–"
        chart(
            loss_figure(
                [seen.step for seen in shown.history],
                [seen.loss for seen in shown.history],
                colours(),
                untrained=shown.untrained,
                untrained_label=page.text("try_it.untrained", value=shown.untrained),
                goal=shown.settings.steps,
                axes=(page.text("try_it.axis_step"), page.text("try_it.axis_loss")),
                now=now.step,
            ),
            key="w2v-loss",
            alt=page.text("try_it.loss_alt", loss=loss),
        )
    _neighbours(page, shown, lit)


def _neighbours(page: LabPage, shown: Shown, lit: list[str]) -> None:
    if not lit:
        st.caption(page.text("try_it.nothing_lit"))
        return
    lines = [page.text("try_it.nearest", dimensions=shown.settings.dimensions), ""]
    for word in lit[:8]:
        others = nearest(shown.state, shown.text.words.index(word), NEIGHBOURS)
        listed = ", ".join(f"{shown.text.words[other]} {cosine:.2f}" for other, cosine in others)
        lines.append(page.text("try_it.nearest_line", word=word, others=listed))
    st.markdown("\n".join(lines))


def save_vectors(page: LabPage) -> None:
    """The vectors of the visitor's own run as CSV."""
    run: SkipGram | None = st.session_state.get(RUN)
    view = training_round().look(visitor(PLACE)) if run is not None else None
    if run is None or view is None or view.state is None:
        st.caption(page.text("take_away.vectors_none"))
        return
    index = pd.Index(run.text.words, name="word")
    table = pd.DataFrame(view.state.input_vectors.round(5), index=index)
    st.download_button(
        page.text("take_away.vectors"),
        table.to_csv().encode(),
        "skip-gram-vectors.csv",
        "text/csv",
        key="w2v-save",
        on_click="ignore",
        icon=":material/download:",
    )
