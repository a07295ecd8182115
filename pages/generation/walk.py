"""A text written letter by letter: the road taken, the roads left, and every answer of the model.

The answers stay in the visitor's session by what was read, so another temperature or cut reads them
again and asks nothing; what was asked and what was read again are both counted. The next letter is
a function of the answer, the settings and the seed's number for its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.cuts import Cuts, cuts
from core.runtime.engine.sampling import SamplingSettings, distribution, draw, uniform
from core.runtime.tasks.character_model import CharacterModel

Ids = tuple[int, ...]
START = 0
MOST = 240  # letters written
ANSWERS_KEPT = 4_000  # a few hundred numbers each
ROADS_KEPT = 12


@dataclass(frozen=True)
class Place:
    """The next letter at one place: what may stand there and what the number says."""

    cuts: Cuts
    probs: NDArray[np.float64]  # [V], what is drawn from, by id
    number: float  # of the seed for this place, in [0, 1)
    id: int  # the letter on which the number falls


@dataclass
class Walk:
    """One visitor's road after `beginning` (ids); `at` letters of it stand before the place that
    is looked at."""

    model: str
    beginning: Ids
    written: Ids = ()
    at: int = 0
    left: list[Ids] = field(default_factory=list)  # other roads, the latest last
    answers: dict[Ids, NDArray[np.float32]] = field(default_factory=dict)
    asked: int = 0  # how often the model was asked
    read: int = 0  # how often an answer was read under some settings
    running: int = 0  # letters still to be written
    stopped: bool = False
    origin: tuple[SamplingSettings, int] | None = None  # the settings and place it began with

    def log_probs(self, task: CharacterModel, count: int) -> NDArray[np.float32]:
        """What may follow the first `count` letters, [V]; `<s>` is forbidden. Asks at most once."""
        prefix = (*self.beginning, *self.written[:count])
        found = self.answers.get(prefix)
        if found is None:
            self.asked += 1
            found = np.array(task.log_probs(prefix), np.float32)
            found[START] = -np.inf
            self.answers[prefix] = found
            if len(self.answers) > ANSWERS_KEPT:
                del self.answers[next(iter(self.answers))]
        return found

    def place(self, task: CharacterModel, settings: SamplingSettings, count: int) -> Place:
        """The place after `count` letters, everything that can be shown of it."""
        log_probs = self.log_probs(task, count)
        self.read += 1
        return Place(
            cuts(log_probs, settings),
            _probs(log_probs, settings),
            uniform(settings.seed, count),
            self._drawn(task, settings, count),
        )

    def step(self, task: CharacterModel, settings: SamplingSettings) -> None:
        """Write the letter on which the number falls, and go on to the place after it."""
        if self.at < MOST:
            self.choose(self._drawn(task, settings, self.at))

    def choose(self, id: int) -> None:
        """Let the letter `id` stand here; another that stood here begins a road that is left."""
        if self.at >= MOST:
            return
        if self.at < len(self.written) and self.written[self.at] == id:
            self.at += 1
            return
        if self.at < len(self.written):
            self._leave()
        self.written = (*self.written[: self.at], id)
        self.at += 1

    def go(self, place: int) -> None:
        """Look at an earlier or later place of this road."""
        self.at = min(max(place, 0), len(self.written))

    def take_up(self, road: Ids) -> None:
        """Go on with a road that was left."""
        self._leave()
        self.left = [other for other in self.left if other != road]
        self.written, self.at = road, len(road)

    def by_hand(self, task: CharacterModel, settings: SamplingSettings) -> int:
        """How many letters the link must spell: up to the last that `settings` would not draw."""
        for place in range(self.at - 1, -1, -1):
            if self._drawn(task, settings, place) != self.written[place]:
                return place + 1
        return 0

    def _drawn(self, task: CharacterModel, settings: SamplingSettings, count: int) -> int:
        probs = _probs(self.log_probs(task, count), settings)
        return draw(probs, uniform(settings.seed, count))

    def _leave(self) -> None:
        """Keep the road as it stands among those left, unless it is the beginning of one."""
        road = self.written
        if road and not any(other[: len(road)] == road for other in self.left):
            self.left = [other for other in self.left if road[: len(other)] != other]
            self.left = [*self.left, road][-ROADS_KEPT:]


def _probs(log_probs: NDArray[np.float32], settings: SamplingSettings) -> NDArray[np.float64]:
    return distribution(
        log_probs,
        temperature=settings.temperature,
        top_k=settings.top_k,
        top_p=settings.top_p,
    )


def walked(
    task: CharacterModel,
    beginning: Ids,
    settings: SamplingSettings,
    road: Sequence[int],
    steps: int,
) -> Walk:
    """A road from a link: the letters of `road`, then drawn ones, `steps` in all."""
    walk = Walk(task.artifact.id, beginning)
    for id in road[: min(steps, MOST)]:
        walk.choose(id)
    while walk.at < min(steps, MOST):
        walk.step(task, settings)
    return walk


def shared(one: Ids, other: Ids) -> int:
    """How many letters two roads have in common from their beginning."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
