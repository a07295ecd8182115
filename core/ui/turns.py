"""Which question of a lab's game is asked now, and the button to the next one."""

from __future__ import annotations

import streamlit as st


def turn(lab: str) -> int:
    """How many questions of the lab at this address were left behind in this session."""
    return int(st.session_state.setdefault(f"u-turn-{lab}", 0))


def next_turn(lab: str, label: str) -> None:
    """A button that asks the next question."""

    def go_on() -> None:
        st.session_state[f"u-turn-{lab}"] = turn(lab) + 1

    st.button(label, on_click=go_on, type="tertiary")
