"""Contextual vectors: the same word, another vector in each sentence.

    from core.runtime import load
    encoder = load("contextual")
    found = encoder.occurrences(["The bank raised its rates.", "We sat on the bank."], "bank")
    found.cosines()[0, 1]

What it is: MiniLM's encoder (six layers, 384 numbers a token) with its subword tokeniser. What it
is not: a sense classifier (`senses` is), nor a static table (`word-vectors` is).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import ArtifactDamaged, BadInput
from core.text.words import find_words, fold

MOST_SENTENCES = 16
MOST_CHARACTERS = 600  # of one sentence; what is longer is cut, and a note says so
MOST_TOKENS = 160

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Token:
    """A subword: as the tokeniser names it, and the piece of text [start, end) it stands for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """One sentence read: its tokens (without the marks at both ends) and a vector [T, 384] each."""

    text: str
    tokens: tuple[Token, ...]
    vectors: Vectors
    note: str = ""

    def vector(self, start: int, end: int) -> Vectors:
        """The mean vector [384] of the tokens that lie in text[start:end].

        Raises `BadInput` when none does, as where a long sentence was cut.
        """
        inside = [i for i, t in enumerate(self.tokens) if t.start < end and t.end > start]
        if not inside:
            raise BadInput("That word lies beyond the part of the sentence that was read.")
        mean: Vectors = self.vectors[inside].mean(axis=0)
        return mean


@dataclass(frozen=True)
class Occurrence:
    """The word in one sentence: which sentence, as it is written there, where, and its vector."""

    sentence: int
    text: str
    start: int
    end: int
    vector: Vectors


@dataclass(frozen=True)
class Occurrences:
    """Every occurrence of a word in the sentences; `missing` are sentences without it."""

    word: str
    sentences: tuple[str, ...]
    items: tuple[Occurrence, ...]
    missing: tuple[int, ...]
    note: str = ""

    @property
    def vectors(self) -> Vectors:
        """[N, 384], a row for each occurrence."""
        return np.stack([item.vector for item in self.items])

    def cosines(self) -> Vectors:
        """[N, N], how alike the occurrences are; 1 on the diagonal."""
        unit = self.vectors / np.linalg.norm(self.vectors, axis=1, keepdims=True)
        return np.asarray(np.clip(unit @ unit.T, -1, 1), dtype=np.float32)


class Contextual:
    """The encoder, ready to read. It keeps nothing of what it has read."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact = artifact
        self._session = registry.served(artifact).session
        path = registry.file(artifact, "tokenizer.json")
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises a bare Exception
            raise ArtifactDamaged("The contextual model's tokenizer.json is unreadable.") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._tokenizing = threading.Lock()

    def read(self, text: str) -> Reading:
        """The vectors of one sentence. Raises `BadInput` for one without any word."""
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> tuple[Reading, ...]:
        """Several sentences in one batch, at most 16. Raises `BadInput`."""
        if not texts:
            raise BadInput("Type at least one sentence.")
        if len(texts) > MOST_SENTENCES:
            raise BadInput(f"At most {MOST_SENTENCES} sentences are read at once.")
        cut = [text[:MOST_CHARACTERS] for text in texts]
        with self._tokenizing:
            encoded = [self._tokenizer.encode(text) for text in cut]
        ids = [list(e.ids) for e in encoded]
        for place, row in enumerate(ids):
            if len(row) <= 2:  # the marks at both ends alone
                raise BadInput(f"Sentence {place + 1} holds no word.")
            if len(row) > MOST_TOKENS:
                ids[place] = [*row[: MOST_TOKENS - 1], row[-1]]
        vectors = self._run(ids)
        readings = []
        for text, short, e, row, found in zip(texts, cut, encoded, ids, vectors, strict=True):
            count = len(row) - 2
            tokens = tuple(
                Token(piece, *place)
                for piece, place in zip(
                    e.tokens[1:-1][:count], e.offsets[1:-1][:count], strict=True
                )
            )
            long = len(short) < len(text) or len(row) < len(e.ids)
            note = "Only the beginning of a long sentence was read." if long else ""
            readings.append(Reading(short, tokens, found[1 : 1 + count], note))
        return tuple(readings)

    def occurrences(self, sentences: Sequence[str], word: str) -> Occurrences:
        """Every occurrence of `word` (also with an s at its end) in the sentences.

        Raises `BadInput` when no sentence holds it, or the word is no word.
        """
        wanted = fold(word.strip())
        if not wanted or len(wanted) > 60:
            raise BadInput("Type the one word to look for.")
        forms = {wanted, f"{wanted}s", f"{wanted}es", f"{wanted}'s"}
        texts = [text for text in sentences if text.strip()]
        readings = self.read_all(texts)
        items, missing = [], []
        for place, reading in enumerate(readings):
            found = [w for w in find_words(reading.text) if w.text in forms]
            for w in found:
                if any(t.start < w.end and t.end > w.start for t in reading.tokens):
                    vector = reading.vector(w.start, w.end)
                    piece = reading.text[w.start : w.end]
                    items.append(Occurrence(place, piece, w.start, w.end, vector))
            if not found:
                missing.append(place)
        if not items:
            raise BadInput(f"None of the sentences holds the word “{wanted}”.")
        note = next((reading.note for reading in readings if reading.note), "")
        read = tuple(reading.text for reading in readings)
        return Occurrences(wanted, read, tuple(items), tuple(missing), note)

    def _run(self, ids: Sequence[Sequence[int]]) -> Vectors:
        T = max(map(len, ids))
        table = np.zeros((len(ids), T), dtype=np.int64)  # [B, T]
        mask = np.zeros((len(ids), T), dtype=np.int64)
        for i, row in enumerate(ids):
            table[i, : len(row)] = row
            mask[i, : len(row)] = 1
        vectors: Vectors = self._session.run(["vectors"], {"ids": table, "mask": mask})[0]
        return vectors
