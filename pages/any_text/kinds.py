"""The three kinds of text that the lab writes: which model, whose markup, what it begins with."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.runtime.tasks.character_model import CharacterModel, Prompt
from core.text.markup import Language
from core.ui import address
from core.ui.frame import LabPage
from core.ui.letters import plain
from core.ui.tokens import visible

MOST = 500  # characters of a beginning


@dataclass(frozen=True)
class Kind:
    """`name` is its key in the page's texts, and the parameter of its beginning in the address."""

    name: str
    model: str
    language: Language


KINDS = {
    kind.name: kind
    for kind in (
        Kind("article", "wiki-markup", "wiki"),
        Kind("xml", "wiki-markup", "wiki"),
        Kind("latex", "latex", "latex"),
    )
}


def choose_kind(page: LabPage) -> Kind:
    """The kind that the visitor or the link names."""
    return KINDS[
        address.choice(
            page.text("try_it.kind"),
            list(KINDS),
            key="kind",
            widget=st.segmented_control,
            format_func=lambda name: page.text(f"kinds.{name}"),
        )
    ]


def choose_beginning(page: LabPage, kind: Kind, task: CharacterModel) -> Prompt:
    """What the text begins with, as the model reads it; notes say what it could not read."""
    presets = page.texts.list(f"beginnings.{kind.name}")
    text = address.text_area(
        page.text("try_it.beginning"), presets[0], key=kind.name, most=MOST, height=100
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(page.text("try_it.presets"), width="content")
        for place, preset in enumerate((*presets, "")):
            st.button(
                plain(preset.strip().splitlines()[0]) if preset else page.text("try_it.nothing"),
                key=f"preset-{kind.name}-{place}",
                on_click=_begin_with,
                args=(kind.name, preset),
            )
    prompt = task.read(text, most=MOST)
    if prompt.dropped:
        names = " ".join(plain(visible(letter)) for letter in prompt.dropped[:12])
        st.caption(page.text("try_it.dropped", letters=names))
    return prompt


def _begin_with(key: str, text: str) -> None:
    st.session_state[key] = text
