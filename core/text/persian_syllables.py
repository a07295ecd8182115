"""The ways in which a Persian hemistich can be cut into syllables: a lattice of arcs.

The corpus's spelling writes long vowels and leaves short ones out, so خرد may be xerad or xord.
Every letter plays one of six roles in a reading, and a syllable is an arc from its first letter to
the next syllable's:

    syllable   = consonant + vowel + up to two consonants
    S  short     consonant + short vowel
    L  long      a long vowel, or a short one closed by a consonant
    LS overlong  one consonant more; it fills a long place and a short one

What is allowed besides: ezafe after a word, also long; a vowel at the head of a word may take the
consonant before it; n after a long vowel does not count; a consonant may be doubled without a sign.
It says what can be read; what is likely is in the roles' costs (`core.text.persian_readings`), and
what scans is in `core.text.persian_prosody`. Rules after Thiesen, "A Manual of Classical Persian
Prosody" (1982).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.text.persian import ZWNJ

# What a letter may be in a reading; the order is that of `persian_readings.json`.
CLOSES, BEARS, OPENS, LONG, SHORT, SILENT = ROLES = "0", "1", "2", "L", "S", "_"
# 0 closes a syllable · 1 bears an unwritten short vowel · 2 opens a syllable whose vowel is written
# or borrowed from the next word · L, S is that vowel, long or short · _ is not heard
CONSONANTS = frozenset("بپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئ")
BOUNDARIES = frozenset(" " + ZWNJ)
# Costs of licences in nats, above what the roles cost; set by hand, before anything was measured.
LENGTHENED, DOUBLED, BORROWED, STRESSED_N, ODD, IMPOSSIBLE = 1.6, 2.2, 0.7, 3.0, 3.0, 9.0
EZAFE_AFTER_HE, EZAFE_AFTER_I = 1.4, 2.2

Role = tuple[int, str]  # place of a letter, its role


@dataclass(frozen=True)
class Arc:
    """One syllable (two with an ezafe that has no letter): from letter `start` to before `end`."""

    start: int
    end: int
    weight: str  # "S", "L", "LS"; "SS" and "SL" with an ezafe after silent ه
    roles: tuple[Role, ...]
    licence: float


@dataclass(frozen=True)
class _Nucleus:
    end: int  # the place after its last letter
    long: bool
    roles: tuple[Role, ...]
    licence: float = 0.0
    open: bool = False  # at a word's end, or a word by itself: nothing of its word can follow
    silent_he: bool = False
    final_i: bool = False


class Lattice:
    """All arcs of one hemistich (one line, no tab)."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.length = len(self.text)
        self.first = self._skip(0)
        self.arcs = self._collect()

    def _collect(self) -> list[Arc]:
        """Arcs of all reachable places, in the order of their starts."""
        reached, found = {self.first}, []
        for place in range(self.length):
            if place in reached:
                for arc in self._from(place):
                    found.append(arc)
                    reached.add(arc.end)
        return found

    def _at(self, place: int) -> str:
        return self.text[place] if place < self.length else " "

    def _skip(self, place: int) -> int:
        """The next place that holds a letter."""
        while place < self.length and self.text[place] in BOUNDARIES:
            place += 1
        return place

    def _inside(self, place: int) -> int:
        """The next letter of the same word, past a joiner; −1 at the word's end."""
        while self._at(place) == ZWNJ:
            place += 1
        return -1 if self._at(place) == " " else place

    def _word_starts(self, place: int) -> bool:
        return place == 0 or self.text[place - 1] in BOUNDARIES

    def _from(self, start: int) -> Iterator[Arc]:
        made = False
        for nucleus in self._nuclei(start):
            made = True
            yield from self._closed(start, nucleus)
        if not made:  # whatever it is, the reading goes on behind it
            role = ((start, SILENT),)
            yield Arc(start, self._skip(start + 1), "S", role, IMPOSSIBLE)

    def _closed(self, start: int, nucleus: _Nucleus) -> Iterator[Arc]:
        """The syllables of a nucleus: open, closed by one consonant, by two."""

        def arc(end: int, weight: str, *roles: Role, licence: float = 0.0) -> Arc:
            paid = nucleus.licence + licence
            return Arc(start, self._skip(end), weight, nucleus.roles + roles, paid)

        end, long = nucleus.end, nucleus.long
        yield arc(end, "L" if long else "S")
        first = -1 if nucleus.open else self._inside(end)
        if not long and first < 0:
            yield arc(end, "L", licence=LENGTHENED)
        if nucleus.silent_he:
            yield arc(end, "SS", licence=EZAFE_AFTER_HE)
            yield arc(end, "SL", licence=EZAFE_AFTER_HE + LENGTHENED)
        if nucleus.final_i:
            yield arc(end, "LS", licence=EZAFE_AFTER_I)
        if first < 0 or self.text[first] not in CONSONANTS:
            return
        one, nasal = (first, CLOSES), self.text[first] == "ن" and long
        yield arc(first + 1, "LS" if long and not nasal else "L", *(one,))
        if nasal:
            yield arc(first + 1, "LS", one, licence=STRESSED_N)
        if not long:
            yield arc(first, "L", licence=DOUBLED)
        second = self._inside(first + 1)
        if second >= 0 and self.text[second] in CONSONANTS:
            yield arc(second + 1, "LS", one, (second, CLOSES))

    def _nuclei(self, start: int) -> Iterator[_Nucleus]:
        letter = self.text[start]
        if letter in "اآ":
            licence = 0.0 if self._word_starts(start) or letter == "آ" else ODD
            yield from self._carried(start, (), licence)
        elif letter in CONSONANTS:
            yield from self._after_consonant(start, letter)

    def _carried(self, place: int, before: tuple[Role, ...], licence: float) -> Iterator[_Nucleus]:
        """The vowel of a word that begins with one: آب, از, ایران, او."""
        if self.text[place] == "آ":
            yield _Nucleus(place + 1, True, (*before, (place, LONG)), licence)
            return
        yield _Nucleus(place + 1, False, (*before, (place, SHORT)), licence)
        following = self._inside(place + 1)
        if following >= 0 and self.text[following] in "یو":
            roles = (*before, (place, SILENT), (following, LONG))
            final = self.text[following] == "ی" and self._inside(following + 1) < 0
            yield _Nucleus(following + 1, True, roles, licence, final_i=final)

    def _after_consonant(self, start: int, letter: str) -> Iterator[_Nucleus]:
        opens = ((start, OPENS),)
        # No line ends in a consonant with ezafe.
        ended = ODD if self._skip(start + 1) >= self.length else 0.0
        yield _Nucleus(start + 1, False, ((start, BEARS),), ended)
        following = self._inside(start + 1)
        if following >= 0:
            yield from self._written(start, letter, following, opens)
            if following == start + 1:
                return
        # Across a boundary: "and" as a mere o, or the vowel at the next word's head.
        ahead = self._skip(start + 1)
        if ahead >= self.length:
            return
        if self.text[ahead] == "و" and self._inside(ahead + 1) < 0 and self._word_starts(ahead):
            yield _Nucleus(ahead + 1, False, (*opens, (ahead, SHORT)), open=True)
        elif self.text[ahead] in "اآ":
            yield from self._carried(ahead, opens, BORROWED)

    def _written(
        self, start: int, letter: str, place: int, opens: tuple[Role, ...]
    ) -> Iterator[_Nucleus]:
        """Vowels written after a consonant in its own word."""
        vowel, after = self.text[place], self._inside(place + 1)
        joined = place > start + 1  # over a joiner, ا begins a part of the word
        if vowel in "اآ":
            if joined:
                yield from self._carried(place, opens, BORROWED)
                return
            yield _Nucleus(place + 1, True, (*opens, (place, LONG)))
            if vowel == "ا" and self._word_starts(start):
                yield _Nucleus(place + 1, False, (*opens, (place, SHORT)), ODD)
                if after >= 0 and self.text[after] in "یو":
                    roles = (*opens, (place, SILENT), (after, LONG))
                    yield _Nucleus(after + 1, True, roles, ODD / 2)
        elif vowel == "و" and not joined:
            yield _Nucleus(place + 1, True, (*opens, (place, LONG)))
            yield _Nucleus(place + 1, False, (*opens, (place, SHORT)))
            if letter == "خ" and after >= 0 and self.text[after] in "ای":
                roles = (*opens, (place, SILENT), (after, LONG))
                yield _Nucleus(after + 1, True, roles)
        elif vowel == "ی" and not joined:
            yield _Nucleus(place + 1, True, (*opens, (place, LONG)), final_i=after < 0)
        elif vowel == "ه" and not joined and (after < 0 or after > place + 1):
            roles = (*opens, (place, SHORT))
            yield _Nucleus(place + 1, False, roles, open=after < 0, silent_he=after < 0)
