"""A field for one word with suggestions while typing: the frequent words, and any other typed in.

Streamlit's own combobox does the work; it filters in the browser and binds to the address.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

OFFERED = 8_000  # words listed; rarer ones can be typed


def spaced(word: str) -> str:
    """A word as people write it: "new_york" → "new york"."""
    return word.replace("_", " ")


def word_input(label: str, default: str, *, key: str, words: Sequence[str]) -> str:
    """The word in the field, with spaces for phrases; `words` are offered, most frequent first.

    Bound to the parameter `key`. What is not among `words` is returned as it was typed.
    """
    offered = [spaced(word) for word in words[:OFFERED]]
    if default not in offered:
        offered.insert(0, default)
    value = st.selectbox(
        label,
        offered,
        index=offered.index(default),
        key=key,
        accept_new_options=True,
        filter_mode="prefix",
        bind="query-params",
    )
    return str(value or "")
