"""Persian couplets written hemistich by hemistich, the best of several candidates each time.

The model offers candidates; what is chosen is decided by

    score = ln p(letters) / letters + METRE · ln(fit) + RHYME · rhyme

with the fit of the metre (`core.text.persian_prosody`) to that of the first hemistich and, where
the form asks for it, the rhyme (`core.text.persian_rhyme`). All candidates are kept, so that the
road not taken can be shown and taken. A poem is a function of the wish alone. What it is not:
a constraint inside the model, which knows nothing of metre or rhyme by name.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, ClassVar, Literal, Protocol

from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.text.persian_metres import Metre, metre
from core.text.persian_prosody import Line, fit, ranking
from core.text.persian_rhyme import Rhyme, rhyme

Form = Literal["masnavi", "ghazal", "robai"]
FORMS: tuple[Form, ...] = ("masnavi", "ghazal", "robai")
COUPLETS_AT_MOST, CANDIDATES_AT_MOST = 12, 32
LETTERS = 64  # a candidate's length at most
LEAST_LETTERS = 10
BATCHES_KEPT = 600  # at most about 5 kB each
METRE, RHYME = 0.5, 2.0  # weights in the score, in nats a letter
ROBAI = "robai"
UNFINISHED = -9.0  # what a hemistich without an end loses


class Offered(Protocol):
    """One text of the model's."""

    @property
    def text(self) -> str: ...
    @property
    def log_prob(self) -> float: ...
    @property
    def ended(self) -> bool: ...


class Writer(Protocol):
    """What is needed of a character model."""

    def candidates(
        self,
        text: str,
        count: int,
        settings: SamplingSettings,
        *,
        condition: str | None = None,
        stop: str = "\n",
        forbid: str = "",
        cancel: Cancel | None = None,
    ) -> Sequence[Offered]: ...


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for. `metre` is an id or "" for that of the first hemistich; `road` names
    the candidates taken by hand: (hemistich, candidate). Without `choose` the first draw is taken.
    """

    beginning: str = ""
    poet: str | None = None
    form: Form = "masnavi"
    metre: str = ""
    couplets: int = 4
    candidates: int = 16
    choose: bool = True
    temperature: float = 0.7
    seed: int = 0
    road: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Option:
    """A candidate for a hemistich. `letter_log_prob` is the mean ln p of what the model added;
    `rhyme` is None where the form asks for none."""

    text: str
    letter_log_prob: float
    ended: bool
    metre: Metre
    fit: float
    rhyme: Rhyme | None
    score: float


@dataclass(frozen=True)
class Hemistich:
    """One finished hemistich: the options, which of them stands, and whether a hand chose it."""

    index: int
    options: tuple[Option, ...]
    chosen: int
    by_hand: bool = False

    @property
    def option(self) -> Option:
        return self.options[self.chosen]

    @property
    def text(self) -> str:
        return self.option.text


class Remembered:
    """A writer whose latest answers are kept: a changed road asks only for what is new.

    `name` tells writers apart, since all share one memory of `BATCHES_KEPT` batches."""

    _memory: ClassVar[OrderedDict[tuple[Any, ...], tuple[Offered, ...]]] = OrderedDict()
    _lock: ClassVar[Lock] = Lock()

    def __init__(self, writer: Writer, name: str) -> None:
        self._writer, self._name = writer, name

    def candidates(
        self,
        text: str,
        count: int,
        settings: SamplingSettings,
        *,
        condition: str | None = None,
        stop: str = "\n",
        forbid: str = "",
        cancel: Cancel | None = None,
    ) -> tuple[Offered, ...]:
        key = (self._name, text, count, settings, condition, stop, forbid)
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        found = tuple(
            self._writer.candidates(
                text, count, settings, condition=condition, stop=stop, forbid=forbid, cancel=cancel
            )
        )
        with self._lock:
            self._memory[key] = found
            while len(self._memory) > BATCHES_KEPT:
                self._memory.popitem(last=False)
        return found


def rhymes_with(form: Form, index: int) -> tuple[int, ...]:
    """The earlier hemistichs that hemistich `index` must rhyme with."""
    if index % 2 == 0:
        return ()
    if form == "masnavi":
        return (index - 1,)
    return (0,) if index == 1 else (0, 1)


def write(writer: Writer, wish: Wish, cancel: Cancel | None = None) -> Iterator[Hemistich]:
    """The hemistichs of a poem, one after another, each as soon as it is chosen."""
    road = dict(wish.road)
    count = 2 if wish.form == "robai" else min(max(1, wish.couplets), COUPLETS_AT_MOST)
    lines: list[Line] = []
    texts: list[str] = []
    for index in range(2 * count):
        begun = wish.beginning if index == 0 else ""
        options = _options(writer, wish, texts, lines, begun, cancel)
        chosen = 0
        if wish.choose:
            chosen = max(range(len(options)), key=lambda place: options[place].score)
        by_hand = index in road and 0 <= road[index] < len(options)
        if by_hand:
            chosen = road[index]
        found = Hemistich(index, options, chosen, by_hand)
        texts.append(found.text)
        lines.append(Line(found.text))
        yield found


def so_far(texts: Sequence[str], begun: str = "") -> str:
    """Hemistichs as the model's text: two a line, a tab between them."""
    marks = "".join(text + "\t\n"[place % 2] for place, text in enumerate(texts))
    return marks + begun


