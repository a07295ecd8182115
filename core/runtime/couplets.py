"""Persian couplets written hemistich by hemistich, the best of several candidates each time.

The model offers candidates, and where none of them rhymes, the best get a rhyming end
(`core.runtime.rhyme_endings`). What is chosen is decided by

    score = ln p(letters) / letters + METRE · ln(fit) + RHYME · rhyme

with the fit of the metre (`core.text.persian_prosody`) to that of the first hemistich and, where
the form asks for it, the rhyme (`core.text.persian_rhyme`). All candidates are kept, so that the
road not taken can be shown and taken. A poem is a function of the wish alone. What it is not:
a constraint inside the model, which knows nothing of metre or rhyme by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.rhyme_endings import allowed_after, endings
from core.runtime.verse_writer import Offered, Writer
from core.text.persian_metres import Metre, metre
from core.text.persian_prosody import Line, fit, ranking
from core.text.persian_rhyme import SURE, Rhyme, rhyme

Form = Literal["masnavi", "ghazal", "robai"]
Choice = Literal["fit", "best", "first"]
CHOICES: tuple[Choice, ...] = ("fit", "best", "first")
FORMS: tuple[Form, ...] = ("masnavi", "ghazal", "robai")
COUPLETS_AT_MOST, CANDIDATES_AT_MOST = 12, 32
LETTERS = 64  # a candidate's length at most
LEAST_LETTERS = 10
METRE, RHYME = 1.0, 2.0  # weights in the score, in nats a letter
ROBAI = "robai"
BEGINNINGS, ENDS, FITTED_AT_MOST = 4, 8, 8  # of the lines that get a rhyming end
IN_METRE = 0.5  # a fit from which on a line is more like the metre than like chance
UNFINISHED = -9.0  # what a hemistich without an end loses


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for. `metre` is an id or "" for that of the first hemistich; `road` names
    the candidates taken by hand: (hemistich, candidate). `choose` is "fit" (choose, and fit a
    rhyming end where no candidate rhymes), "best" (choose) or "first" (take the first draw).
    """

    beginning: str = ""
    poet: str | None = None
    form: Form = "masnavi"
    metre: str = ""
    couplets: int = 4
    candidates: int = 16
    choose: Choice = "fit"
    temperature: float = 0.7
    seed: int = 0
    road: tuple[tuple[int, int], ...] = ()


# What a page asks for first.
FIRST = Wish(beginning="شبی در بیابان", poet="ferdousi", couplets=3, seed=7)


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
    fitted: bool = False  # whether its last words were chosen for the rhyme


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
        if wish.choose != "first":
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
    """The metre that a poem should keep: the one asked for, or that of its first hemistich."""
    if wish.form == "robai":
        return metre(ROBAI)
    if wish.metre:
        return metre(wish.metre)
    return _likely(lines[:1], wish) if lines else None


def _likely(lines: Sequence[Line], wish: Wish) -> Metre:
    """The likeliest metre among those of the form, and of the poet, unless a beginning is given."""
    ranked = [one for one, _ in ranking(list(lines)) if one.id != ROBAI]
    if wish.form == "masnavi":
        ranked = [one for one in ranked if one.masnavi]
        his = [one for one in ranked if wish.poet in one.masnavi_of]
        ranked = his if his and not wish.beginning else ranked
    return ranked[0]


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
    options = tuple(_judged(one, begun, wish, target, with_whom) for one in found)
    if with_whom and wish.choose == "fit" and not any(_good(option) for option in options):
        options += _fitted(writer, wish, so_far(texts), options, target, with_whom, cancel)
    return options


def _good(option: Option) -> bool:
    """Whether a rhyme holds for sure, in a whole hemistich of the metre."""
    sure = option.rhyme is not None and option.rhyme.strength == SURE
    return sure and option.ended and option.fit >= IN_METRE


def _fitted(
    writer: Writer,
    wish: Wish,
    before: str,
    options: tuple[Option, ...],
    target: Metre | None,
    with_whom: list[str],
    cancel: Cancel | None,
) -> tuple[Option, ...]:
    """The best beginnings of the options with the most probable rhyming ends."""
    between = rhyme(*with_whom[:2]) if len(with_whom) > 1 else None
    radif = between.radif if between and between.holds else None
    allowed = allowed_after(with_whom[0], radif)
    made: dict[str, Option] = {}
    for option in sorted(options, key=_without_rhyme, reverse=True)[:BEGINNINGS]:
        words = option.text.split()
        head = " ".join(words[: -1 - len((radif or "").split())])
        if not head or not allowed:
            continue
        log_prob = option.letter_log_prob * len(head)  # near enough: the whole line's mean
        for end in endings(writer, before + head, allowed, wish.poet, count=ENDS, cancel=cancel):
            text = f"{head} {end.text}"
            whole = _Whole(text, log_prob + end.log_prob)
            made[text] = replace(_judged(whole, "", wish, target, with_whom), fitted=True)
    best = sorted(made.values(), key=lambda option: -option.score)
    return tuple(best[:FITTED_AT_MOST])


def _without_rhyme(option: Option) -> float:
    return option.score - RHYME * (option.rhyme.strength if option.rhyme else 0.0)


@dataclass(frozen=True)
class _Whole:
    text: str
    log_prob: float
    ended: bool = True


def _judged(
    one: Offered, begun: str, wish: Wish, target: Metre | None, with_whom: list[str]
) -> Option:
    added = one.text.rstrip("\t\n")
    text = " ".join((begun + added).split(" ")).strip()
    line = Line(text)
    own = target or _likely([line], wish)
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
