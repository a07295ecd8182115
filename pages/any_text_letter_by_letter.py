"""Any text, letter by letter: articles, their XML and LaTeX, with what is open followed live."""

import streamlit as st

from core.runtime.tasks.character_model import CharacterModel, Prompt
from core.ui.frame import LabPage, lab, live
from core.ui.rerun import rerun_here
from pages.any_text.brackets import count_html, dress, legend_html, open_html, text_html
from pages.any_text.growth import show_growth
from pages.any_text.guess import guessing
from pages.any_text.kinds import Kind, choose_beginning, choose_kind
from pages.any_text.measured import show_measured
from pages.any_text.page_view import show_page
from pages.any_text.word_letters import show_letters
from pages.any_text.writing import STORY, Story, buttons, settings_of, story_of, stream


def workbench(page: LabPage, kind: Kind, task: CharacterModel, prompt: Prompt) -> Story:
    """Settings, the text beside what is open in it, and the page that it makes."""
    settings = settings_of(page)
    story = story_of(kind, task, prompt.text, settings)
    buttons(page, story)
    left, right = st.columns([3, 1.3], gap="medium")
    with left:
        source = st.empty()
    with right:
        st.markdown(f"**{page.text('brackets.open_title')}**")
        inside = st.empty()
        counts = st.empty()

    def draw() -> None:
        source.html(text_html(page, story))
        inside.html(open_html(page, story))
        counts.html(count_html(page, story.seen()[0], story.written))

    draw()
    if story.writing and not story.stopped:
        for _ in stream(story, task):
            draw()
        rerun_here()
    for told in ("stopped", "late"):
        if getattr(story, told):
            st.caption(page.text(f"write.{told}", count=story.written))
    kinds = legend_html(page, story)
    if kinds:
        st.html(kinds)
    st.caption(page.text("brackets.note"))
    show_page(page, story)
    return story


def show_story_growth(page: LabPage, story: Story, task: CharacterModel) -> None:
    del task
    show_growth(page, story)


VIEWS = {"growth": show_story_growth, "measured": show_measured, "letters": show_letters}


@live
def lab_bench(page: LabPage) -> None:
    kind = choose_kind(page)
    task: CharacterModel = page.task(kind.model)
    prompt = choose_beginning(page, kind, task)
    story = workbench(page, kind, task, prompt)
    with page.look_inside():
        VIEWS[page.choose_view(list(VIEWS))](page, story, task)


guess_bench = live(guessing)

with lab("any-text-letter-by-letter") as page:
    dress()
    with page.try_it():
        lab_bench(page)
    with page.predict():
        guess_bench(page)
    with page.take_away():
        story: Story | None = st.session_state.get(STORY)
        if story is not None:
            st.download_button(
                page.text("take_away.text"),
                lambda: st.session_state[STORY].text.encode("utf-8"),
                file_name=page.text("take_away.file"),
                mime="text/plain",
                on_click="ignore",
                icon=":material/download:",
            )
