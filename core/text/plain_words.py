"""Words of English text stripped to lower-case ASCII: the words that have vectors.

What this is: case, accents, hyphens and possessive endings taken away, so that *Bogotá's* and
*bogota* count as one word. A paragraph comes in segments, cut where punctuation stands.
What it is not: the tokeniser of the language models (`core.text.words`), which keeps what a reader
would miss in a suggestion.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = re.compile(r"[.,;:!?()\[\]\"“”—–]+")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:st|nd|rd|th)?")
POSSESSIVE = "'s"
LONGEST_NUMBER = 4  # years stay; longer numbers say nothing about their neighbours
# Letters that Unicode does not take apart into a base and a mark.
BASE_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def fold(text: str) -> str:
    """Lower case, straight quotes, accents taken off: "Bogotá’s" → "bogota's"."""
    plain = text.lower().replace("’", "'").replace("‘", "'")
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFKD", plain.translate(BASE_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def segments(paragraph: str) -> list[list[str]]:
    """Words of a paragraph in stretches without punctuation; empty stretches are left out."""
    found = []
    for part in BREAK.split(fold(paragraph)):
        words = []
        for word in WORD.findall(part):
            if word.endswith(POSSESSIVE):
                word = word[: -len(POSSESSIVE)]
            if not word or (word.isdigit() and len(word) > LONGEST_NUMBER):
                continue
            words.append(word)
        if words:
            found.append(words)
    return found