def metre_of(lines: Sequence[Line], wish: Wish) -> Metre | None:
    """The metre that the next hemistich should have: the one asked for, or that of the lines."""
    if wish.form == "robai":
        return metre(ROBAI)
    if wish.metre:
        return metre(wish.metre)
    return ranking(list(lines))[0][0] if lines else None


def _options(
    writer: Writer,
    wish: Wish,
    texts: list[str],
    lines: list[Line],
    begun: str,
    cancel: Cancel | None,
) -> tuple[Option, ...]:
    index = len(texts)
    settings = SamplingSettings(
        temperature=wish.temperature, seed=wish.seed * 1000 + index, length=LETTERS
    )
    found = writer.candidates(
        so_far(texts, begun),
        min(max(1, wish.candidates), CANDIDATES_AT_MOST),
        settings,
        condition=wish.poet,
        stop="\n" if index % 2 else "\t",
        forbid="\t" if index % 2 else "\n",
        cancel=cancel,
    )
    target = metre_of(lines, wish)
    with_whom = [texts[other] for other in rhymes_with(wish.form, index)]
    return tuple(_judged(one, begun, target, with_whom) for one in found)


def _judged(one: Offered, begun: str, target: Metre | None, with_whom: list[str]) -> Option:
    added = one.text.rstrip("\t\n")
    text = " ".join((begun + added).split(" ")).strip()
    line = Line(text)
    own = target or ranking([line])[0][0]
    fits = fit(line, own)
    mean = one.log_prob / max(1, len(added) + one.ended)
    found = best_rhyme(with_whom, text)
    score = mean + METRE * math.log(max(fits, 1e-4)) + RHYME * (found.strength if found else 0.0)
    if not one.ended or line.letters < LEAST_LETTERS:
        score += UNFINISHED
    return Option(text, mean, one.ended, own, fits, found, score)


def best_rhyme(with_whom: Sequence[str], text: str) -> Rhyme | None:
    """The rhyme with every one of the hemistichs; None where there is nothing to rhyme with.

    With two of them (a ghazal's first couplet) their radif is asked for."""
    if not with_whom:
        return None
    radif = None
    if len(with_whom) > 1:
        between = rhyme(with_whom[0], with_whom[1])
        radif = between.radif if between.holds else None
    each = [rhyme(other, text, radif) for other in with_whom]
    # The later lines of a ghazal may come back to a rhyme word: one of two is enough to be sure.
    weakest = min(each, key=lambda found: found.strength)
    strongest = max(each, key=lambda found: found.strength)
    if len(each) > 1 and strongest.holds and not weakest.holds:
        return replace(strongest, strength=strongest.strength / 2)
    return weakest if len(each) == 1 else strongest
