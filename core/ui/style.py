"""The style sheet of every page: measure, rhythm, and the palette as CSS variables."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from core.figures.palette import Palette
from core.ui.theme import colours

SHEET = Path(__file__).with_name("style.css")


@lru_cache(maxsize=4)
def _sheet(palette: Palette) -> str:
    return f"<style>:root{{{palette.css()}}}\n{SHEET.read_text(encoding='utf-8')}</style>"


def dress() -> None:
    """Put the style sheet into the page."""
    st.html(_sheet(colours()))
