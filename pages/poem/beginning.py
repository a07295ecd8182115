"""A visitor's own text on its way to the model, as the beginning of a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.runtime import couplets, rhymed_verse
from core.runtime.tasks.character_model.results import Prompt
from core.runtime.tasks.character_model.task import CharacterModel
from core.ui.frame import LabPage
from core.ui.letters import named

BEGINNING_TYPED = 300
NAMED = 12  # characters at most

Wish = TypeVar("Wish", couplets.Wish, rhymed_verse.Wish)


@dataclass(frozen=True)
class Asked(Generic[Wish]):
    """The wish, and what became of the visitor's own text on its way into it."""

    wish: Wish
    prompt: Prompt
    cut: bool


def read_beginning(task: CharacterModel, typed: str, most: int) -> tuple[str, Prompt, bool]:
    """The text as one line or its beginning, of at most `most` letters; whether its end had to be
    cut off."""
    prompt = task.read(" ".join(typed.split()))
    text = " ".join(prompt.text.split())
    if len(text) <= most:
        return text, prompt, False
    return text[:most].rsplit(" ", 1)[0], prompt, True


def dropped(page: LabPage, prompt: Prompt) -> list[str]:
    """A sentence on the letters that the model does not have, where there are any."""
    if not prompt.dropped:
        return []
    letters = " ".join(named(character) for character in prompt.dropped[:NAMED])
    return [page.text("changes.dropped", characters=letters)]
