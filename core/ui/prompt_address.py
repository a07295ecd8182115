"""The text of a suggestion box in the page's address, as `?prompt=…`.

Components cannot be bound to the address by Streamlit itself, so this is done by hand: read once a
session, written at each change.
"""

from __future__ import annotations

import unicodedata

import streamlit as st

from core.ui.suggest_box import box_text
from core.ui.texts import Texts

PARAMETER = "prompt"
BREAKS = frozenset({"Cc", "Zl", "Zp"})  # Unicode categories that a one-line field cannot hold
KEPT = 500  # characters; a longer text keeps its end, which is what the model reads


def one_line(text: str) -> str:
    """`text` as a one-line field can hold it: no line ends, no control characters, valid UTF-8."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(" " if unicodedata.category(sign) in BREAKS else sign for sign in plain)


def prompt_from_address(words: Texts, key: str, default: str) -> str | None:
    """Fill the box `key` from the address at the session's first run; a note if it was cut."""
    raw = st.query_params.get(PARAMETER)
    if f"{key}-text" not in st.session_state:
        box_text(key, default if raw is None else one_line(raw[-KEPT:]))
        if raw is not None and len(raw) > KEPT:
            keep_prompt(raw)
            return words("try_it.link_cut", asked=len(raw), used=KEPT)
    return words("try_it.link_keeps", kept=KEPT) if len(box_text(key, default)) > KEPT else None


def keep_prompt(text: str) -> None:
    """Write the text into the address."""
    st.query_params[PARAMETER] = one_line(text)[-KEPT:]
