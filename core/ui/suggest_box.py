"""The text field with suggestions: a Streamlit component around `suggest_box.js`.

The browser asks the route of `core.ui.suggest_route` at every keystroke, and tells the script the
text when typing pauses. The script's own answer comes along with every run: it is what the first
paint shows, and all there is where the route cannot be reached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from core.ui.suggest_route import ROUTE_PATH, SENT_CHARACTERS, answer
from core.ui.texts import Texts

FOLDER = Path(__file__).parent
WORDS = ("label", "placeholder", "list_label", "count_label", "clipped_note", "empty_note")


@cache
def _component() -> Callable[..., Any]:
    """Registered once a process, when a page first needs it."""
    html, css, js = (
        (FOLDER / f"suggest_box.{kind}").read_text(encoding="utf-8")
        for kind in ("html", "css", "js")
    )
    return st.components.v2.component("unrolled.suggest_box", html=html, css=css, js=js)


def box_text(key: str, default: str) -> str:
    """What stands in the box `key` of this session; `default` before anything was typed."""
    return str(st.session_state.setdefault(f"{key}-text", default))


def put_text(key: str, text: str) -> None:
    """Replace what stands in the box, as an example or an accepted road does."""
    st.session_state[f"{key}-text"] = text
    st.session_state[f"{key}-revision"] = st.session_state.get(f"{key}-revision", 0) + 1


def suggest_box(
    task: Any, words: Texts, *, key: str, on_change: Callable[[str], None] = lambda text: None
) -> None:
    """Show the box. `task` is the model asked for the first paint; `words` has the texts `WORDS`
    under `box.`; `on_change` gets each new text before the script runs again."""

    def typed() -> None:
        text = getattr(st.session_state[key], "text", None)
        if isinstance(text, str):
            st.session_state[f"{key}-text"] = text
            on_change(text)

    text = box_text(key, "")
    _component()(
        key=key,
        data={
            **{name: words(f"box.{name}") for name in WORDS},
            "text": text,
            "revision": st.session_state.get(f"{key}-revision", 0),
            "answer": {**answer(task, text), "text": text},
            "route": ROUTE_PATH,
            "sent": SENT_CHARACTERS,
        },
        on_text_change=typed,
    )
