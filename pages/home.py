"""The course map: one live tile, then the parts as a path with their labs."""

import streamlit as st

from core.runtime import UnrolledError
from core.syllabus import Part, syllabus
from core.ui import address, models
from core.ui.calm import calm, live
from core.ui.frame import device_badge
from core.ui.links import lab_link, page_link
from core.ui.style import dress
from core.ui.texts import page_texts
from core.ui.unrolled import Moment, unrolled

LIVE_LAB = "guess-the-next-word"
MOST_CHARACTERS, COLUMNS = 120, 7
words = page_texts("home")


def moments(prompt: str) -> list[Moment]:
    """What the language model guesses after each of the last words of `prompt`."""
    task = models.task("next-word")
    lesson = task.teacher_forcing(prompt)
    if len(lesson.inputs) == 1:  # nothing typed yet: what a sentence may begin with
        guess = lesson.guesses[0]
        return [Moment(words("live.nothing"), guess.word, guess.probability)]
    read = zip(lesson.inputs[1:], lesson.guesses[1:], strict=True)
    return [Moment(word, guess.word, guess.probability) for word, guess in read][-COLUMNS:]


@live
def live_tile() -> None:
    """A line to type, and the network unrolled over it."""
    prompt = address.text_input(
        words("live.label"), words("live.prompt"), key="prompt", most=MOST_CHARACTERS, live="100ms"
    )
    legend = {name: words(f"live.{name}") for name in ("reads", "state", "guesses", "then")}
    unrolled(moments(prompt), label=words("live.alt"), words=legend)
    lab_link(syllabus().lab(LIVE_LAB), words("live.more"))


def show_part(part: Part, last: bool) -> None:
    """One station of the path: its number, its thought, its labs."""
    with st.container(key="u-part-last" if last else f"u-part-{part.number}"):
        with st.container(key=f"u-number-{part.number}"):
            st.markdown(str(part.number))
        st.header(part.title, anchor=f"part-{part.number}")
        st.markdown(part.idea)
        with st.container(horizontal=True, key=f"u-labs-{part.number}"):
            for lab in part.labs:
                with st.container(border=True, key=f"u-tile-{lab.address}"):
                    lab_link(lab)
                    st.markdown(lab.idea)


dress()
st.title(words("title"), anchor=False)
with st.container(key="u-idea"):
    st.markdown(words("idea"))
with calm():
    try:
        models.registry().artifact("next-word")
        syllabus().lab(LIVE_LAB)
    except (UnrolledError, KeyError):
        pass  # the map does not need it, and the lab itself says what is missing
    else:
        with st.container(border=True, key="u-live"):
            live_tile()
with calm():
    parts = syllabus().parts
    for part in parts:
        show_part(part, last=part is parts[-1])
    st.space("small")
    with st.container(horizontal=True, vertical_alignment="center", key="u-footer"):
        page_link("models.py", "models", words("models"), ":material/deployed_code:")
        device_badge()
    st.caption(words("credit"))
