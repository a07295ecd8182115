"""Text set in its own direction and language: a paragraph, or verse in couplets.

Streamlit has no right-to-left of its own, so this small family sets `dir`, `lang` and an isolate,
and Persian takes the bundled Vazirmatn. Everything given is escaped. The looks are in `style.css`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from core.text.direction import direction as direction_of


def _way(text: str, direction: str | None) -> str:
    way = direction or direction_of(text)
    return "auto" if way == "neutral" else way


def text_html(text: str, *, lang: str, direction: str | None = None) -> str:
    """A paragraph's HTML; line ends are kept."""
    return (
        f'<p class="u-text" dir="{html.escape(_way(text, direction))}" '
        f'lang="{html.escape(lang)}">{html.escape(text)}</p>'
    )


def verse_html(
    couplets: Sequence[Sequence[str]], *, lang: str, direction: str | None = None
) -> str:
    """Couplets' HTML: each a pair of hemistichs side by side, one below the other on a phone."""
    way = _way(" ".join(half for couplet in couplets for half in couplet), direction)
    lines = "".join(
        "<p>" + "".join(f"<span>{html.escape(half)}</span>" for half in couplet) + "</p>"
        for couplet in couplets
    )
    way, lang = html.escape(way), html.escape(lang)
    return f'<div class="u-verse" dir="{way}" lang="{lang}">{lines}</div>'


def text(body: str, *, lang: str, direction: str | None = None) -> None:
    """Show a paragraph in its own direction; `direction` is found from the text if not given."""
    st.html(text_html(body, lang=lang, direction=direction))


def verse(couplets: Sequence[Sequence[str]], *, lang: str, direction: str | None = None) -> None:
    """Show couplets, as Persian verse is set."""
    st.html(verse_html(couplets, lang=lang, direction=direction))
