"""Letters that stand apart, in the shape they have in their word.

A letter of the Arabic script that is drawn alone falls back to its isolated shape. With a
zero-width joiner on the side where it holds on to a neighbour, it keeps its own (Unicode chapter
9.2, joining types). What it is not: shaping, which is the font's work; and nothing to copy from,
since joiners are added.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

JOINER = "\u200d"
# Joined to the letter before them and never to the one after.
RIGHT_JOINING = frozenset("اآأإٱدذرزژڈړوؤۆۇۋةۀ")
UNJOINED = frozenset("ء")


def _joins(letter: str) -> bool:
    return (
        len(letter) == 1
        and unicodedata.bidirectional(letter) == "AL"
        and unicodedata.category(letter) in {"Lo", "Lm"}
        and letter not in UNJOINED
    )


def letter_forms(letters: Sequence[str]) -> tuple[str, ...]:
    """Each of `letters` with the joiners that its neighbours in the row call for."""
    forms = []
    for place, letter in enumerate(letters):
        if not _joins(letter):
            forms.append(letter)
            continue
        before = letters[place - 1] if place else ""
        after = letters[place + 1] if place + 1 < len(letters) else ""
        held = JOINER if _joins(before) and before not in RIGHT_JOINING else ""
        holds = JOINER if _joins(after) and letter not in RIGHT_JOINING else ""
        forms.append(held + letter + holds)
    return tuple(forms)
