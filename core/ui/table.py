"""A plain table of text that a phone can scroll by itself, for cards and scoreboards.

It needs no pandas and no canvas, so it is quick, selectable, and read aloud in order. For numbers
that a visitor should sort or filter, use `st.dataframe`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st


def table_html(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str,
    numeric: frozenset[int] = frozenset(),
) -> str:
    """The table's HTML; columns in `numeric` are set to the right; everything is escaped."""

    def cell(tag: str, place: int, content: object) -> str:
        kind = ' class="n"' if place in numeric else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{kind}{scope}>{html.escape(str(content))}</{tag}>"

    head = "".join(cell("th", place, name) for place, name in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(cell("td", place, item) for place, item in enumerate(row)) + "</tr>"
        for row in rows
    )
    said = html.escape(caption)
    return (
        f'<div class="u-table" role="region" tabindex="0" aria-label="{said}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str,
    numeric: frozenset[int] = frozenset(),
) -> None:
    """Show the table; `caption` names it for a screen reader."""
    st.html(table_html(heads, rows, caption=caption, numeric=numeric))
