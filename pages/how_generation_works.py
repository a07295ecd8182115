"""How generation works: an answer, a draw, and the drawn letter is the next input."""

import streamlit as st

from core.runtime.tasks.character_model import CharacterModel, Prompt
from core.ui.frame import LabPage, lab, live
from pages.generation.beginning import choose_beginning, choose_model
from pages.generation.guess import guessing
from pages.generation.journey import keep_address, walk_of
from pages.generation.lesson import show_lesson
from pages.generation.loops import show_loops
from pages.generation.roads import show_road
from pages.generation.step import choose_settings, show_answer
from pages.generation.text import show_text
from pages.generation.walk import MOST

VIEWS = {"road": show_road, "loops": show_loops, "teach": show_lesson}


@live
def workbench(page: LabPage, task: CharacterModel, prompt: Prompt) -> None:
    """The settings, the text and its next letter, and what many steps make of it."""
    place = st.container()  # the text stands above the settings that write it
    settings = choose_settings(page)
    with place:
        walk, notes = walk_of(page, task, prompt.ids, settings)
        for note in notes:
            st.caption(note)
        here = walk.place(task, settings, walk.at) if walk.at < MOST else None
        show_text(page, task, walk, settings, here)
    if here is not None:
        show_answer(page, task, walk, settings, here)
    keep_address(task, walk, settings)
    with page.look_inside():
        VIEWS[page.choose_view(list(VIEWS))](page, task, walk, settings)


with lab("how-generation-works") as page:
    with page.try_it():
        task = choose_model(page)
        prompt = choose_beginning(page, task)
        workbench(page, task, prompt)
    with page.predict():
        guessing(page, task)
    with page.take_away():
        pass
