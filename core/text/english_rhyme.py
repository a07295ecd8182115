"""Whether two English words rhyme, and how: by their sounds, from the last stressed vowel on.

Perfect: the same sounds from there on, and another consonant before them (light, night). Identical:
that consonant is the same too (light, delight). Near: alike but for one neighbouring vowel or
consonant (heaven, given; time, fine), or in a light last syllable that the metre lifts (thee,
memory). Eye: alike to the eye alone (love, prove). The sounds are those of North American English
today; a poet of 1700 heard some of them otherwise. Words outside the dictionary are judged by
spelling, and the answer says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.text.pronunciation import is_vowel, pronunciations, words_ending

WORD = re.compile(r"['’‘]?[A-Za-zÀ-ÿ]+(?:['’‘-]+[A-Za-zÀ-ÿ]+)*['’‘]?")
_QUOTED = re.compile(r"^['‘’]|['‘’]$")
_VOWELS = re.compile(r"[aeiouy]+")


class Kind(StrEnum):
    """From what a form asks for to nothing at all."""

    PERFECT = "perfect"
    NEAR = "near"
    IDENTICAL = "identical"
    EYE = "eye"
    NONE = "none"


@dataclass(frozen=True)
class Rhyme:
    """`by_spelling`: at least one of the words is not in the dictionary. `sound` is the shared
    end in ARPAbet without stress, empty where there is none."""

    kind: Kind
    by_spelling: bool = False
    sound: str = ""


_ORDER = (Kind.PERFECT, Kind.IDENTICAL, Kind.NEAR, Kind.EYE, Kind.NONE)
# Neighbours: vowels that many speakers or poets let rhyme, and consonants that differ in voice or
# share their way of being made.
_VOWEL_FAMILIES = (
    {"AA", "AO"}, {"AA", "AH"}, {"IH", "IY"}, {"UH", "UW"}, {"EH", "AE"}, {"EH", "EY"},
    {"IH", "EH"},
)  # fmt: skip
_CONSONANT_FAMILIES = (
    {"M", "N", "NG"}, {"P", "B"}, {"T", "D"}, {"K", "G"}, {"F", "V"}, {"TH", "DH"}, {"S", "Z"},
    {"SH", "ZH"}, {"CH", "JH"}, {"P", "T", "K"}, {"F", "TH"}, {"V", "DH"},
)  # fmt: skip


def words_of(line: str) -> list[str]:
    """The words of a line, with the apostrophes that belong to them."""
    return WORD.findall(line)


def last_word(line: str) -> str:
    """The word that carries the rhyme, in small letters; empty where the line has none.

    A quotation mark that closes the line is not taken for an apostrophe.
    """
    words = words_of(line)
    if not words:
        return ""
    word = words[-1].lower().replace("’", "'").replace("‘", "'")
    return _QUOTED.sub("", word) if word not in ("th'", "tho'", "thro'") else word


@lru_cache(maxsize=50_000)
def rhyme(one: str, other: str) -> Rhyme:
    """How two words rhyme, in the best of their pronunciations. Symmetric."""
    one, other = one.lower(), other.lower()
    if not one or not other:
        return Rhyme(Kind.NONE)
    first, second = pronunciations(one), pronunciations(other)
    if not first[0].phones or not second[0].phones:
        return Rhyme(_spelled(one, other), by_spelling=True)
    found = [_sounding(a.phones, b.phones) for a in first for b in second]
    best = min(found, key=lambda rhyme: _ORDER.index(rhyme.kind))
    if best.kind is Kind.NONE:
        spans = [_span(said.phones) for said in (first[0], second[0])]
        if spans[0] == spans[1] and _same_spelling(one, other, spans[0]):
            return Rhyme(Kind.EYE)
    return best


@lru_cache(maxsize=512)
def rhyming_words(word: str) -> tuple[str, ...]:
    """All words of the dictionary that rhyme perfectly with `word`; none for a word outside it."""
    found: dict[str, None] = {}
    for said in pronunciations(word):
        stress = _from_stress(said.phones) if said.phones else None
        if stress is None:
            continue
        vowel, rest = said.phones[stress].rstrip("012"), said.phones[stress + 1 :]
        for other in words_ending(*(" ".join((vowel + mark, *rest)) for mark in "12")):
            if other.isalpha() and rhyme(word, other).kind is Kind.PERFECT:
                found[other] = None
    return tuple(found)


def _sounding(one: tuple[str, ...], other: tuple[str, ...]) -> Rhyme:
    first, second = _from_stress(one), _from_stress(other)
    if first is None or second is None:
        return Rhyme(Kind.NONE)
    tail = _plain(one[first:])
    if tail == _plain(other[second:]):
        same = _onset(one, first) == _onset(other, second)
        kind = Kind.IDENTICAL if same else Kind.PERFECT
        return Rhyme(kind, sound=" ".join(tail))
    other_tail = _plain(other[second:])
    if _alike(tail, other_tail):
        return Rhyme(Kind.NEAR)
    end = _plain(one[_last_vowel(one) :])
    if end == _plain(other[_last_vowel(other) :]) and _lifted(one, first, other, second):
        return Rhyme(Kind.NEAR, sound=" ".join(end))
    return Rhyme(Kind.NONE)


def _lifted(one: tuple[str, ...], first: int, other: tuple[str, ...], second: int) -> bool:
    """Whether a light last syllable rhymes, lifted by the metre: eternity and thee, or memory."""
    spans = sorted(_syllables(phones[at:]) for phones, at in ((one, first), (other, second)))
    return spans[0] == 1 or spans[0] >= 3


def _onset(phones: tuple[str, ...], vowel: int) -> tuple[str, ...]:
    """The consonants right before the vowel."""
    start = vowel
    while start and not is_vowel(phones[start - 1]):
        start -= 1
    return phones[start:vowel]


def _span(phones: tuple[str, ...]) -> int:
    """How many syllables a rhyme of the word spans."""
    return _syllables(phones[_from_stress(phones) or 0 :])


def _syllables(phones: tuple[str, ...]) -> int:
    return sum(is_vowel(phone) for phone in phones)


def _from_stress(phones: tuple[str, ...]) -> int | None:
    """Where the last stressed vowel stands, else the last vowel."""
    places = [place for place, phone in enumerate(phones) if is_vowel(phone)]
    stressed = [place for place in places if phones[place][-1] != "0"]
    return (stressed or places)[-1] if places else None


def _last_vowel(phones: tuple[str, ...]) -> int:
    return max(place for place, phone in enumerate(phones) if is_vowel(phone))


def _plain(phones: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(phone.rstrip("012") for phone in phones)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """All the same but for one vowel or consonant, which is a neighbour."""
    if len(one) != len(other) or len(one) == 1:  # a bare vowel has nothing else to be alike by
        return False
    apart = [{a, b} for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 and any(
        apart[0] <= family for family in (*_VOWEL_FAMILIES, *_CONSONANT_FAMILIES)
    )


def _tail(word: str, syllables: int) -> str:
    """The letters from the last groups of vowels on, a silent e left out: "ov" of love."""
    letters = re.sub(r"[^a-z]", "", word)
    letters = letters.removesuffix("e") if len(letters) > 3 else letters
    starts = [found.start() for found in _VOWELS.finditer(letters)]
    return letters[starts[-min(syllables, len(starts))] :] if starts else letters


def _same_spelling(one: str, other: str, syllables: int = 1) -> bool:
    tail = _tail(one, syllables)
    return len(tail) >= 2 and tail == _tail(other, syllables)


def _spelled(one: str, other: str) -> Kind:
    """Without sounds: alike endings are taken for a perfect rhyme, since they mostly are."""
    if one == other:
        return Kind.IDENTICAL
    return Kind.PERFECT if _same_spelling(one, other) else Kind.NONE
