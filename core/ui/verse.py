"""Text set in its own direction and language: a paragraph, or verse in couplets.

Streamlit has no right-to-left of its own, so this small family sets `dir`, `lang` and an isolate,
and Persian takes the bundled Vazirmatn. Everything given is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from core.text.direction import direction as direction_of

_CSS = """<style>
.u-text{unicode-bidi:isolate;line-height:1.75;max-width:68ch;overflow-wrap:anywhere;white-space:pre-wrap;margin:.2rem 0}
.u-text[dir=rtl]{font-family:'Vazirmatn','Inter',sans-serif;line-height:2.1;text-align:right;margin-inline-start:auto}
.u-verse{margin:.4rem 0;padding:0}
.u-verse>p{display:grid;grid-template-columns:1fr 1fr;gap:0 2.5rem;margin:.15rem 0;unicode-bidi:isolate;max-width:44rem}
.u-verse[dir=rtl]{font-family:'Vazirmatn','Inter',sans-serif;font-size:1.1rem;line-height:2.1}
.u-verse>p>span{unicode-bidi:isolate;overflow-wrap:anywhere}
@media (max-width:640px){.u-verse>p{grid-template-columns:1fr}.u-verse>p>span+span{padding-inline-start:2rem}}
</style>"""


def _way(text: str, direction: str | None) -> str:
    way = direction or direction_of(text)
    return "auto" if way == "neutral" else way


def text_html(text: str, *, lang: str, direction: str | None = None) -> str:
    """A paragraph's HTML; line ends are kept."""
    return (
        f'{_CSS}<p class="u-text" dir="{html.escape(_way(text, direction))}" '
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
    return f'{_CSS}<div class="u-verse" dir="{html.escape(way)}" lang="{html.escape(lang)}">{lines}</div>'


def text(body: str, *, lang: str, direction: str | None = None) -> None:
    """Show a paragraph in its own direction; `direction` is found from the text if not given."""
    st.html(text_html(body, lang=lang, direction=direction))


def verse(couplets: Sequence[Sequence[str]], *, lang: str, direction: str | None = None) -> None:
    """Show couplets, as Persian verse is set."""
    st.html(verse_html(couplets, lang=lang, direction=direction))
