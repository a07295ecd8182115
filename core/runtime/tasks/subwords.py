"""Learned subwords: a text cut by a byte-pair tokeniser, for English and for Persian.

    from core.runtime import load
    load("tokens-bpe").cut("unbelievable", "en").pieces

What it is: the two tokenisers of the artifact, which has no graph. What it is not: words,
characters and n-grams, which need no artifact (`core.text`).
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass

from tokenizers import Tokenizer

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import ArtifactDamaged, BadInput

MOST_CHARACTERS = 10_000
SPACE = "▁"  # begins each piece that begins a word


@dataclass(frozen=True)
class Piece:
    """A token: its name in the vocabulary, its id, and the text [start, end) it stands for.

    `is_byte` marks one byte of a character that the vocabulary does not hold.
    """

    name: str
    id: int
    start: int
    end: int
    is_byte: bool

    @property
    def text(self) -> str:
        """The name without the sign for a space before it."""
        return self.name.removeprefix(SPACE)

    @property
    def begins_word(self) -> bool:
        return self.name.startswith(SPACE)


@dataclass(frozen=True)
class Cut:
    """A text in pieces; `note` says when only its beginning was cut."""

    pieces: tuple[Piece, ...]
    vocabulary: int
    note: str = ""


@dataclass(frozen=True)
class Merge:
    """One learned rule: at this rank, `left` and `right` became one piece."""

    rank: int
    left: str
    right: str


class Subwords:
    """The tokenisers by language ("en", "fa"). Safe to share between threads."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact = artifact
        self._tokenizers: dict[str, Tokenizer] = {}
        self._merges: dict[str, list[tuple[str, str]]] = {}
        self._lock = threading.Lock()
        for name in artifact.files:
            if name.startswith("tokenizer-") and name.endswith(".json"):
                language = name.removeprefix("tokenizer-").removesuffix(".json")
                told = registry.file(artifact, name).read_text(encoding="utf-8")
                try:
                    self._tokenizers[language] = Tokenizer.from_str(told)
                    merges = json.loads(told)["model"]["merges"]
                except Exception as error:  # the library raises a bare Exception
                    raise ArtifactDamaged(f"The tokeniser {name} is unreadable.") from error
                self._merges[language] = [(left, right) for left, right in merges]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are, sorted."""
        return tuple(sorted(self._tokenizers))

    def vocabulary_size(self, language: str) -> int:
        """How many pieces the tokeniser knows, its 256 bytes included."""
        return int(self._of(language).get_vocab_size())

    def characters(self, language: str) -> int:
        """How many single characters the tokeniser knows: what a character model would need."""
        names = self._of(language).get_vocab()
        return sum(len(name) == 1 for name in names)

    def cut(self, text: str, language: str) -> Cut:
        """The text in pieces; of more than 10,000 characters only the first, with a note.

        An empty text has no pieces. Raises `BadInput` for a language without a tokeniser.
        """
        tokenizer = self._of(language)
        short = text[:MOST_CHARACTERS]
        with self._lock:
            found = tokenizer.encode(short)
        pieces = tuple(
            Piece(name, id, start, end, len(name) == 6 and name.startswith("<0x"))
            for name, id, (start, end) in zip(found.tokens, found.ids, found.offsets, strict=True)
        )
        cut = len(short) < len(text)
        note = f"Only the first {MOST_CHARACTERS:,} characters were cut." if cut else ""
        return Cut(pieces, self.vocabulary_size(language), note)

    def merges(self, language: str, count: int = 50, first: int = 0) -> tuple[Merge, ...]:
        """The learned rules in the order of learning, at most 500 of them."""
        self._of(language)
        start = max(0, first)
        chosen = self._merges[language][start : start + min(max(0, count), 500)]
        return tuple(Merge(start + i, left, right) for i, (left, right) in enumerate(chosen))

    def _of(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            known = ", ".join(self.languages)
            raise BadInput(f"No tokeniser was learned for “{language[:20]}”; there are {known}.")
        return self._tokenizers[language]
