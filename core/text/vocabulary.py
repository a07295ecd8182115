"""A closed list of words with ids by frequency, and the rule for all other words.

Ids: 0 `<pad>`, 1 `<unk>` (every word not in the list), 2 `</s>` (end of a sentence, and its start:
a sentence begins after the end of the one before). Words follow by falling frequency, so that an
adaptive softmax can cut the list into clusters of frequent and rare words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

PAD, UNK, END = 0, 1, 2
SPECIALS = ("<pad>", "<unk>", "</s>")


class WordVocabulary:
    """Words ↔ ids. `counts`, where known, are the training frequencies in the order of the ids."""

    def __init__(self, words: Iterable[str], counts: Iterable[int] = ()) -> None:
        self.words: tuple[str, ...] = tuple(words)
        self.counts: tuple[int, ...] = tuple(counts)
        if self.words[: len(SPECIALS)] != SPECIALS:
            raise ValueError(f"a word vocabulary begins with {', '.join(SPECIALS)}")
        if self.counts and len(self.counts) != len(self.words):
            raise ValueError("a vocabulary has one count a word, or none at all")
        self._ids = {word: id for id, word in enumerate(self.words)}
        if len(self._ids) != len(self.words):
            raise ValueError("a word stands twice in the vocabulary")

    @classmethod
    def from_counts(cls, counts: Mapping[str, int], size: int) -> WordVocabulary:
        """The `size` most frequent words (specials included); ties in the order of the alphabet."""
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        kept = [item for item in ranked if item[0] not in SPECIALS][: size - len(SPECIALS)]
        unknown = sum(counts.values()) - sum(count for _, count in kept)
        words = [*SPECIALS, *(word for word, _ in kept)]
        return cls(words, [0, unknown, 0, *(count for _, count in kept)])

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    def id(self, word: str) -> int:
        """The word's id, or that of `<unk>`."""
        return self._ids.get(word, UNK)

    def encode(self, words: Iterable[str]) -> list[int]:
        ids = self._ids
        return [ids.get(word, UNK) for word in words]

    def decode(self, ids: Iterable[int]) -> list[str]:
        return [self.words[id] for id in ids]

    @cached_property
    def alphabetical(self) -> tuple[tuple[str, int], ...]:
        """(word, id) of all but the specials, sorted by word: a binary search finds a prefix."""
        first = len(SPECIALS)
        return tuple(sorted((word, id) for id, word in enumerate(self.words[first:], first)))

    @cached_property
    def sha256(self) -> str:
        """Hash of the words in order: equal hashes, equal ids."""
        return hashlib.sha256("\n".join(self.words).encode()).hexdigest()

    def to_json(self) -> str:
        content = {"type": "word-vocabulary", "version": 1}
        content |= {"words": self.words, "counts": self.counts}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> WordVocabulary:
        """Raises `ValueError` for text that is no word vocabulary."""
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("type") != "word-vocabulary":
            raise ValueError("this JSON is no word vocabulary")
        return cls(content["words"], content.get("counts", ()))

    def save(self, path: Path) -> None:
        path.write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> WordVocabulary:
        return cls.from_json(path.read_text(encoding="utf-8"))
