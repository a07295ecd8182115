"""English verse written line by line, the best of several candidates each time.

The model offers candidates; what is chosen is decided by

    score = ln p(letters) / letters + RHYME · rhyme + METRE · fit − SYLLABLE · |syllables apart|

with the rhyme (`core.text.english_rhyme`) with the line that the form names, and the metre
(`core.text.english_metre`), whose length is that of the first line. Where no candidate rhymes,
the likeliest ones get another last word: the model itself looks for it among all that rhyme
(`core.runtime.rhyme_endings`). All candidates are kept, so that the road not taken can be shown and
taken. A poem is a function of the wish alone. What it is not: a constraint inside the model, which
knows no rhyme by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.rhyme_endings import Ending, endings
from core.runtime.verse_writer import Offered, Writer
from core.text.english_metre import Metre, metre
from core.text.english_rhyme import Kind, Rhyme, last_word, rhyme, rhyming_words

Form = Literal["couplets", "quatrains", "free"]
FORMS: tuple[Form, ...] = ("couplets", "quatrains", "free")
LINES_AT_MOST, CANDIDATES_AT_MOST = 16, 32
LETTERS = 80  # a candidate's length at most; 99.9 % of the verses read are shorter
# Weights in the score, in nats a letter. Candidates of one line lie within about 0.5 of each other,
# so a rhyme decides, and of those that rhyme the likelier and better measured one.
RHYME, METRE, SYLLABLE = 2.0, 0.5, 0.08
CREDIT = {Kind.PERFECT: 1.0, Kind.NEAR: 0.4, Kind.EYE: 0.3, Kind.IDENTICAL: 0.1, Kind.NONE: 0.0}
APART_AT_MOST = 8  # syllables
TURNS = 3  # draws, where all candidates of a line are blank
UNFINISHED = REPEATED = -9.0  # what a line without an end, or one that was written before, loses
BASES, ENDS = 3, 4  # lines that get another last word, and how many each
MARKS = ("", ",", ".", ";", ":", "!", "?")  # what may stand behind it


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for. `whole`: the beginning is the first line, and not the beginning of
    it. `road` names the candidates taken by hand: (line, candidate). Without `choose` the first
    draw is taken and no rhyme is looked for."""

    beginning: str = ""
    whole: bool = False
    form: Form = "couplets"
    lines: int = 4
    candidates: int = 16
    choose: bool = True
    temperature: float = 0.7
    seed: int = 0
    road: tuple[tuple[int, int], ...] = ()


FIRST = Wish(beginning="The sea", seed=1)  # what a page asks for first


@dataclass(frozen=True)
class Option:
    """A candidate for a line. `letter_log_prob` is the mean ln p of what the model added, the end
    of the line included; `rhyme` is None where the form asks for none; `searched`: its last word
    was looked for among those that rhyme."""

    text: str
    letter_log_prob: float
    ended: bool
    metre: Metre
    rhyme: Rhyme | None
    searched: bool
    score: float


@dataclass(frozen=True)
class Line:
    """One finished line: the options, which of them stands, and whether a hand chose it. A line
    that the visitor gave has no options."""

    index: int
    options: tuple[Option, ...]
    chosen: int
    by_hand: bool = False
    given: str = ""

    @property
    def text(self) -> str:
        return self.options[self.chosen].text if self.options else self.given

    @property
    def rhyme(self) -> Rhyme | None:
        return self.options[self.chosen].rhyme if self.options else None


def rhymes_with(form: Form, index: int) -> int | None:
    """The earlier line that line `index` must rhyme with: AABB in couplets, ABAB in quatrains."""
    if form == "couplets" and index % 2 == 1:
        return index - 1
    if form == "quatrains" and index % 4 >= 2:
        return index - 2
    return None


def opens_stanza(form: Form, index: int) -> bool:
    """Whether a blank line stands before line `index`."""
    return form == "quatrains" and index > 0 and index % 4 == 0


def so_far(form: Form, texts: Sequence[str]) -> str:
    """The poem as the model reads it when the next line is to be written."""
    said = "".join(
        ("\n" if opens_stanza(form, index) else "") + text + "\n"
        for index, text in enumerate(texts)
    )
    return said + ("\n" if texts and opens_stanza(form, len(texts)) else "")


def write(writer: Writer, wish: Wish, cancel: Cancel | None = None) -> Iterator[Line]:
    """The lines of a poem, one after another, each as soon as it is chosen. Ends early where the
    model offers no line at all."""
    road, texts = dict(wish.road), list[str]()
    if wish.whole and wish.beginning:
        texts.append(wish.beginning)
        yield Line(0, (), 0, given=wish.beginning)
    for index in range(len(texts), min(max(1, wish.lines), LINES_AT_MOST)):
        options = _options(writer, wish, texts, cancel)
        if not options:
            return
        chosen = 0
        if wish.choose:
            chosen = max(range(len(options)), key=lambda place: options[place].score)
        by_hand = index in road and 0 <= road[index] < len(options)
        if by_hand:
            chosen = road[index]
        texts.append(options[chosen].text)
        yield Line(index, options, chosen, by_hand)


