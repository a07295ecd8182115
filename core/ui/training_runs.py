"""The server's one round of training runs, and who a visitor is in it."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from core.runtime.training import TrainingRound


@st.cache_resource(show_spinner=False)
def training_round() -> TrainingRound:
    """The round that all visitors of this server share."""
    return TrainingRound()


def visitor(place: str) -> str:
    """A name for this session's run at `place` (a lab's address); a run a session and place."""
    name: str = st.session_state.setdefault("u-visitor", uuid4().hex)
    return f"{name}/{place}"
