"""Trouble, told calmly: the visitor reads one sentence, the log keeps the trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from core.runtime.errors import UnrolledError
from core.ui.texts import frame_texts

log = logging.getLogger("unrolled")
Params = ParamSpec("Params")


def tell(error: Exception) -> bool:
    """Show `error` as a sentence and log it. Returns True: it has been dealt with.

    A known trouble is a warning with its own sentence; anything else is an error with a general
    one. (Streamlit's stop and rerun are no `Exception`, and pass.)
    """
    words = frame_texts()
    if isinstance(error, UnrolledError):
        log.warning("%s: %s", type(error).__name__, error.sentence, exc_info=error)
        st.warning(error.sentence, icon=":material/inventory_2:")
    else:
        log.error("a page failed", exc_info=error)
        st.error(words("trouble"), icon=":material/sentiment_calm:")
    return True


@contextmanager
def calm() -> Iterator[None]:
    """What fails inside is told in place, and what follows goes on."""
    try:
        yield
    except Exception as error:
        tell(error)


def live(function: Callable[Params, None]) -> Callable[Params, None]:
    """A fragment that reruns alone, and whose trouble is told in place.

    Use it in place of `st.fragment`: a fragment's rerun does not pass through `lab`.
    """

    @st.fragment
    @wraps(function)
    def fragment(*args: Params.args, **kwargs: Params.kwargs) -> None:
        with calm():
            function(*args, **kwargs)

    return fragment
