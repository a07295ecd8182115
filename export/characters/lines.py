"""The training lines of a verse model, so that a page finds the nearest one to any line.

`lines.txt.xz`: all lines of the training split in their order, half lines of a couplet one by one,
each poem under the name of its poet where the corpus knows it. The texts are in the public domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.corpora.splits import Split
from core.runtime.nearest_lines import LINES, write_lines
from core.training.character_text import CONDITIONS, documents
from export.characters.extras import corpus_of


def lines_of(text: str) -> list[str]:
    """The lines of a poem; a couplet's two halves are two."""
    return [line for line in text.replace("\t", "\n").split("\n") if line.strip()]


def named_lines(corpus: str, split: Split) -> Iterator[tuple[str, list[str]]]:
    """(poet or nothing, lines) of each poem of a split."""
    names = ("", *CONDITIONS.get(corpus, ()))
    for document in documents(corpus, split):
        yield names[document.condition], lines_of(document.text)


def write(model_id: str, out: Path) -> None:
    """Raises `CorpusMissing`."""
    write_lines(out / LINES, named_lines(corpus_of(model_id), Split.TRAIN))