def _options(
    writer: Writer, wish: Wish, texts: list[str], cancel: Cancel | None
) -> tuple[Option, ...]:
    """The candidates for the next line, and others with new ends where none of them rhymed."""
    # The beginning is of whole words: "The sea" does not become "The season".
    begun = wish.beginning + " " if wish.beginning and not texts else ""
    judge = _Judge(wish, texts)
    found: list[Option] = []
    for turn in range(TURNS):
        before = so_far(wish.form, texts)
        if turn == TURNS - 1 and texts:
            before += "\n"  # the model will have it that a stanza ends here
        settings = SamplingSettings(
            wish.temperature, seed=_seed(wish.seed, len(texts), turn), length=LETTERS
        )
        count = min(max(1, wish.candidates), CANDIDATES_AT_MOST)
        drawn = writer.candidates(before + begun, count, settings, cancel=cancel)
        # Candidates may be blank where a stanza might end.
        found = [option for one in drawn if (option := judge.option(begun, one)).text]
        if found:
            break
    if not wish.choose or not judge.other or any(map(_rhymes, found)):
        return tuple(found)
    likeliest = sorted(found, key=lambda option: -option.score)[:BASES]
    known = {option.text: option for option in found}
    for base in likeliest:
        for option in _searched(writer, judge, before, begun, base, cancel):
            known.setdefault(option.text, option)
    return tuple(known.values())


def _rhymes(option: Option) -> bool:
    """Well enough not to look for another end."""
    usable = option.ended and option.score > REPEATED / 2
    return usable and option.rhyme is not None and option.rhyme.kind is Kind.PERFECT


def _searched(
    writer: Writer, judge: _Judge, before: str, begun: str, base: Option, cancel: Cancel | None
) -> Iterator[Option]:
    """`base` with other last words, which rhyme; each with the ln p of its own whole line."""
    kept, _, end = base.text.rpartition(" ")
    if not kept or not base.ended or len(kept) < len(begun):
        return
    added = len(base.text) - len(begun) + 1
    here = base.letter_log_prob * added - _log_prob(writer, before + kept, f" {end}\n")
    words = [word + mark for word in judge.rhyming for mark in MARKS]
    words = [word for word in words if all(letter in writer.vocabulary for letter in word)]
    ends: dict[str, Ending] = {}  # one of each word, with the mark that is likeliest behind it
    for found in endings(writer, before + kept, words, count=len(MARKS) * ENDS, cancel=cancel):
        ends.setdefault(found.text.rstrip("".join(MARKS)), found)
    for found in list(ends.values())[:ENDS]:
        text = f"{kept} {found.text}"
        added = len(text) - len(begun) + 1
        yield judge.judged(text, here + found.log_prob, added, ended=True, searched=True)


def _log_prob(writer: Writer, before: str, text: str) -> float:
    """ln p(text | before), letter by letter."""
    ids = writer.vocabulary.encode(text)
    return sum(float(writer.log_probs(before + text[:place])[id]) for place, id in enumerate(ids))


def _seed(seed: int, line: int, turn: int) -> int:
    """A seed of its own for each draw of a poem: 16 lines, 3 turns."""
    return seed * 1000 + line * 10 + turn


class _Judge:
    """What makes a line good, at one place of a poem."""

    def __init__(self, wish: Wish, texts: list[str]) -> None:
        place = rhymes_with(wish.form, len(texts))
        self.other = None if place is None else last_word(texts[place])
        self._length = metre(texts[0]).syllables if texts else None
        self._written = {text.casefold() for text in texts}

    @property
    def rhyming(self) -> tuple[str, ...]:
        return rhyming_words(self.other) if self.other else ()

    def option(self, begun: str, one: Offered) -> Option:
        """A candidate of the model; its text is empty where it has no word."""
        text = " ".join((begun + one.text).partition("\n")[0].split(" ")).strip()
        added = len(one.text) + one.ended
        return self.judged(
            text if last_word(text) else "", one.log_prob, added, ended=one.ended, searched=False
        )

    def judged(
        self, text: str, log_prob: float, added: int, *, ended: bool, searched: bool
    ) -> Option:
        found = None if self.other is None else rhyme(self.other, last_word(text))
        measured = metre(text, self._length)
        mean = log_prob / max(1, added)
        score = mean + METRE * measured.fit
        if found is not None:
            score += RHYME * CREDIT[found.kind]
        if self._length is not None:
            score -= SYLLABLE * min(abs(measured.syllables - self._length), APART_AT_MOST)
        score += UNFINISHED * (not ended) + REPEATED * (text.casefold() in self._written)
        return Option(text, mean, ended, measured, found, searched, score)
