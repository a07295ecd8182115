"""Which units of a layer a visitor means: "12", "0-31, 40", or all of them."""

from __future__ import annotations

import re

UNITS_AT_MOST = 4096  # that a list is read for
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def read_units(text: str, hidden: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The units named in `text`, rising, and the pieces that name none of 0 … hidden − 1.

    Persian and Arabic digits count too. An empty text names none.
    """
    units: set[int] = set()
    odd = []
    for piece in filter(
        None, re.split(r"[,،;\s]+", re.sub(r"(?<=\d)\s*[-–—]\s*(?=\d)", "-", text))
    ):
        match = _RANGE.fullmatch(piece)
        if match is None:
            odd.append(piece)
            continue
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        inside = range(max(first, 0), min(last, hidden - 1) + 1)
        if not inside or last >= hidden:
            odd.append(piece)
        units.update(inside[:UNITS_AT_MOST])
    return tuple(sorted(units)), tuple(odd[:6])


def written(units: tuple[int, ...]) -> str:
    """The units as a visitor would type them."""
    return ", ".join(map(str, units))
