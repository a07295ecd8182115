"""The texts that a character model is measured on: whole documents of a corpus, or any file.

A file is UTF-8 text in the corpus's format, plain or compressed (.xz, .gz), and is read as it
stands, from its first character to its last. What has no place in the model's vocabulary is
counted too: `escape_bits` says at what price.
"""

from __future__ import annotations

import gzip
import lzma
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log2
from pathlib import Path

from core.corpora import CorpusDamaged
from core.corpora.splits import Split
from core.text.characters import CharacterVocabulary
from core.text.persian import normalise
from core.training.character_text import Document, documents

SEED = 1
# Validation characters that decide on a precision, read in so many rows.
DECIDING, ROWS = 24_000, 16
# Where one document of a corpus ends and the next begins.
BORDERS = {
    "persian-poetry": re.compile(r"(?<=\n\n)(?!\n)"),
    "english-poetry": re.compile(r"(?<=\n\n\n)(?!\n)"),
    "wiki-markup": re.compile(r"(?<=</page>\n)"),
    "latex-stacks": re.compile(r"(?=\\section\{Introduction\}\n)"),
}
UNPACK: dict[str, Callable[[bytes], bytes]] = {".xz": lzma.decompress, ".gz": gzip.decompress}
# A character outside the vocabulary: an escape of probability 2⁻¹¹ and its code point, 21 bits.
ESCAPE, CODE_POINT = 2.0**-11, 21


def own_documents(corpus: str, sample: int | None) -> list[Document]:
    """The test split, or so many of its documents. Raises `CorpusMissing`."""
    return sampled(list(documents(corpus, Split.TEST)), sample)


def file_documents(corpus: str, files: Iterable[Path], sample: int | None) -> list[Document]:
    """Each file whole, or, where a sample is wanted, so many of the documents in them."""
    texts = [read_text(file) for file in files]
    if sample is not None:
        texts = [part for text in texts for part in BORDERS[corpus].split(text)]
    return sampled([Document(text, Split.TEST) for text in texts if text], sample)


def deciding_text(corpus: str) -> str:
    """The beginning of the validation split. Raises `CorpusMissing`."""
    found, size = [], 0
    for document in documents(corpus, Split.VALIDATION):
        found.append(document.text)
        size += len(document.text)
        if size >= DECIDING:
            break
    return "".join(found)[:DECIDING]


def sampled(read: list[Document], sample: int | None) -> list[Document]:
    """All documents, or a seeded sample of them in their order."""
    if sample is None or sample >= len(read):
        return read
    chosen = sorted(random.Random(SEED).sample(range(len(read)), sample))
    return [read[i] for i in chosen]


def read_text(file: Path) -> str:
    """The characters of a file; its lines end with a newline alone, and bytes that are no UTF-8
    are read as U+FFFD. Raises `CorpusDamaged` for a compressed file that is none."""
    try:
        content = file.read_bytes()
        unpacked = UNPACK.get(file.suffix, bytes)(content)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise CorpusDamaged(f"{file} cannot be read as a {file.suffix or 'text'} file.") from error
    text = unpacked.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Spelled:
    """A text as a model reads it: `text` is what is counted, `unknown` what has no id in it."""

    text: str
    ids: list[int]
    unknown: str


def spelled(text: str, vocabulary: CharacterVocabulary, language: str) -> Spelled:
    """The ids of a text. Persian with other letters than the corpus's is normalised first."""
    if vocabulary.has_bytes:
        return Spelled(text, vocabulary.encode(text), "")
    odd = {character for character in set(text) if character not in vocabulary}
    if odd and language == "fa":
        text = normalise(text, verse=True).text
        odd = {character for character in set(text) if character not in vocabulary}
    unknown = "".join(character for character in text if character in odd)
    known = text.translate(dict.fromkeys(map(ord, odd)))
    return Spelled(text, vocabulary.encode(known), unknown)


def escape_bits(known: int, unknown: int) -> float:
    """What the characters without an id cost: each its escape and its code point, and every
    other one the little that the escape leaves less for it. 0 where there is none."""
    if not unknown:
        return 0.0
    return unknown * (CODE_POINT - log2(ESCAPE)) - known * log2(1 - ESCAPE)
