"""How much a text repeats itself: the share of its n-grams of characters that stood there before.

Holtzman et al. 2020 ("The Curious Case of Neural Text Degeneration") count repetition in words;
verse models write letters, so n letters in a row are counted here. A long real text repeats a few
as well: a share means something beside that of real text of the same length.
"""

from __future__ import annotations

SPAN = 12  # letters: longer than nearly all words, so that a word used twice is no repetition


def repeated_places(text: str, span: int = SPAN) -> list[bool]:
    """For each n-gram of `span` characters, by where it begins: whether it stood there before."""
    seen: set[str] = set()
    found = []
    for place in range(len(text) - span + 1):
        piece = text[place : place + span]
        found.append(piece in seen)
        seen.add(piece)
    return found


def repeated_share(text: str, span: int = SPAN) -> float:
    """The share of n-grams that stood there before, 0…1; 0 for a text shorter than one."""
    found = repeated_places(text, span)
    return sum(found) / len(found) if found else 0.0


def first_repetition(text: str, span: int = SPAN) -> int | None:
    """Where the first n-gram begins that stood there before."""
    return next((place for place, met in enumerate(repeated_places(text, span)) if met), None)
