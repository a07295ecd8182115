"""A heat strip: a row of numbers, such as a vector or a cell's state, as small coloured cells.

Drawn as one gradient with hard stops: a vector of 300 costs 8 kB and no script. For matrices with
axes and values to read off, use a chart.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import streamlit as st

from core.ui.theme import colours

HIGH = 26  # px
MOST = 1024  # numbers drawn


def heat_html(
    values: Sequence[float], *, alt: str, signed: bool = True, span: float | None = None
) -> str:
    """The strip as HTML, as wide as its place; `span` is the value of the full colour."""
    palette = colours()
    shown = [float(value) if math.isfinite(value) else 0.0 for value in values[:MOST]]
    full = span or max((abs(value) for value in shown), default=1.0) or 1.0
    share = 100 / max(1, len(shown))
    tints = (palette.along(value / full, signed=signed) for value in shown)
    stops = ",".join(
        f"{tint} {place * share:.2f}% {(place + 1) * share:.2f}%"
        for place, tint in enumerate(tints)
    )
    return (
        f'<div role="img" aria-label="{html.escape(alt)}" style="height:{HIGH}px;border-radius:3px;'
        f'background:linear-gradient(to right,{stops or palette.surface + " 0% 100%"})"></div>'
    )


def heat_strip(
    values: Sequence[float],
    *,
    alt: str,
    label: str | None = None,
    signed: bool = True,
    span: float | None = None,
) -> None:
    """Show `values` as a strip, with `label` before it in words."""
    strip = heat_html(values, alt=alt, signed=signed, span=span)
    if label:
        strip = f'<div class="u-heat"><span dir="auto">{html.escape(label)}</span>{strip}</div>'
    st.html(strip)
