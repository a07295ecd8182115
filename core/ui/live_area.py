"""A text area that need not be left to be read: what is typed counts once typing pauses.

Streamlit's own text area waits for Ctrl+Enter or for the focus to go (1.67 has `live` for one-line
fields alone). A small script beside it presses Ctrl+Enter in its place; where it cannot run, the
area works as Streamlit's does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from core.ui import address

PAUSE = 450  # ms of no typing
SCRIPT = """
export default function ({ data, parentElement }) {
  let pause = null;
  const field = () => document.querySelector('.st-key-' + CSS.escape(data.key) + ' textarea');
  const press = (target) => target.dispatchEvent(new KeyboardEvent('keydown', {
    key: 'Enter', code: 'Enter', keyCode: 13, which: 13, ctrlKey: true, bubbles: true,
    cancelable: true,
  }));
  const typed = (event) => {
    if (event.target !== field() || event.isComposing) return;
    clearTimeout(pause);
    const target = event.target;
    pause = setTimeout(() => {
      if (target.isConnected) {
        performance.mark('unrolled:text');
        press(target);
      }
    }, data.pause);
  };
  document.addEventListener('input', typed);
  return () => {
    clearTimeout(pause);
    document.removeEventListener('input', typed);
  };
}
"""


@cache
def _component() -> Callable[..., Any]:
    """Registered once a process, when a page first needs it."""
    return st.components.v2.component("unrolled.live_area", js=SCRIPT)


def live_area(
    label: str, default: str, *, key: str, most: int, height: int = 100, **options: Any
) -> str:
    """`core.ui.address.text_area` that follows the typing; bound to the parameter `key`."""
    text = address.text_area(label, default, key=key, most=most, height=height, **options)
    with st.container(key=f"u-watch-{key}"):
        _component()(key=f"u-live-{key}", data={"key": key, "pause": PAUSE})
    return text
