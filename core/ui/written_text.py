"""A text that a language model writes: streamed, stoppable, and open at every word.

The text is a function of the prompt, the settings and the road (the words that the visitor chose
in place of drawn ones); all three are in the address, so a link shows the same text. What has been
written when somebody stops is kept.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.figures.distribution import percent, settings_figure
from core.runtime.engine.limits import Cancel, Places
from core.runtime.engine.sampling import SamplingSettings
from core.text.words import tokenize
from core.ui import address
from core.ui.chart import chart
from core.ui.rerun import rerun_here
from core.ui.theme import colours

STORY = "written"
ROAD = "road"  # the parameter in the address
PACE = 0.06  # seconds a word: as fast as one can follow
SECONDS = 30.0
WORDS_AT_MOST = 120
SEEDS_AT_MOST = 9_999
SEED = 356  # writes a sentence of some length after the example, with the served model
ALTERNATIVES = 10
PROMPT_SHOWN = 200  # characters
BEFORE_SHOWN = 6  # words
INVISIBLE = "\u2060"  # tells equal words of a text apart where labels must differ
_places = Places(24, patience=2.0)  # a writer mostly waits for its reader


@dataclass
class Story:
    """What stands written in this session."""

    asked: tuple[str, SamplingSettings, tuple[str, ...]]
    steps: list[Any] = field(default_factory=list)
    writing: bool = False
    stopped: bool = False


def written_text(page: Any, task: Any, text: str) -> None:
    """The whole view: lead, settings, the text, and the place that was clicked."""
    st.markdown(page.text("write.lead"))
    st.latex(page.text("write.equation"))
    st.markdown(page.text("write.limits"))
    settings = _settings(page)
    road = _road(task, text)
    story = _story(task, text, settings, road)
    with st.container(horizontal=True, vertical_alignment="center"):
        _buttons(page, story, bool(road))
    with st.container(key="u-writing"):
        line = st.empty()
        _show(line, story, text)
        if story.writing and not story.stopped:
            _stream(task, story, text, line)
    _told(page, story, road)
    words = [step for step in story.steps if not step.ended]
    if not words and not story.steps:
        return
    _open(page, task, story, text, settings)


def _buttons(page: Any, story: Story, on_road: bool) -> None:
    def button(name: str, icon: str, action: Callable[[], None] | None = None, **more: Any) -> None:
        st.button(
            page.text(f"write.{name}"), on_click=action, icon=icon, key=f"write-{name}", **more
        )

    button("go", ":material/edit:", _begin)
    # Pressing it interrupts the run that writes; that is all it has to do.
    button("stop", ":material/stop:", disabled=not story.writing)
    button("again", ":material/casino:", _other_dice)
    if on_road:
        button("back", ":material/undo:", _leave_road, type="tertiary")


def _settings(page: Any) -> SamplingSettings:
    left, right = st.columns(2)
    with left:
        temperature = address.slider(
            page.text("write.temperature"), 0.0, 2.0, 0.8, key="t", step=0.05
        )
    with right:
        length = address.slider(page.text("write.length"), 1, WORDS_AT_MOST, 24, key="length")
    with st.expander(page.text("write.more")):
        top_k = address.slider(page.text("write.top_k"), 0, 200, 0, key="k")
        top_p = address.slider(page.text("write.top_p"), 0.05, 1.0, 0.95, key="p", step=0.05)
        seed = address.number_input(page.text("write.seed"), 0, SEEDS_AT_MOST, SEED, key="seed")
    return SamplingSettings(temperature, top_k, top_p, seed, length)


def _road(task: Any, text: str) -> tuple[str, ...]:
    """The words the visitor chose, from the address, up to the first that the model would not say;
    a road belongs to one prompt."""
    asked = st.query_params.get(ROAD, "").split()[:WORDS_AT_MOST]
    words = tuple(takewhile(task.may_say, asked))
    if words and st.session_state.setdefault("road-text", text) != text:
        _leave_road()
        return ()
    return words


def _story(task: Any, text: str, settings: SamplingSettings, road: tuple[str, ...]) -> Story:
    """The story in this session, rewritten at once where something was changed."""
    asked = (text, settings, road)
    story: Story | None = st.session_state.get(STORY)
    if story is None or story.asked != asked:
        story = Story(asked)
        st.session_state[STORY] = story
        with _places.place():
            story.steps.extend(_steps(task, story, text))
    elif story.writing and story.steps:
        # The run that wrote was interrupted, by the stop button or any other: what it wrote stays.
        story.writing, story.stopped = False, True
    return story


def _steps(task: Any, story: Story, text: str) -> Iterator[Any]:
    _, settings, road = story.asked
    ids = task.vocabulary.encode(road)
    yield from task.generate(text, settings, Cancel(SECONDS), ids)


def _stream(task: Any, story: Story, text: str, line: DeltaGenerator) -> None:
    with _places.place():
        for step in _steps(task, story, text):
            story.steps.append(step)
            _show(line, story, text)
            time.sleep(PACE)
    story.writing = False
    rerun_here()


def _show(line: DeltaGenerator, story: Story, text: str) -> None:
    """The end of the prompt and what was added to it, in one paragraph of its own direction."""
    added = " ".join(step.word for step in story.steps)
    line.html(
        f'<p class="u-text" dir="auto">{html.escape(text[-PROMPT_SHOWN:].rstrip())} '
        f"<strong>{html.escape(added)}</strong></p>"
    )


def _told(page: Any, story: Story, road: tuple[str, ...]) -> None:
    words = [step for step in story.steps if not step.ended]
    cached = sum(step.cached for step in story.steps)
    lines = [page.text("write.runs", count=len(words), cached=cached, asked=len(story.steps))]
    if story.stopped:
        lines.append(page.text("write.stopped", count=len(words)))
    if road:
        lines.append(page.text("write.on_road", word=road[-1]))
    if not words:
        lines.append(page.text("write.nothing"))
    st.caption(" ".join(lines))


def _open(page: Any, task: Any, story: Story, text: str, settings: SamplingSettings) -> None:
    """The words as buttons, and what could have stood at the one that is chosen."""
    import pandas as pd

    end = page.text("write.end")
    labels = [
        (step.word or end) + INVISIBLE * sum(other.word == step.word for other in story.steps[:i])
        for i, step in enumerate(story.steps)
    ]
    chosen = st.pills(
        page.text("write.pick"),
        range(len(labels)),
        default=0,
        format_func=labels.__getitem__,
        key=f"place-{len(labels)}",
        required=True,
    )
    place = min(int(chosen or 0), len(labels) - 1)
    step = story.steps[place]
    ids = [other.id for other in story.steps[:place]]
    found = task.alternatives(text, ids, settings, ALTERNATIVES, also=step.id)
    before = [*tokenize(text[-PROMPT_SHOWN:]), *(other.word for other in story.steps[:place])]
    said = page.text(
        "write.place" if step.word else "write.place_end",
        before=" ".join(before[-BEFORE_SHOWN:]),
        word=step.word,
    )
    st.markdown(said)
    names = [word.word or end for word in found.words]
    drawn = next((i for i, word in enumerate(found.words) if word.id == step.id), None)
    chart(
        settings_figure(
            names,
            [word.probability for word in found.words],
            [word.sampled for word in found.words],
            colours(),
            labels=(page.text("write.before_label"), page.text("write.after_label")),
            axis=page.text("write.axis"),
            chosen=drawn,
        ),
        key="alternatives",
        alt=page.text(
            "write.alt",
            first=names[0],
            chance=percent(found.words[0].sampled),
            word=step.word or end,
        ),
        table=pd.DataFrame(
            {
                page.text("write.head_word"): names,
                page.text("write.head_model"): [word.probability for word in found.words],
                page.text("write.head_drawn"): [word.sampled for word in found.words],
            }
        ),
    )
    seen = page.text("write.seen_cached" if found.cached else "write.seen_fresh")
    st.caption(page.text("write.seen", open=f"{found.open:,}", cached=seen))
    others = [word.word for word in found.words if word.word and word.id != step.id]
    key = f"take-{place}-{len(labels)}"
    way = [other.word for other in story.steps[:place]]
    st.pills(page.text("write.take"), others, key=key, on_change=_take, args=(key, text, way))


def _take(key: str, text: str, way: list[str]) -> None:
    word = st.session_state.get(key)
    if word:
        st.session_state["road-text"] = text
        st.query_params[ROAD] = " ".join([*way, word])


def _leave_road() -> None:
    st.session_state.pop("road-text", None)
    st.query_params.pop(ROAD, None)


def _begin() -> None:
    story: Story | None = st.session_state.get(STORY)
    if story is not None:
        story.steps.clear()
        story.writing, story.stopped = True, False


def _other_dice() -> None:
    st.session_state["seed"] = (int(st.session_state.get("seed") or 0) + 1) % (SEEDS_AT_MOST + 1)
