"""The lines that `next-word` is measured on: the corpus's own splits, or any file of its format.

One line a question, as UTF-8 text, plain or compressed (.xz, .gz). Lines without a word are left
out.
"""

from __future__ import annotations

import gzip
import lzma
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from core.corpora.splits import Split
from core.text.words import tokenize
from core.training.next_word_text import questions

SEED = 1
# Validation questions that decide on a precision: about 20,000 words.
DECIDING = 2_000


def test_lines(sample: int | None) -> list[list[str]]:
    """Questions that were neither trained on nor chosen by. Raises `CorpusMissing`."""
    return sampled(questions(Split.TEST), sample)


def validation_lines(count: int = DECIDING) -> list[list[str]]:
    """The first questions of the validation split. Raises `CorpusMissing`."""
    return list(islice(questions(Split.VALIDATION), count))


def file_lines(files: Iterable[Path], sample: int | None) -> list[list[str]]:
    """Lines of files in the corpus's format, as words."""
    words = (tokenize(line) for file in files for line in _lines(file))
    return sampled((line for line in words if line), sample)


def sampled(lines: Iterable[list[str]], sample: int | None) -> list[list[str]]:
    """All lines, or a seeded sample of them in their order."""
    read = list(lines)
    if sample is None or sample >= len(read):
        return read
    chosen = sorted(random.Random(SEED).sample(range(len(read)), sample))
    return [read[i] for i in chosen]


def _lines(file: Path) -> Iterator[str]:
    openers: dict[str, Callable[..., TextIO]] = {".xz": lzma.open, ".gz": gzip.open}
    with openers.get(file.suffix, open)(file, "rt", encoding="utf-8", errors="replace") as text:
        yield from text
