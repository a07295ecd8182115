"""Running again what is being run: the fragment alone where there is one, else the page."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitAPIException


def rerun_here() -> None:
    """Does not return."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page was running
        st.rerun()
