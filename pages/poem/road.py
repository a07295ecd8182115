"""The road not taken: which candidates a visitor took by hand, kept in the page's link."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import streamlit as st

from core.runtime import couplets, rhymed_verse
from core.ui.frame import LabPage
from core.ui.letters import plain

STEP = re.compile(r"(\d{1,2})\.(\d{1,2})")
READ = 400  # characters of the link's parameter

Wish = TypeVar("Wish", couplets.Wish, rhymed_verse.Wish)
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Road:
    """`parameter` of the link; `length`: the wish's field that says how long the poem is, which may
    change along a road; `most`: lines of a poem."""

    parameter: str
    length: str
    most: int

    @property
    def _of(self) -> str:
        return f"u-{self.parameter}-of"

    def along(self, wish: Wish, candidates: int) -> Wish:
        """The wish with the road that the link names: a road belongs to one wish alone, and no step
        is further than `candidates`."""
        steps: Steps = tuple(
            (int(line) - 1, int(candidate) - 1)
            for line, candidate in STEP.findall(st.query_params.get(self.parameter, "")[:READ])
            if 1 <= int(line) <= self.most and 1 <= int(candidate) <= candidates
        )
        same = self._any_length(wish)
        if steps and st.session_state.setdefault(self._of, same) != same:
            self.leave()
            steps = ()
        return replace(wish, road=steps)

    def leave(self) -> None:
        """Back to the road that the page chose."""
        st.session_state.pop(self._of, None)
        st.query_params.pop(self.parameter, None)

    def take(self, wish: Wish, line: int, candidate: int) -> None:
        """From this line on, go on from that candidate; what was chosen later is left."""
        steps = [step for step in wish.road if step[0] < line]
        steps.append((line, candidate))
        st.session_state[self._of] = replace(self._any_length(wish), road=())
        said = "-".join(f"{place + 1}.{option + 1}" for place, option in steps)
        st.query_params[self.parameter] = said

    def _any_length(self, wish: Wish) -> Wish:
        length: dict[str, Any] = {self.length: 1}
        return replace(wish, **length)

    def offer(
        self, page: LabPage, wish: Wish, line: couplets.Hemistich | rhymed_verse.Line
    ) -> None:
        """A box from which another candidate of this line can be taken."""
        options = line.options
        key = f"{self.parameter}-take-{line.index}-{hash(options) % 10**8}"

        def take() -> None:
            place = st.session_state.get(key)
            if place is not None:
                self.take(wish, line.index, int(place))

        st.selectbox(
            page.text("road.take"),
            [place for place in best_first(line) if place != line.chosen and options[place].text],
            index=None,
            format_func=lambda place: options[place].text,
            placeholder=page.text("road.take_placeholder"),
            key=key,
            on_change=take,
        )


def best_first(line: couplets.Hemistich | rhymed_verse.Line) -> list[int]:
    """The places of a line's candidates by their scores."""
    return sorted(range(len(line.options)), key=lambda place: -line.options[place].score)


def choose_line(
    label: str, lines: list[couplets.Hemistich] | list[rhymed_verse.Line], *, first: int, key: str
) -> int:
    """Which of these lines is looked at: its place among them."""
    place = st.pills(
        label,
        range(len(lines)),
        default=first,
        format_func=lambda place: str(lines[place].index + 1),
        key=f"{key}-{len(lines)}",
        required=True,
    )
    return int(place or 0)


def standing(
    page: LabPage, texts: str, line: couplets.Hemistich | rhymed_verse.Line, *, chosen: bool
) -> None:
    """Which candidate stands and why, in a sentence of the section `texts`."""
    how = "by_hand" if line.by_hand else "chosen" if chosen else "first"
    st.markdown(page.text(f"{texts}.{how}", number=line.index + 1, text=plain(line.text)))
