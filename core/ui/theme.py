"""What the visitor's theme is, and the palette that goes with it."""

from __future__ import annotations

import streamlit as st

from core.figures.palette import Palette, palette


def colours() -> Palette:
    """The palette for this visitor: light unless the browser said dark."""
    try:
        mode = st.context.theme.type
    except AttributeError:  # outside of a browser's session
        mode = None
    return palette(mode)
