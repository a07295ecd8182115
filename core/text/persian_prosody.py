"""The metre of a Persian hemistich, by the cheapest of all its readings.

    cost(metre) = min over readings of  Σ letters −ln p(role) + Σ licences

The readings are a lattice (`persian_syllables`), the costs of roles are learnt
(`persian_readings`), and dynamic programming over (letter, place of the metre) finds the minimum
for all metres at once.
With contracted pairs and caesuras each step is a shift of a table [M metres, P places].
How often it is right was measured on poems outside of training: see docs/persian-prosody.md. It is
no judge of beauty, and where vowels are unwritten it can be fooled: a line may scan by a reading
that nobody would say.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.text.persian_metres import NEVER, Metre, metres, tables
from core.text.persian_readings import Costs, Readings, readings
from core.text.persian_syllables import BOUNDARIES, Arc, Lattice

LETTERS_AT_MOST = 90  # a hemistich has 12 to 45
Arriving = dict[int, list[tuple[Arc, float]]]  # arcs with their costs, by where they end
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Syllable:
    """One syllable as read: its letters, and its weight ("-", "u", or "-u" for overlong)."""

    letters: str
    weight: str
    places: int  # of the metre that it fills


@dataclass(frozen=True)
class Scansion:
    """A hemistich read in a metre; `cost` in nats, lower is better, inf where it cannot be."""

    metre: Metre
    cost: float
    syllables: tuple[Syllable, ...]

    @property
    def weights(self) -> str:
        return "".join(syllable.weight for syllable in self.syllables)


class Line:
    """One hemistich with its costs in every metre."""

    def __init__(self, text: str, known: Readings | None = None) -> None:
        self.text = " ".join(text.split())[:LETTERS_AT_MOST]
        self.lattice = Lattice(self.text)
        roles = (known or readings()).of_line(self.lattice.text)
        self._arcs = [(arc, _cost(arc, roles)) for arc in self.lattice.arcs]
        self._states: dict[int, Floats] = {}
        self.costs = self._run()

    @property
    def letters(self) -> int:
        """Letters without spaces and joiners."""
        return sum(letter not in BOUNDARIES for letter in self.lattice.text)

    def _run(self) -> tuple[float, ...]:
        """The cost of the best reading in each metre, in the order of `metres()`."""
        table, end = tables(), self.lattice.length
        shape = table.long.shape
        arriving: dict[int, dict[str, Floats]] = {}
        start = np.full(shape, NEVER, np.float32)
        start[:, 0] = 0.0
        states = self._states
        states[self.lattice.first] = start
        for arc, cost in self._arcs:  # by start, and every arc leads forwards
            state = states.get(arc.start)
            if state is None:
                state = states[arc.start] = _arrived(arriving.pop(arc.start), shape, last=False)
            moved = state + np.float32(cost)
            weights = arriving.setdefault(arc.end, {})
            if arc.weight in weights:
                np.minimum(weights[arc.weight], moved, out=weights[arc.weight])
            else:
                weights[arc.weight] = moved
        if end not in arriving:
            return (math.inf,) * len(table.lengths)
        final = states[end] = _arrived(arriving[end], shape, last=True)
        ends = final[np.arange(shape[0]), list(table.lengths)]
        return tuple(float(cost) if cost < NEVER / 2 else math.inf for cost in ends)

    def cost(self, metre: Metre) -> float:
        """The cost of the best reading in the metre or a variant of it."""
        return min(
            cost
            for cost, other in zip(self.costs, metres(), strict=True)
            if other.family == metre.family
        )

    def scan(self, metre: Metre) -> Scansion:
        """The best reading in the metre or a variant of it, walked back from its end."""
        kin = [row for row, one in enumerate(metres()) if one.family == metre.family]
        row = min(kin, key=self.costs.__getitem__)
        metre = metres()[row]
        cost, place, letter = self.costs[row], len(metre.places), self.lattice.length
        if math.isinf(cost):
            return Scansion(metre, cost, ())
        into: Arriving = {}
        for arc, price in self._arcs:
            into.setdefault(arc.end, []).append((arc, price))
        left, syllables, arcs = cost, [], []
        while place > 0:
            arc, filled, left = self._back(row, letter, place, left, into)
            syllables.append(_syllable(self.lattice.text, arc, filled))
            arcs.append(arc)
            letter, place = arc.start, place - filled
        self.walked = arcs[::-1]
        return Scansion(metre, cost, tuple(syllables[::-1]))

    def _back(
        self, row: int, letter: int, place: int, left: float, into: Arriving
    ) -> tuple[Arc, int, float]:
        """The arc by which the best reading came to this letter and place."""
        last = letter == self.lattice.length
        best: tuple[float, Arc, int, float] | None = None
        for arc, price in into[letter]:
            state = self._states[arc.start]
            for filled, extra in _fills(arc.weight, row, place, last):
                before = float(state[row, place - filled])
                off = abs(before + price + extra - left)
                if before < NEVER / 2 and (best is None or off < best[0]):
                    best = (off, arc, filled, before)
        assert best is not None, "a reading that ends has a beginning"
        return best[1], best[2], best[3]


def _cost(arc: Arc, roles: list[Costs]) -> float:
    return arc.licence + sum(roles[place][role] for place, role in arc.roles)


def _shift(state: Floats, by: int) -> Floats:
    moved = np.full_like(state, NEVER)
    moved[:, by:] = state[:, :-by]
    return moved


def _arrived(weights: dict[str, Floats], shape: tuple[int, ...], *, last: bool) -> Floats:
    """The state at a letter: every syllable that ends there, put on the places of every metre."""
    table = tables()
    one = np.full(shape, NEVER, np.float32)  # fills one place
    two = np.full(shape, NEVER, np.float32)
    for weight, state in weights.items():
        if weight == "S":
            np.minimum(one, state + table.short, out=one)
        elif weight == "L":
            np.minimum(one, state + table.long, out=one)
            np.minimum(two, state + table.contracted, out=two)
        else:
            left = table.long if weight[0] == "L" else table.short
            right = table.long if weight[1] == "L" else table.short
            following = np.full(shape, NEVER, np.float32)
            following[:, :-1] = right[:, 1:]
            np.minimum(two, state + left + following, out=two)
            if weight == "LS":
                np.minimum(one, state + table.caesura, out=one)
        if last and weight in ("S", "L", "LS"):
            free = table.last_short if weight == "S" else table.last_long
            np.minimum(one, state + free, out=one)
    return np.minimum(_shift(one, 1), _shift(two, 2))


def _fills(weight: str, row: int, place: int, last: bool) -> list[tuple[int, float]]:
    """The ways in which a syllable may end at `place`: (places filled, cost); as in `_arrived`."""
    table, found = tables(), []

    def add(filled: int, cost: float) -> None:
        if place >= filled and cost < NEVER / 2:
            found.append((filled, cost))

    one, two = place - 1, place - 2
    kinds = {"S": table.short, "L": table.long}
    if weight in kinds:
        add(1, float(kinds[weight][row, one]))
    if weight == "L" and two >= 0:
        add(2, float(table.contracted[row, two]))
    if len(weight) == 2 and two >= 0:
        add(2, float(kinds[weight[0]][row, two] + kinds[weight[1]][row, one]))
    if weight == "LS":
        add(1, float(table.caesura[row, one]))
    if last and weight in ("S", "L", "LS"):
        free = table.last_short if weight == "S" else table.last_long
        add(1, float(free[row, one]))
    return found


def _syllable(text: str, arc: Arc, filled: int) -> Syllable:
    weight = arc.weight.replace("L", "-").replace("S", "u")
    return Syllable(text[arc.start : arc.end].strip(), weight, filled)


def fit(line: Line, metre: Metre) -> float:
    """How much a hemistich looks like one of the metre, 0 … 1, against chance.

    It is the share of real hemistichs among real and word-shuffled ones that cost as much a letter,
    a logistic curve fitted on held-out poems (`data/persian_prosody.json`)."""
    cost = line.cost(metre)
    if math.isinf(cost) or not line.letters:
        return 0.0
    middle, width = _curve()
    return 1.0 / (1.0 + math.exp(min(60.0, (cost / line.letters - middle) / width)))


@cache
def measured() -> dict[str, Any]:
    """What was measured on held-out poems; see docs/persian-prosody.md."""
    file = resources.files("core.text").joinpath("data/persian_prosody.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _curve() -> tuple[float, float]:
    curve = measured()["fit"]
    return float(curve["middle"]), float(curve["width"])


def best_metre(*hemistichs: str) -> tuple[Metre, float]:
    """The metre in which all hemistichs together are read at the lowest cost, and that cost.

    Raises `ValueError` without any hemistich."""
    lines = [Line(text) for text in hemistichs]
    if not lines:
        raise ValueError("no hemistich to scan")
    ranked = ranking(lines)
    return ranked[0]


def ranking(lines: list[Line]) -> list[tuple[Metre, float]]:
    """Metres by rising cost over all lines, the best variant of each family for each line."""
    totals: dict[str, float] = {}
    for one in metres():
        if one.family == one.id:
            totals[one.id] = sum(line.cost(one) for line in lines)
    known = {one.id: one for one in metres()}
    return sorted(((known[name], cost) for name, cost in totals.items()), key=lambda pair: pair[1])
