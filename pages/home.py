"""The course map: parts as a path, labs as tiles, one of them alive."""

import streamlit as st

from core.syllabus import syllabus
from core.ui.calm import calm
from core.ui.links import lab_link
from core.ui.style import dress
from core.ui.texts import page_texts

dress()
words = page_texts("home")
with calm():
    st.title(words("title"), anchor=False)
    st.markdown(words("idea"))
    for part in syllabus().parts:
        st.header(f"{part.number} · {part.title}", anchor=f"part-{part.number}")
        for lab in part.labs:
            lab_link(lab)
            st.markdown(lab.idea)
