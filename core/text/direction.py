"""The direction of a text: right to left, left to right, or mixed.

What it is: the strong characters of Unicode's bidirectional algorithm (UAX #9, rules P2 and P3)
counted, and a text cut into runs of one direction. What it is not: a reordering of characters,
which is the browser's work.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl", "neutral"]

RIGHT_TO_LEFT = frozenset({"R", "AL"})
LEFT_TO_RIGHT = frozenset({"L"})

# LRM RLM ALM, embeddings and overrides, isolates: they order text and show nothing.
CONTROLS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_WITHOUT_CONTROLS = dict.fromkeys(map(ord, CONTROLS))

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True)
class Run:
    """A stretch of text of one direction; neutral characters go with the run before them."""

    text: str
    direction: Direction


def strong(character: str) -> Direction:
    """The direction one character forces, `neutral` for digits, spaces, punctuation, emoji."""
    kind = unicodedata.bidirectional(character)
    if kind in RIGHT_TO_LEFT:
        return "rtl"
    return "ltr" if kind in LEFT_TO_RIGHT else "neutral"


def direction(text: str) -> Direction:
    """The base direction of a paragraph: that of its first strong character (UAX #9, P2)."""
    return next((found for found in map(strong, text) if found != "neutral"), "neutral")


def is_mixed(text: str) -> bool:
    """Whether strong characters of both directions occur."""
    return {"ltr", "rtl"} <= set(map(strong, text))


def rtl_share(text: str) -> float:
    """The share of right-to-left characters among the strong ones; 0 when there are none."""
    found = [strong(character) for character in text]
    count = found.count("rtl") + found.count("ltr")
    return found.count("rtl") / count if count else 0.0


def runs(text: str) -> list[Run]:
    """The text cut where the direction changes; the runs' texts joined give the text back."""
    cut: list[tuple[list[str], Direction]] = []
    for character in text:
        found = strong(character)
        if not cut:
            cut.append(([character], found))
        elif found == "neutral" or found == cut[-1][1]:
            cut[-1][0].append(character)
        elif cut[-1][1] == "neutral":
            cut[-1] = ([*cut[-1][0], character], found)
        else:
            cut.append(([character], found))
    return [Run("".join(characters), found) for characters, found in cut]


def without_controls(text: str) -> str:
    """The text without bidirectional controls, so that nothing typed can reorder a page."""
    return text.translate(_WITHOUT_CONTROLS)


def isolate(text: str) -> str:
    """The text in a first-strong isolate, for plain text set amid the other direction."""
    return FIRST_STRONG_ISOLATE + without_controls(text) + POP_ISOLATE
