"""The pages of the app, grouped by the parts of the course, for `st.navigation`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.syllabus import PAGES, Syllabus
from core.ui.texts import frame_texts


def pages(course: Syllabus, folder: Path = PAGES) -> dict[str, list[st.Page]]:
    """The course map and the models first, then each part's labs; every page has its address."""
    words = frame_texts()
    home = st.Page(
        folder / "home.py",
        title=words("home"),
        icon=":material/map:",
        default=True,  # at the bare address
    )
    models = st.Page(
        folder / "models.py",
        title=words("models"),
        icon=":material/deployed_code:",
        url_path="models",
    )
    listed = {"": [home, models]}
    for part in course.parts:
        listed[f"{part.number} · {part.title}"] = [
            st.Page(folder / lab.file, title=lab.title, icon=lab.icon, url_path=lab.address)
            for lab in part.labs
        ]
    return listed
