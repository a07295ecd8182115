"""The walk of this session and its place in the address: which road, how far, under what settings.

A link holds `step`, how many letters stand written, and `road`, the letters up to the last one that
the link's settings would not draw themselves; the rest follows from the seed. Without either the
walk has come to the beginning of a word, where much is open.
"""

from __future__ import annotations

import streamlit as st

from core.runtime.engine.limits import Places
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.ui.frame import LabPage
from pages.generation.walk import MOST, START, Ids, Walk, walked

WALK, SEEN = "walk", "walk-addresses"
STEP, ROAD = "step", "road"
FIRST = 26  # letters after which a new walk stops at the last beginning of a word
REMEMBERED = 8  # a browser may still send an address before the newest
_places = Places(24, patience=2.0)


def walk_of(
    page: LabPage, task: CharacterModel, beginning: Ids, settings: SamplingSettings
) -> tuple[Walk, list[str]]:
    """The session's walk for this model and beginning, or a new one; and notes on the link."""
    walk: Walk | None = st.session_state.get(WALK)
    linked = _asked()
    followed = any(linked) and linked not in st.session_state.get(SEEN, ())
    same = walk is not None and (walk.model, walk.beginning) == (task.artifact.id, beginning)
    if walk is not None and same and not followed:
        return walk, []
    steps: int | None = None
    notes: list[str] = []
    road: list[int] = []
    if followed:
        steps, road, notes = _from_link(page, task, *linked)
    with _places.place():
        if steps is None:
            found = _to_a_word(task, walked(task, beginning, settings, (), FIRST))
            found.origin = settings, found.at
        else:
            found = walked(task, beginning, settings, road, max(steps, len(road)))
            found.go(steps)
    st.session_state[WALK] = found
    return found, notes


def keep_address(task: CharacterModel, walk: Walk, settings: SamplingSettings) -> None:
    """Write the walk into the address; nothing stands there for the page's own beginning."""
    count = walk.by_hand(task, settings)
    road = task.vocabulary.decode(walk.written[:count])
    as_at_first = not road and walk.origin == (settings, walk.at)
    wanted = ("" if as_at_first else str(walk.at), road)
    st.session_state[SEEN] = (*st.session_state.get(SEEN, ()), wanted)[-REMEMBERED:]
    for name, value in zip((STEP, ROAD), wanted, strict=True):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def write_on(task: CharacterModel, walk: Walk, settings: SamplingSettings) -> None:
    """One letter more, within the server's places."""
    with _places.place():
        walk.step(task, settings)


def _to_a_word(task: CharacterModel, walk: Walk) -> Walk:
    """The walk up to the last letter that begins a word; as it is where none does."""
    gaps = [i for i, id in enumerate(walk.written) if task.vocabulary.label(id).isspace()]
    if gaps:
        walk.written = walk.written[: gaps[-1] + 1]
        walk.at = len(walk.written)
    return walk


def _asked() -> tuple[str, str]:
    return st.query_params.get(STEP, ""), st.query_params.get(ROAD, "")


def _from_link(
    page: LabPage, task: CharacterModel, step: str, road: str
) -> tuple[int | None, list[int], list[str]]:
    """How many letters a link wants written, the ids of its road, and what could not be used."""
    notes = []
    letters = _letters(task, road[: 4 * MOST])
    if task.vocabulary.decode(letters) != road or len(letters) > MOST:
        notes.append(page.text("try_it.road_cut"))
    letters = letters[:MOST]
    steps = None if not letters else len(letters)
    if step:
        usable = step.isascii() and step.isdigit() and int(step[:9]) <= MOST
        if usable:
            steps = int(step)
        else:
            steps = min(steps or FIRST, MOST)
            notes.append(page.text("try_it.link_odd", asked=step[:20], used=steps))
    return steps, letters, notes


def _letters(task: CharacterModel, text: str) -> list[int]:
    """The ids of a text up to the first letter that has none."""
    ids: list[int] = []
    for character in text:
        try:
            ids += [id for id in task.vocabulary.encode(character) if id != START]
        except ValueError:
            break
    return ids
