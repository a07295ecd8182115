"""The poem of a session: what stands written, how the writing stands, and the buttons above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core.runtime import couplets, rhymed_verse
from core.runtime.engine.limits import Cancel, Places
from core.runtime.errors import Cancelled
from core.runtime.tasks.character_model.task import CharacterModel
from core.runtime.verse_opening import Opening, Written
from core.runtime.verse_writer import Remembered, Writer
from core.ui.frame import LabPage
from core.ui.models import fingerprint
from pages.poem.road import Road

SEEDS_AT_MOST = 9_999
SECONDS = 45.0
SLOW = 0.8  # seconds of writing after which the buttons are drawn anew
_places = Places(6, patience=10.0)

Wish = TypeVar("Wish", couplets.Wish, rhymed_verse.Wish)
Line = TypeVar("Line", bound=Written)


@dataclass
class Story(Generic[Wish, Line]):
    """Finished lines, and how the writing stands."""

    asked: Wish
    lines: list[Line] = field(default_factory=list)
    writing: bool = False  # to be written, or being written
    begun: bool = False  # a run is at it
    stopped: bool = False

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]


def poem(
    task: CharacterModel,
    wish: Wish,
    opening: Opening[Wish, Line] | None,
    write: Callable[[Writer, Wish, Cancel | None], Iterator[Line]],
) -> Iterator[Line]:
    """The lines of a poem: those kept with the model where it is the one that the page shows first;
    otherwise written now, within a visitor's time and place.

    Raises `Busy`, or `Cancelled` when it takes too long."""
    if opening is not None and opening.wish == wish:
        yield from opening.lines
        return
    with _places.place():
        yield from write(Remembered(task, fingerprint(task.artifact)), wish, Cancel(SECONDS))


@dataclass(frozen=True)
class Desk:
    """Where a view keeps what it writes with: keys of the session's story and of the seed's
    control, the road in the link, and the text on the button that writes."""

    story: str
    seed: str
    road: Road
    go: str

    def story_of(self, wish: Wish) -> tuple[Story[Wish, Line], bool]:
        """The story of this wish, and whether it begins just now."""
        story: Story[Wish, Line] | None = st.session_state.get(self.story)
        if story is None or story.asked != wish:
            story = st.session_state[self.story] = Story(wish, writing=True)
            return story, True
        if story.writing and story.begun:
            # The run that wrote was interrupted, by the stop button or any other: it stays so.
            story.writing, story.stopped = False, True
        return story, False

    def buttons(self, page: LabPage, story: Story[Wish, Line]) -> None:
        """Write, stop, other dice; and back, where a road was taken by hand."""

        def button(
            name: str, label: str, icon: str, action: Callable[[], None] | None, off: bool = False
        ) -> None:
            key = f"{self.story}-{name}"
            st.button(page.text(label), on_click=action, icon=icon, key=key, disabled=off)

        with st.container(horizontal=True, vertical_alignment="center"):
            button("go", self.go, ":material/edit:", self._begin)
            # Pressing it interrupts the run that writes; that is all it has to do.
            button("stop", "buttons.stop", ":material/stop:", None, off=not story.writing)
            button("again", "buttons.again", ":material/casino:", self._other_dice)
            if story.asked.road:
                button("back", "buttons.back", ":material/undo:", self.road.leave)

    def _begin(self) -> None:
        story = st.session_state.get(self.story)
        if story is not None:
            story.lines.clear()
            story.writing, story.begun, story.stopped = True, False, False

    def _other_dice(self) -> None:
        seed = int(st.session_state.get(self.seed) or 0)
        st.session_state[self.seed] = (seed + 1) % (SEEDS_AT_MOST + 1)


def write_out(
    story: Story[Wish, Line], lines: Iterable[Line], show: Callable[[Line], None]
) -> None:
    """Write to the end; `show` is called after each line, when it stands in the story."""
    story.begun = True
    try:
        for line in lines:
            story.lines.append(line)
            show(line)
    except Cancelled as late:
        story.stopped = True
        st.caption(late.sentence)
    story.writing = False


def draw_anew() -> None:
    """Run the view once more: its buttons stand above what was just written."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page was running
        st.rerun()
