"""A text that the model writes: streamed in small pieces, stoppable, the same for the same link.

What is open is followed while it grows: the state of the tracker is carried from piece to piece.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import streamlit as st

from core.runtime.engine.limits import Cancel, Places
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.errors import Cancelled
from core.runtime.tasks.character_model import CharacterModel
from core.text.markup import Event, Markup, begin, feed, finish
from core.ui import address
from core.ui.frame import LabPage
from pages.any_text.kinds import Kind

STORY = "any-text"
MOST = 2000  # characters, as long as the texts that were measured
SECONDS = 40.0
SEEDS = 9_999
PAINTS = 160  # a text is redrawn at most so often while it grows
PACE = 0.05  # seconds from one to the next
_places = Places(16, patience=3.0)


@dataclass
class Story:
    """What stands written in this session. `text` begins with the beginning."""

    asked: tuple[str, str, SamplingSettings]
    language: str
    text: str
    given: int  # characters of the beginning
    state: Markup
    events: list[Event] = field(default_factory=list)
    writing: bool = False
    stopped: bool = False
    late: bool = False

    @property
    def written(self) -> int:
        return len(self.text) - self.given

    def add(self, piece: str) -> None:
        self.text += piece
        self.state, events = feed(self.state, piece)
        self.events.extend(events)

    def seen(self) -> tuple[Markup, list[Event]]:
        """The state and the events as if the text ended here."""
        state, last = finish(self.state)
        return state, [*self.events, *last]


def settings_of(page: LabPage) -> SamplingSettings:
    """Temperature and length in sight; the rest one click away."""
    left, right = st.columns(2)
    with left:
        temperature = address.slider(
            page.text("write.temperature"), 0.0, 2.0, 0.8, key="t", step=0.05
        )
    with right:
        length = address.slider(page.text("write.length"), 50, MOST, 700, key="length", step=50)
    with st.expander(page.text("write.more")):
        top_k = address.slider(page.text("write.top_k"), 0, 100, 0, key="k")
        top_p = address.slider(page.text("write.top_p"), 0.05, 1.0, 1.0, key="p", step=0.05)
        seed = address.number_input(page.text("write.seed"), 0, SEEDS, 1, key="seed")
    return SamplingSettings(temperature, top_k, top_p, seed, length)


def story_of(kind: Kind, task: CharacterModel, text: str, settings: SamplingSettings) -> Story:
    """The story of this session; written anew, at once, where something else is asked."""
    asked = (kind.name, text, settings)
    story: Story | None = st.session_state.get(STORY)
    if story is None or story.asked != asked:
        story = Story(asked, kind.language, "", 0, begin(kind.language))
        st.session_state[STORY] = story
        _begin(story, text)
        for piece in _pieces(story, task, settings.length):
            story.add(piece)
    elif story.writing and story.written:
        # The run that wrote was interrupted, by the stop button or any other: what it wrote stays.
        story.writing, story.stopped = False, True
    return story


def buttons(page: LabPage, story: Story) -> None:
    """Write letter by letter, stop, other dice."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            page.text("write.go"), key="write-go", icon=":material/edit:", on_click=_write_anew
        )
        # Pressing it interrupts the run that writes; that is all it has to do.
        st.button(
            page.text("write.stop"),
            key="write-stop",
            icon=":material/stop:",
            disabled=not story.writing,
        )
        st.button(
            page.text("write.again"),
            key="write-again",
            icon=":material/casino:",
            on_click=_other_dice,
        )


def stream(story: Story, task: CharacterModel) -> Iterator[None]:
    """Write on, a few letters at a time; yields whenever there is something new to draw."""
    length = story.asked[2].length
    for piece in _pieces(story, task, max(2, length // PAINTS)):
        story.add(piece)
        yield
        time.sleep(PACE)
    story.writing = False


def _begin(story: Story, text: str) -> None:
    story.text, story.given = "", len(text)
    story.state, story.events = begin(story.state.language), []
    story.add(text)


def _pieces(story: Story, task: CharacterModel, size: int) -> Iterator[str]:
    """The model's letters, `size` at a time; what it wrote in time stays where it is too slow."""
    _, text, settings = story.asked
    piece, count = "", 0
    with _places.place():
        try:
            for step in task.generate(text, settings, cancel=Cancel(SECONDS)):
                piece, count = piece + step.text, count + 1
                if count % size == 0 and piece:
                    yield piece
                    piece = ""
        except Cancelled:
            story.late = True
    if piece:
        yield piece


def _write_anew() -> None:
    story: Story | None = st.session_state.get(STORY)
    if story is not None:
        _begin(story, story.asked[1])
        story.writing, story.stopped, story.late = True, False, False


def _other_dice() -> None:
    st.session_state["seed"] = (int(st.session_state.get("seed") or 0) + 1) % (SEEDS + 1)
