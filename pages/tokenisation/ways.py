"""One text in the five ways of cutting, with ids and the vocabularies they need."""

from __future__ import annotations

from dataclasses import dataclass

from core.runtime.tasks.subwords import Subwords
from core.text.direction import rtl_share
from core.text.graphemes import graphemes
from core.text.ngrams import Numbering, ngrams, number
from core.text.words import tokenize


@dataclass(frozen=True)
class Way:
    """One way of cutting: the tokens with their ids, and how many a whole language would need."""

    kind: str
    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    different: int
    vocabulary: int

    @property
    def cells(self) -> int:
        return len(self.tokens) * self.vocabulary


def counted(kind: str, numbered: Numbering, vocabulary: int) -> Way:
    return Way(kind, numbered.tokens, numbered.ids, len(numbered.vocabulary), vocabulary)


def cut_all(task: Subwords, text: str, language: str, n: int, words_known: int) -> list[Way]:
    """The text as words, characters, n-grams of both, and learned subwords."""
    words, characters = tokenize(text), graphemes(text)
    alphabet = task.characters(language)
    pieces = task.cut(text, language)
    names, ids = [piece.name for piece in pieces.pieces], [piece.id for piece in pieces.pieces]
    return [
        counted("words", number(words), words_known),
        counted("characters", number(characters), alphabet),
        counted("word_ngrams", number([" ".join(g) for g in ngrams(words, n)]), words_known**n),
        counted(
            "character_ngrams", number(["".join(g) for g in ngrams(characters, n)]), alphabet**n
        ),
        Way("subwords", tuple(names), tuple(ids), len(set(ids)), pieces.vocabulary),
    ]


def fitting(task: Subwords, text: str, wanted: str) -> str:
    """The language whose subwords are used: the wanted one, or else the one of the script."""
    if wanted in task.languages:
        return wanted
    found = "fa" if rtl_share(text) > 0.5 else "en"
    return found if found in task.languages else task.languages[0]
