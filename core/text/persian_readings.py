"""How likely each letter plays each role in a reading, learnt from scanned verse.

`data/persian_readings.json` holds costs in nats, −ln of a share, for the words that were met often
and for letters between their neighbours. The shares were counted on training poems whose metre is
certain, read in that metre (`python -m core.training.persian_prosody`). Without the file the same
code works on a guess by hand, from which the counting began.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from core.text.persian_syllables import ROLES

Costs = dict[str, float]  # by role
EDGE = "^"
VOWEL_AHEAD = "~"  # an edge behind which a vowel stands that may take the last consonant
WORD = re.compile(r"[^ ]+")
# The guess before any counting: costs of the roles inside a word and at its end.
INSIDE: Costs = dict(zip(ROLES, (0.7, 0.7, 0.4, 0.2, 1.2, 1.5), strict=True))
AT_END: Costs = dict(zip(ROLES, (0.4, 1.2, 0.9, 0.2, 1.2, 2.5), strict=True))


class Readings:
    """Costs of roles: of a word's letters where the word is known, else of a letter's
    surroundings, else of a place."""

    def __init__(
        self,
        words: Mapping[str, tuple[Costs, ...]] | None = None,
        surroundings: Mapping[str, Costs] | None = None,
    ) -> None:
        self._words, self._surroundings = words or {}, surroundings or {}

    @property
    def words(self) -> Iterator[str]:
        """The words that are known by themselves, with `VOWEL_AHEAD` behind where that was met."""
        return iter(self._words)

    def of_word(self, word: str, edge: str = EDGE) -> tuple[Costs, ...]:
        """Costs by role for each letter of one word (joiners have costs too; nobody asks)."""
        known = self._words.get(named(word, edge))
        if known is not None:
            return known
        return tuple(
            self._surroundings.get(key) or (AT_END if place == len(word) - 1 else INSIDE)
            for place, key in enumerate(surroundings(word, edge))
        )

    def of_line(self, text: str) -> list[Costs]:
        """Costs by role at every place of a line; those of a space are empty."""
        costs: list[Costs] = [{}] * len(text)
        for found in WORD.finditer(text):
            costs[found.start() : found.end()] = self.of_word(found[0], edge_of(text, found.end()))
        return costs


def edge_of(text: str, end: int) -> str:
    """What stands behind a word that ends at `end`."""
    ahead = text[end + 1 : end + 3]
    return VOWEL_AHEAD if ahead[:1] in ("ا", "آ") or ahead in ("و", "و ") else EDGE


def named(word: str, edge: str) -> str:
    """The word's key: before a vowel it is read otherwise."""
    return word if edge == EDGE else word + edge


def surroundings(word: str, edge: str) -> list[str]:
    """The key of each letter: the letters on its sides, and for the last two what stands behind."""
    framed = EDGE + word + edge
    keys = [framed[place : place + 3] for place in range(len(word))]
    if edge != EDGE and len(word) > 1:
        keys[-2] += edge
    return keys


def packed(costs: Costs, unit: float) -> str:
    """One hexadecimal digit a role."""
    return "".join(f"{min(15, round(costs[role] / unit)):x}" for role in ROLES)


def unpacked(digits: str, unit: float) -> Costs:
    return {role: int(digit, 16) * unit for role, digit in zip(ROLES, digits, strict=True)}


@cache
def readings() -> Readings:
    """The learnt readings that come with the project."""
    file = resources.files("core.text").joinpath("data/persian_readings.json")
    if not file.is_file():
        return Readings()
    data = json.loads(file.read_text(encoding="utf-8"))
    unit, size = float(data["unit"]), len(ROLES)
    words = {
        word: tuple(
            unpacked(digits[place : place + size], unit) for place in range(0, len(digits), size)
        )
        for word, digits in data["words"].items()
    }
    surroundings = {key: unpacked(digits, unit) for key, digits in data["surroundings"].items()}
    return Readings(words, surroundings)
