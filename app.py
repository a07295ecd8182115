"""The entry: `streamlit run app.py`. Navigation from the syllabus, and calm words for trouble.

Streamlit meets this file twice. As a module it gives the server its `app`; as the script of a
visitor's session it runs the page that the address names.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.syllabus import syllabus
from core.ui.calm import tell
from core.ui.navigation import pages
from core.ui.suggest_route import suggest_route

# A picture of our own: Streamlit fetches the icons of browser tabs from elsewhere.
ICON = Path(__file__).with_name("static") / "icon.png"

if get_script_run_ctx(suppress_warning=True) is None:
    # The folder pages/ would otherwise be read as Streamlit's old convention, and the first visitor
    # of a fresh server who comes by a deep link would be told that the page does not exist.
    PagesManager.uses_pages_directory = False
    app = st.App("app.py", routes=[suggest_route()], on_script_error=tell)
else:
    st.set_page_config(layout="wide", page_icon=str(ICON))
    st.navigation(pages(syllabus()), expanded=True).run()
