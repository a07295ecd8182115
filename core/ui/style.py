"""The style sheet of every page: measure, rhythm, and the palette as CSS variables.

The variables follow the visitor's theme in the browser, through `light-dark()`. What Python colours
(charts, tinted tokens) is drawn anew when the theme is switched: Streamlit 1.67 does not run the
script then, so a small watcher asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from core.figures.palette import DARK, LIGHT, Palette
from core.ui.theme import colours

SHEET = Path(__file__).with_name("style.css")
WATCH = """
const app = () => document.querySelector('[data-testid="stApp"]');
let asked = null;  // once for each switch, even if the server's answer lags behind

export default function ({ data, setTriggerValue }) {
  const look = () => {
    const now = getComputedStyle(app()).colorScheme;
    // popovers hang outside of the app's element and would not know
    document.documentElement.style.colorScheme = now;
    if (now === data.mode) asked = null;
    else if ((now === 'light' || now === 'dark') && now !== asked) {
      asked = now;
      setTriggerValue('mode', now);
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(app(), { attributes: true, attributeFilter: ['class', 'style'] });
  look();
  return () => observer.disconnect();
}
"""


def variables(light: Palette = LIGHT, dark: Palette = DARK) -> str:
    """CSS declarations `--u-<name>: light-dark(#…, #…);`, underscores as hyphens."""
    names = [field.name for field in fields(light) if isinstance(getattr(light, field.name), str)]
    return "".join(
        f"--u-{name.replace('_', '-')}:light-dark({getattr(light, name)},{getattr(dark, name)});"
        for name in names
    )


@lru_cache(maxsize=1)
def _sheet() -> str:
    return f"<style>:root{{{variables()}}}\n{SHEET.read_text(encoding='utf-8')}</style>"


@cache
def _watch() -> Callable[..., Any]:
    """Registered once a process, when a page first needs it."""
    return st.components.v2.component("unrolled.theme_watch", js=WATCH)


def dress() -> None:
    """Put the style sheet and the watcher into the page."""
    st.html(_sheet())
    with st.container(key="u-watch"):
        mode = "dark" if colours() is DARK else "light"
        _watch()(key="u-theme", data={"mode": mode}, on_mode_change=lambda: None)
