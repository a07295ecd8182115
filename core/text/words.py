"""Words of a line as the word-level models see them: lower case, no punctuation.

One rule for training, serving and every rival: a word is a run of letters and digits, joined inside
by apostrophes and hyphens (*don't*, *well-known*), by points and commas between digits (*3.5*,
*1,000*) or by points between single letters (*u.s*). All else separates words and is dropped.
It is no subword tokeniser (those come from the library `tokenizers`) and knows no Persian spelling
(see `core.text.persian`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

# Typographic apostrophes count as the ASCII one, so that a phone's "don’t" is the corpus's "don't".
_APOSTROPHES = "'\u2018\u2019\u02bc\u02b9\uff07"
_HYPHENS = "-\u2010\u2011"
_FOLD = {ord(sign): "'" for sign in _APOSTROPHES} | {ord(sign): "-" for sign in _HYPHENS}

# ZWNJ joins the parts of a Persian word; without it half a word would be looked up.
_WORD = regex.compile(
    rf"""
    \p{{L}}\p{{M}}*(?:\.\p{{L}}\p{{M}}*)+(?![\p{{L}}\p{{M}}\p{{N}}])  # u.s, e.g
    | [cC]\+\+ | [cCfF]\#(?![\p{{L}}\p{{N}}])  # two names a question may hold
    | \p{{N}}+(?:[.,]\p{{N}}+)+  # 3.5, 1,000
    | [\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}]*
      (?:[{_APOSTROPHES}\{_HYPHENS}\u200c][\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}]*)*
    """,
    regex.VERBOSE,
)
_LATIN_WITH_MARKS = regex.compile(r"(\p{Latin})\p{Mn}+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place: `source[start:end]` was typed, `text` is how the models read it."""

    text: str
    start: int
    end: int


def fold(word: str) -> str:
    """Lower case, ASCII apostrophes and hyphens, Latin letters without accents (café → cafe).

    The questions come ASCII-folded, so an accent would make a known word unknown.
    """
    word = word.lower().translate(_FOLD)
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", _LATIN_WITH_MARKS.sub(r"\1", apart))


def find_words(text: str) -> Iterator[Word]:
    """The words of `text` in order, with their places in it."""
    for match in _WORD.finditer(text):
        yield Word(fold(match.group()), match.start(), match.end())


def tokenize(text: str) -> list[str]:
    """The words of `text`, folded. Never raises; text without a letter or digit gives `[]`."""
    return [fold(match.group()) for match in _WORD.finditer(text)]
