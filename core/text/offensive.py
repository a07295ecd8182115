"""Offensive words in English and Persian: found as whole words, and masked.

What it is: a kept list (`data/offensive.json`: LDNOOBW, CC BY 4.0, with our own additions and our
own list of words that are ordinary after all, such as those of classical Persian verse), looked up
word by word and phrase by phrase, with English inflections. Suggestions, neighbours and samples
pass it. What it is not: a judgement of meaning, nor a match for someone who wants to get round it.

The entries are base64, so that nobody reads them by accident. To read a list:
`python -c "from core.text.offensive import read_lists; print(read_lists())"`; to change one, encode
its lines joined by newlines.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from core.text.persian import normalise

# A hyphen parts words (so both halves are looked at); a zero-width non-joiner does not.
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\u200c@$*]+(?:['’][\p{L}]+)?|\p{So}")
_LEET = str.maketrans("013457@$", "oieastas")
_POSSESSIVE = regex.compile(r"['’]s?$")
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers")


@dataclass(frozen=True)
class WordList:
    """One list of the data file, decoded."""

    language: str
    kind: str
    source: str
    licence: str
    attribution: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class _Lexicon:
    """Phrases (tuples of words) by their first word, longest first."""

    offensive: dict[str, tuple[tuple[str, ...], ...]]
    ordinary: dict[str, tuple[tuple[str, ...], ...]]


@cache
def read_lists() -> tuple[WordList, ...]:
    """The lists as they stand in the data file, in clear."""
    text = resources.files("core.text").joinpath("data/offensive.json").read_text(encoding="utf-8")
    lists = []
    for entry in json.loads(text)["lists"]:
        lines = base64.b64decode("".join(entry["entries"])).decode("utf-8").split("\n")
        told = {key: entry[key] for key in ("language", "kind", "source", "licence", "attribution")}
        lists.append(WordList(**told, entries=tuple(lines)))
    return tuple(lists)


def _plain(word: str) -> str:
    """The form in which words are compared: folded case, no accents, Persian letters, leet."""
    if word.isascii() and word.isalpha():
        return word.lower()
    folded = unicodedata.normalize("NFKC", word).casefold().replace("\u200c", "")
    if "\u0600" <= folded[:1] <= "\u06ff":
        return normalise(folded).text
    folded = _POSSESSIVE.sub("", folded)
    if regex.search(r"\p{Latin}", folded):
        folded = folded.translate(_LEET)
    parts = unicodedata.normalize("NFD", folded)
    return "".join(c for c in parts if not unicodedata.combining(c))


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(_plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def _inflected(word: str) -> Iterable[str]:
    """English forms of a listed word; short words keep to themselves, they hit too much."""
    yield word
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return
    yield from (word + ending for ending in _ENDINGS)
    if word.endswith("e"):
        yield from (word[:-1] + ending for ending in ("ed", "ing", "er", "ers"))
    if word.endswith("y"):
        yield word[:-1] + "ies"
    yield from (word + word[-1] + ending for ending in ("ed", "ing", "er", "ers"))


def _by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    grouped: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        if phrase:
            grouped.setdefault(phrase[0], set()).add(phrase)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in grouped.items()}


@cache
def _lexicon() -> _Lexicon:
    phrases: dict[str, set[tuple[str, ...]]] = {"offensive": set(), "ordinary": set()}
    for entry in read_lists():
        entries = (tuple(word for word, _, _ in _words(line)) for line in entry.entries)
        phrases[entry.kind].update(words for words in entries if words)
    # An ordinary word goes with its inflections: "butt" and with it "butter".
    offensive = phrases["offensive"] - phrases["ordinary"]
    forms = {(form,) for words in offensive if len(words) == 1 for form in _inflected(words[0])}
    phrases["offensive"] = (offensive | forms) - phrases["ordinary"]
    return _Lexicon(_by_first(phrases["offensive"]), _by_first(phrases["ordinary"]))


def _match(words: list[str], place: int, table: dict[str, tuple[tuple[str, ...], ...]]) -> int:
    """How many words the longest listed phrase at `place` has; 0 when none starts there."""
    for phrase in table.get(words[place], ()):
        if tuple(words[place : place + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def offensive_spans(text: str) -> list[tuple[int, int]]:
    """Start and end (in characters) of each offensive word or phrase, in order."""
    lexicon = _lexicon()
    found = _words(text)
    words = [word for word, _, _ in found]
    spans = []
    place = 0
    while place < len(words):
        bad = _match(words, place, lexicon.offensive)
        good = _match(words, place, lexicon.ordinary)
        if bad > good:
            spans.append((found[place][1], found[place + bad - 1][2]))
        place += max(bad, good, 1)
    return spans


def is_offensive(text: str) -> bool:
    """Whether the text holds a listed word or phrase, as whole words ("scunthorpe" holds none)."""
    return bool(offensive_spans(text))


def mask(text: str, sign: str = "•") -> str:
    """The text with every letter of an offensive word replaced by `sign`; spaces stay."""
    parts = []
    last = 0
    for start, end in offensive_spans(text):
        hidden = "".join(" " if character.isspace() else sign for character in text[start:end])
        parts += [text[last:start], hidden]
        last = end
    return "".join([*parts, text[last:]])
