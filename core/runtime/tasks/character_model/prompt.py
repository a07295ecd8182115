"""A visitor's text as the model reads it: its letters, its end, and a report of what was changed.

Any string is read: control characters, emoji, a hundred thousand characters, none at all. Persian
is brought to the letters of its corpus (`core.text.persian`); elsewhere a sign that the vocabulary
does not hold is written in letters that it holds, where that can be done (“ as ", ï as i). What has
no place in a vocabulary without bytes even so is passed over and named.
"""

from __future__ import annotations

import unicodedata

from core.runtime.tasks.character_model.results import Prompt
from core.text.characters import CharacterVocabulary
from core.text.persian import Change, normalise

READ_CHARACTERS = 2000
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "--", "…": "...", "\t": " "}
)


def read_prompt(
    text: str, vocabulary: CharacterVocabulary, language: str, most: int | None = READ_CHARACTERS
) -> Prompt:
    """Never raises. Only the last `most` characters count; None reads all."""
    clipped = most is not None and len(text) > most
    if clipped:
        text = text[len(text) - (most or 0) :]
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    changes: tuple[Change, ...] = ()
    if language == "fa":
        spaced = text.endswith(" ")
        found = normalise(text, verse=True)
        text, changes = found.text, found.changes
        # A space behind the last word says that the word is finished.
        if spaced and text and not text[-1].isspace():
            text += " "
    elif not vocabulary.has_bytes:
        text, changes = _plain(text, vocabulary)
    dropped: tuple[str, ...] = ()
    if not vocabulary.has_bytes:
        dropped = tuple(dict.fromkeys(c for c in text if c not in vocabulary))
        if dropped:
            text = "".join(c for c in text if c in vocabulary)
    ids = tuple(vocabulary.encode(text))
    return Prompt(vocabulary.decode(ids), ids, changes, dropped, clipped)


def _plain(text: str, vocabulary: CharacterVocabulary) -> tuple[str, tuple[Change, ...]]:
    """Signs that the vocabulary lacks in letters that it has, and the report."""
    text = unicodedata.normalize("NFC", text)
    written: dict[str, str] = {}
    for sign in set(text):
        if sign not in vocabulary:
            parts = unicodedata.normalize("NFKD", sign.translate(PLAIN))
            letters = "".join(part for part in parts if part in vocabulary)
            if letters:
                written[sign] = letters
    met = [sign for sign in text if sign in written]
    if not met:
        return text, ()
    text = "".join(written.get(sign, sign) for sign in text)
    title = "Signs written in the letters of the corpus"
    return text, (Change("plain", title, len(met), tuple(dict.fromkeys(met))),)
