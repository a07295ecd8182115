"""The metres of Persian verse as patterns of long and short places (`data/persian_metres.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
NEVER = np.float32(1e6)
# Costs of licences of the metre, in nats; set by hand, before anything was measured.
CONTRACTED = 0.7  # two shorts become one long
AT_CAESURA = 0.4  # an overlong syllable before a caesura counts as one long
SHORT_AT_END = 0.4  # the last place takes any syllable


@dataclass(frozen=True)
class Metre:
    """`places` are "-", "u" or "x" (either); `feet` are (pattern, word) pairs for people."""

    id: str
    name: str
    latin: str
    places: str
    pairs: frozenset[int]  # places where two shorts begin that may be one long
    caesuras: frozenset[int]  # places before a caesura
    feet: str
    family: str  # variants of one metre share it
    masnavi: bool  # one of the seven metres of long poems
    masnavi_of: frozenset[str]  # poets who wrote one in it


def _read(entry: dict[str, Any]) -> Metre:
    places, pairs, caesuras = "", set(), set()
    for mark in entry["shape"]:
        if mark == "(":
            pairs.add(len(places))
        elif mark == "‖":
            caesuras.add(len(places) - 1)
        elif mark in "-ux":
            places += mark
    return Metre(
        entry["id"],
        entry["name"],
        entry["latin"],
        places,
        frozenset(pairs),
        frozenset(caesuras),
        entry["feet"],
        entry.get("same_as", entry["id"]),
        "masnavi_of" in entry,
        frozenset(entry.get("masnavi_of", ())),
    )


@cache
def metres() -> tuple[Metre, ...]:
    """All metres, in the order of the data."""
    file = resources.files("core.text").joinpath("data/persian_metres.toml")
    return tuple(_read(entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["metre"])


def metre(name: str) -> Metre:
    """The metre with that id; `KeyError` if there is none."""
    for found in metres():
        if found.id == name:
            return found
    raise KeyError(name)


@dataclass(frozen=True)
class MetreTables:
    """What it costs to put a syllable at a place: each [M, P], P one more than the longest metre.

    `long` and `short` fill one place; `contracted` is a long syllable on a pair of shorts;
    `caesura` an overlong one on a single place; `last_*` any syllable on the last place.
    """

    long: Floats
    short: Floats
    contracted: Floats
    caesura: Floats
    last_short: Floats
    last_long: Floats
    lengths: tuple[int, ...]


@cache
def tables() -> MetreTables:
    """The tables of `metres()`."""
    found = metres()
    shape = (len(found), max(len(metre.places) for metre in found) + 1)
    made = {name: np.full(shape, NEVER, np.float32) for name in MetreTables.__annotations__}
    for row, one in enumerate(found):
        for place, mark in enumerate(one.places):
            if mark in "-x":
                made["long"][row, place] = 0
            if mark in "ux":
                made["short"][row, place] = 0
        for place in one.pairs:
            made["contracted"][row, place] = CONTRACTED
        for place in one.caesuras:
            made["caesura"][row, place] = AT_CAESURA
        made["last_short"][row, len(one.places) - 1] = SHORT_AT_END
        made["last_long"][row, len(one.places) - 1] = 0
    del made["lengths"]
    return MetreTables(**made, lengths=tuple(len(one.places) for one in found))
