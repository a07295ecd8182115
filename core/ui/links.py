"""Links from page to page that keep the session: to a lab, to the map, to a model's card."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core.syllabus import Lab


def page_link(
    file: str,
    address: str,
    label: str,
    icon: str | None = None,
    query: dict[str, str] | None = None,
) -> None:
    """A link to the page in `pages/<file>`; a plain one where a page runs without navigation."""
    try:
        st.page_link(f"pages/{file}", label=label, icon=icon, query_params=query)
    except (StreamlitAPIException, KeyError):
        tail = "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else ""
        st.markdown(f"[{label}](/{address}{tail})")


def lab_link(lab: Lab, label: str | None = None) -> None:
    """A link to a lab, under its own title unless told otherwise."""
    page_link(lab.file, lab.address, label or lab.title, lab.icon)
