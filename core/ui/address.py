"""Widgets whose value lives in the page's address, so that a link shows the same page anywhere.

Streamlit's `bind="query-params"` does the work, with one gap (measured on 1.67): a number out of
range is dropped without a word, a text too long is cut without a word. Here the nearest possible
value is used, and a note under the widget says what became of the link's wish.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from core.ui.texts import frame_texts

Number = TypeVar("Number", int, float)
Option = TypeVar("Option")
SHOWN = 40  # characters of a link's wish that a note repeats


def _first_time(key: str) -> bool:
    return key not in st.session_state


def _note(key: str, sentence: str | None, used: object) -> None:
    st.session_state[f"u-note-{key}"] = (sentence, used) if sentence else None


def _show_note(key: str, value: object) -> None:
    note = st.session_state.get(f"u-note-{key}")
    if note and note[1] == value:
        st.caption(note[0])


def _sync(key: str, value: object, default: object) -> None:
    """Keep the address right where the link's own value could not be bound."""
    if value == default:
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get(key) != str(value):
        st.query_params[key] = str(value)


def clamp_number(raw: str, low: Number, high: Number, default: Number) -> tuple[Number, str | None]:
    """The value to use for a link's `raw` wish, and the key of the note it needs, if any."""
    kind = type(default)
    try:
        asked = float(raw)
    except ValueError:
        return default, "url_unusable"
    if math.isnan(asked):
        return default, "url_unusable"
    if asked < low:
        return low, "url_clamped"
    if asked > high:
        return high, "url_clamped"
    if kind is int and not asked.is_integer():
        return kind(round(asked)), "url_clamped"
    return kind(asked), None


def _numeric(
    widget: Callable[..., Any],
    label: str,
    low: Number,
    high: Number,
    default: Number,
    key: str,
    **options: Any,
) -> Number:
    if _first_time(key):
        raw = st.query_params.get(key)
        sentence, value = None, default
        if raw is not None:
            value, why = clamp_number(raw, low, high, default)
            if why:
                sentence = frame_texts()(why, name=key, asked=f"“{raw[:SHOWN]}”", used=value)
                st.session_state[key] = value
        _note(key, sentence, value)
    if st.session_state.get(f"u-note-{key}"):
        value = widget(label, low, high, key=key, **options)
        _sync(key, value, default)
    else:
        value = widget(label, low, high, default, key=key, bind="query-params", **options)
    _show_note(key, value)
    return type(default)(value)


def slider(
    label: str, low: Number, high: Number, default: Number, *, key: str, **options: Any
) -> Number:
    """`st.slider` for one number, bound to the parameter `key`."""
    return _numeric(st.slider, label, low, high, default, key, **options)


def number_input(
    label: str, low: Number, high: Number, default: Number, *, key: str, **options: Any
) -> Number:
    """`st.number_input`, bound to the parameter `key`."""
    return _numeric(st.number_input, label, low, high, default, key, **options)


def text_input(label: str, default: str, *, key: str, most: int = 500, **options: Any) -> str:
    """`st.text_input` of at most `most` characters, bound to the parameter `key`."""
    return _text(st.text_input, label, default, key, most, **options)


def text_area(label: str, default: str, *, key: str, most: int = 2000, **options: Any) -> str:
    """`st.text_area` of at most `most` characters, bound to the parameter `key`."""
    return _text(st.text_area, label, default, key, most, **options)


def _text(
    widget: Callable[..., Any], label: str, default: str, key: str, most: int, **options: Any
) -> str:
    if _first_time(key):
        raw = st.query_params.get(key)
        if raw is not None and len(raw) > most:
            st.query_params[key] = raw[:most]
            _note(key, frame_texts()("url_cut", asked=len(raw), used=most), raw[:most])
    # Streamlit's own `max_chars` refuses a longer paste without a word, so the cut is made here.
    value = widget(
        label,
        default,
        key=key,
        bind="query-params",
        on_change=_shorten,
        args=(key, most),
        **options,
    )
    used = str(value or "")[:most]
    _show_note(key, used)
    return used


def _shorten(key: str, most: int) -> None:
    """Keep the beginning of what was typed or pasted, and say so."""
    typed = st.session_state.get(key) or ""
    _note(key, None, "")
    if len(typed) > most:
        st.session_state[key] = typed[:most]
        _note(key, frame_texts()("typed_cut", asked=len(typed), used=most), typed[:most])


def choice(
    label: str,
    options: Sequence[Option],
    *,
    key: str,
    default: Option | None = None,
    widget: Callable[..., Any] | None = None,
    format_func: Callable[[Option], str] = str,
    **more: Any,
) -> Option:
    """One of `options`, bound to the parameter `key`; `widget` is `st.selectbox` or
    `st.radio` (by `index`), or `st.segmented_control` or `st.pills` (by `default`)."""
    widget = widget or st.selectbox
    first = options[0] if default is None else default
    if _first_time(key):
        raw = st.query_params.get(key)
        known = raw is None or raw in {format_func(option) for option in options}
        sentence = None
        if not known:
            sentence = frame_texts()(
                "url_unusable", name=key, asked=f"“{(raw or '')[:SHOWN]}”", used=format_func(first)
            )
        _note(key, sentence, first)
    start: dict[str, Any]
    if widget in (st.segmented_control, st.pills):
        start = {"default": first, "required": True}
    else:
        start = {"index": list(options).index(first)}
    value = widget(
        label, options, key=key, bind="query-params", format_func=format_func, **start, **more
    )
    chosen = first if value is None else value
    _show_note(key, chosen)
    return chosen
