"""The frame of a lab: idea → try it → look inside → predict and check → take it away → remember.

A page is a short script inside `with lab(address) as page:`. The frame brings the title, the
device and the models behind the lab, the sections with their anchors, the links onwards, and calm
words for trouble. What happens inside the sections is the page's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.runtime import Artifact, UnrolledError, device
from core.syllabus import Lab, read_syllabus, syllabus
from core.ui import models
from core.ui.address import choice
from core.ui.calm import live, tell
from core.ui.links import lab_link, page_link
from core.ui.style import dress
from core.ui.take_away import take_away
from core.ui.texts import frame_texts, page_texts

__all__ = ["LabPage", "device_badge", "lab", "live"]

SECTIONS = ("try_it", "look_inside", "predict", "take_away", "remember")


class LabPage:
    """What a lab's script works with."""

    def __init__(self, entry: Lab) -> None:
        self.lab = entry
        self.texts = page_texts(entry.address)
        self._remembered = False

    def text(self, key: str, **values: object) -> str:
        """A text of this page by dotted key; values fill its `{names}`."""
        return self.texts(key, **values)

    def task(self, name: str) -> Any:
        """The task object of a model, shared between visitors, from the cache of `core.ui.models`.

        Where the artifact is missing or damaged, its error ends the lab with one clear message.
        """
        return models.task(name)

    @contextmanager
    def try_it(self) -> Iterator[None]:
        """The section where the visitor touches something first."""
        self._open("try_it")
        yield

    @contextmanager
    def look_inside(self) -> Iterator[None]:
        """The section that shows what the model did."""
        self._open("look_inside")
        yield

    def choose_view(self, names: Sequence[str]) -> str:
        """Which of the views under `look_inside` is open; their titles are texts of that name."""
        return choice(
            self.text("look_inside.label"),
            names,
            key="look",
            widget=st.segmented_control,
            format_func=lambda name: self.text(f"look_inside.{name}"),
        )

    @contextmanager
    def predict(self) -> Iterator[None]:
        """The section that asks for a guess before it shows."""
        self._open("predict")
        yield

    @contextmanager
    def take_away(self) -> Iterator[None]:
        """The section with bundle, files and Python; the page may add its own after them.

        The third line of Python is the text `take_away.python`.
        """
        self._open("take_away")
        take_away(self.artifacts(), self.texts.get("take_away.python"))
        yield

    def remember(self) -> None:
        """Three lines (the list `remember`); called at the end of the page if the page did not."""
        self._remembered = True
        if self.texts.get("remember"):
            self._open("remember")
            st.markdown("\n".join(f"- {line}" for line in self.texts.list("remember")))

    def artifacts(self) -> list[Artifact]:
        """The sound artifacts among those that the syllabus names for this lab."""
        found = []
        for name in self.lab.artifacts:
            try:
                found.append(models.registry().artifact(name))
            except UnrolledError:
                continue
        return found

    def _open(self, section: str) -> None:
        words = frame_texts()
        st.header(words(f"sections.{section}.title"), anchor=words(f"sections.{section}.anchor"))
        lead = self.texts.get(f"{section}.lead")
        if lead:
            st.markdown(lead)

    def header(self) -> DeltaGenerator:
        """Title, idea and contents; returns the place where the badges go."""
        words = frame_texts()
        part = read_syllabus().part(self.lab.part)
        with st.container(key="u-kicker"):
            st.markdown(words("part", number=part.number, title=part.title))
        st.title(self.lab.title, anchor=False)
        with st.container(key="u-idea"):
            st.markdown(self.texts.get("idea") or self.lab.idea)
        place = st.container(horizontal=True, vertical_alignment="center", key="u-badges")
        with st.container(key="u-contents"):
            links = (
                f"[{words(f'sections.{name}.title')}](#{words(f'sections.{name}.anchor')})"
                for name in SECTIONS
            )
            st.markdown(" · ".join(links))
        return place

    def badges(self) -> None:
        """The device in use and the card of each model behind the lab."""
        device_badge()
        words = frame_texts()
        for artifact in self.artifacts():
            label = words("card", title=artifact.title)
            with st.popover(label, type="tertiary", icon=":material/deployed_code:"):
                short_card(artifact)

    def footer(self) -> None:
        """What to remember, if not said yet, and the ways onwards."""
        if not self._remembered:
            self.remember()
        words = frame_texts()
        before, after = syllabus().neighbours(self.lab.address)
        with st.container(horizontal=True, horizontal_alignment="distribute", key="u-footer"):
            if before:
                lab_link(before, words("before", title=before.title))
            page_link("home.py", "", words("home"), ":material/map:")
            if after:
                lab_link(after, words("after", title=after.title))


def device_badge() -> None:
    """GPU or CPU, as the sessions themselves report it, with the name of the thing."""
    words = frame_texts()
    machine = device()
    label = words("device_gpu") if machine.kind == "cuda" else words("device_cpu")
    with st.popover(label, type="tertiary", icon=":material/memory:"):
        st.markdown(words("device_why", name=machine.name, provider=machine.providers()[0]))


def short_card(artifact: Artifact) -> None:
    """Size, licence and first scores of an artifact, and the way to its full card."""
    words = frame_texts()
    st.markdown(f"**{artifact.title}** (`{artifact.id}`)")
    lines = [words("card_size", size=models.size(artifact.bytes)), artifact.licence]
    lines += models.score_lines(artifact)
    st.markdown("\n".join(f"- {line}" for line in lines))
    page_link("models.py", "models", words("card_more"), query={"model": artifact.id})


@contextmanager
def lab(address: str) -> Iterator[LabPage]:
    """The frame around one lab's script. Whatever fails inside costs this lab one message."""
    dress()
    page = LabPage(read_syllabus().lab(address))
    badges = page.header()
    try:
        yield page
    except Exception as error:
        tell(error)
    with badges:
        page.badges()  # last, so that it tells of the sessions that really ran
    page.footer()
