"""A closed list of characters with ids, and bytes for every other character.

Ids: 0 `<s>` (what stands before a text; never predicted), then the characters by falling frequency,
then, where the vocabulary was made with `bytes`, 256 ids that spell any other character in UTF-8.
So every text has exactly one spelling and comes back unchanged, and a model's bits count all of it.
What it is not: a vocabulary of subwords; for what a reader takes for one letter, see
`core.text.graphemes`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

START = 0


class CharacterVocabulary:
    """Characters ↔ ids. `characters` in the order of their ids, from 1."""

    def __init__(self, characters: str, *, bytes: bool = False) -> None:
        self.characters, self.has_bytes = characters, bytes
        self._ids = {character: id for id, character in enumerate(characters, START + 1)}
        if len(self._ids) != len(characters):
            raise ValueError("a character stands twice in the vocabulary")
        self._first_byte = len(characters) + START + 1

    @classmethod
    def from_counts(cls, counts: Mapping[str, int], least: int = 1) -> CharacterVocabulary:
        """The characters met at least `least` times; the others, if any, are spelled in bytes."""
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        kept = "".join(character for character, count in ranked if count >= least)
        return cls(kept, bytes=least > 1)

    def __len__(self) -> int:
        return self._first_byte + (256 if self.has_bytes else 0)

    def __contains__(self, character: object) -> bool:
        return character in self._ids

    def encode(self, text: str) -> list[int]:
        """Raises `ValueError` naming the characters that have no id, where there are no bytes."""
        ids = self._ids
        if not self.has_bytes:
            try:
                return [ids[character] for character in text]
            except KeyError:
                odd = sorted(set(text) - set(ids))
                raise ValueError(f"not in the vocabulary: {' '.join(odd[:20])}") from None
        found: list[int] = []
        for character in text:
            if (id := ids.get(character)) is not None:
                found.append(id)
            else:
                spelled = character.encode("utf-8", "replace")
                found.extend(self._first_byte + byte for byte in spelled)
        return found

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the ids; bytes that make no character become U+FFFD, `<s>` nothing."""
        return b"".join(map(self.spelled, ids)).decode("utf-8", "replace")

    def spelled(self, id: int) -> bytes:
        """The bytes of UTF-8 that one id stands for: a whole character, a byte, or none (`<s>`)."""
        if id >= self._first_byte:
            return bytes([id - self._first_byte])
        return self.characters[id - START - 1].encode("utf-8") if id > START else b""

    def label(self, id: int) -> str:
        """What one id is called: the character itself, `<s>`, or a byte as `<e2>`."""
        if id == START:
            return "<s>"
        if id >= self._first_byte:
            return f"<{id - self._first_byte:02x}>"
        return self.characters[id - START - 1]

    @cached_property
    def sha256(self) -> str:
        """Hash of the characters in order: equal hashes, equal ids."""
        mark = "\x00bytes" if self.has_bytes else ""
        return hashlib.sha256((self.characters + mark).encode()).hexdigest()

    def to_json(self) -> str:
        content = {"type": "character-vocabulary", "version": 1}
        content |= {"characters": self.characters, "bytes": self.has_bytes}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> CharacterVocabulary:
        """Raises `ValueError` for text that is no character vocabulary."""
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("type") != "character-vocabulary":
            raise ValueError("this is no character vocabulary")
        return cls(content["characters"], bytes=content["bytes"])

    def save(self, path: Path) -> None:
        path.write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> CharacterVocabulary:
        return cls.from_json(path.read_text(encoding="utf-8"))
