"""Which model writes, and after which beginning: what a visit to the lab starts from."""

from __future__ import annotations

import streamlit as st

from core.runtime.errors import ArtifactMissing
from core.runtime.tasks.character_model import CharacterModel, Prompt
from core.ui import address
from core.ui.frame import LabPage
from core.ui.letters import named, plain
from core.ui.models import registry
from core.ui.tokens import visible

TASK = "character-model"
MOST = 200  # characters of a beginning
MODEL, BEGINNING = "model", "begin"


def models_here(page: LabPage) -> list[str]:
    """The character models that are published, those of the syllabus first."""
    here = [artifact.id for artifact in registry().artifacts() if artifact.task == TASK]
    first = [name for name in page.lab.artifacts if name in here]
    return first + sorted(set(here) - set(first))


def choose_model(page: LabPage) -> CharacterModel:
    """The model that the visitor or the link names. Raises `ArtifactMissing` without any."""
    names = models_here(page)
    if not names:
        model: CharacterModel = page.task(page.lab.artifacts[0])
        return model
    chosen = address.choice(
        page.text("try_it.model"),
        names,
        key=MODEL,
        widget=st.pills,
        format_func=lambda name: title(page, name),
        on_change=_begin_anew,
    )
    found: CharacterModel = page.task(chosen)
    return found


def title(page: LabPage, name: str) -> str:
    """What a model is called here, or else by its own title."""
    try:
        return str(page.texts.get(f"models.{name}") or registry().artifact(name).title)
    except ArtifactMissing:
        return name


def beginnings(page: LabPage, task: CharacterModel) -> tuple[str, ...]:
    """Texts to begin with; an empty one where nothing was written for the model."""
    listed = page.texts.get(f"beginnings.{task.artifact.id}")
    if listed is None:
        listed = page.texts.get(
            "beginnings.persian-verse" if task.language == "fa" else "beginnings.english-verse",
            [""],
        )
    return tuple(str(text) for text in listed)


def choose_beginning(page: LabPage, task: CharacterModel) -> Prompt:
    """The beginning as the model reads it, with notes on what was changed."""
    listed = beginnings(page, task)
    one_line = tuple(text.replace("\n", "⏎") for text in listed)
    text = address.text_input(
        page.text("try_it.beginning"), one_line[0], key=BEGINNING, most=MOST
    ).replace("⏎", "\n")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(page.text("try_it.examples_label"), width="content")
        for place, example in enumerate((*one_line[1:], "")):
            st.button(
                plain(example) if example else page.text("try_it.nothing"),
                key=f"begin-{place}",
                on_click=_begin_with,
                args=(example,),
            )
    prompt = task.read(text, most=MOST)
    for note in notes(page, prompt):
        st.caption(note)
    return prompt


def notes(page: LabPage, prompt: Prompt) -> list[str]:
    """What was done to a text before the model read it, in sentences."""
    found = []
    if prompt.changes:
        changes = ", ".join(
            f"{change.title} ({named(' '.join(change.characters[:8]))})"
            for change in prompt.changes
        )
        found.append(page.text("try_it.changed", text=plain(prompt.text), changes=changes))
    if prompt.dropped:
        letters = " ".join(named(letter) for letter in prompt.dropped[:12])
        found.append(page.text("try_it.dropped", letters=letters))
    if prompt.clipped:
        found.append(page.text("try_it.clipped", count=len(prompt.ids)))
    return found


def marks(page: LabPage, task: CharacterModel) -> str:
    """What the signs for white space mean, in the model's own alphabet."""
    return page.text("try_it.marks" if task.language == "fa" else "try_it.marks_plain")


def label(task: CharacterModel, id: int) -> str:
    """A letter as the charts write it."""
    return visible(task.vocabulary.label(id))


def _begin_anew() -> None:
    st.session_state.pop(BEGINNING, None)
    st.query_params.pop(BEGINNING, None)


def _begin_with(text: str) -> None:
    st.session_state[BEGINNING] = text
