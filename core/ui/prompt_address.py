"""The text of a suggestion box in the page's address, as `?prompt=…`.

Components cannot be bound to the address by Streamlit itself, so this is done by hand: read where a
link brings a new one, written at each change.
"""

from __future__ import annotations

import unicodedata

import streamlit as st

from core.ui.suggest_box import box_text, put_text
from core.ui.texts import Texts

PARAMETER = "prompt"
SEEN = "prompts-in-address"  # what the session lately read or wrote there, the newest last
REMEMBERED = 8  # a browser may still send the one before the newest, which is then no new link
BREAKS = frozenset({"Cc", "Zl", "Zp"})  # Unicode categories that a one-line field cannot hold
KEPT = 500  # characters; a longer text keeps its end, which is what the model reads


def one_line(text: str) -> str:
    """`text` as a one-line field can hold it: no line ends, no control characters, valid UTF-8."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(" " if unicodedata.category(sign) in BREAKS else sign for sign in plain)


def prompt_from_address(words: Texts, key: str, default: str) -> str | None:
    """Fill the box `key` from the address where that is new; a note if a text had to be cut."""
    raw = st.query_params.get(PARAMETER)
    if raw is not None and raw not in st.session_state.get(SEEN, ()):  # a link was followed
        put_text(key, one_line(raw[-KEPT:]))
        keep_prompt(raw)
        if len(raw) > KEPT:
            return words("try_it.link_cut", asked=len(raw), used=KEPT)
    text = box_text(key, default)
    if raw is None and text != default:  # back from another page, where the address was another
        keep_prompt(text)
    return words("try_it.link_keeps", kept=KEPT) if len(text) > KEPT else None


def keep_prompt(text: str) -> None:
    """Write the text into the address."""
    kept = one_line(text[-KEPT:])
    st.session_state[SEEN] = (*st.session_state.get(SEEN, ()), kept)[-REMEMBERED:]
    st.query_params[PARAMETER] = kept
