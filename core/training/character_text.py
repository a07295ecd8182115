"""The texts of the character models: whole documents, who wrote them, and which are held out.

A document is what may not be torn apart between training and test: a poem, a page, a chapter. Its
split is a property of its own text (`core.corpora.splits`), but for Tiny Shakespeare, whose usual
split is by place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.corpora import open_lines
from core.corpora.splits import Split, split_of

# Names of the poets in the order of their ids, and the files of each.
POETS: dict[str, tuple[str, ...]] = {
    "ferdousi": ("persian_ferdousi.txt.xz",),
    "khayyam": ("persian_khayyam.txt.xz",),
    "nezami": ("persian_nezami.txt.xz",),
    "attar": ("persian_attar.txt.xz",),
    "moulavi": ("persian_moulavi_masnavi.txt.xz", "persian_moulavi_shams.txt.xz"),
    "saadi": ("persian_saadi.txt.xz",),
    "hafez": ("persian_hafez.txt.xz",),
}


@dataclass(frozen=True)
class Document:
    """`text` with the white space that ends it; `condition`: see `CONDITIONS`, 0 is nobody."""

    text: str
    split: Split
    condition: int = 0


def _blocks(text: str, separator: str) -> Iterator[str]:
    for block in text.split(separator):
        if block.strip():
            yield block.strip("\n") + separator


def _persian() -> Iterator[Document]:
    for condition, names in enumerate(POETS.values(), 1):
        for name in names:
            text = "\n".join(open_lines("persian-poetry", name))
            for poem in _blocks(text, "\n\n"):
                yield Document(poem, split_of(poem.split()), condition)


def _english() -> Iterator[Document]:
    text = "\n".join(open_lines("english-poetry"))
    for poem in _blocks(text, "\n\n\n"):
        yield Document(poem, split_of(poem.split()))


def _tiny_shakespeare() -> Iterator[Document]:
    text = "\n".join(open_lines("tiny-shakespeare")) + "\n"
    cut = int(0.9 * len(text))
    yield Document(text[:cut], Split.TRAIN)
    # The usual split has no third part: what the training looks at is the part that is reported.
    yield Document(text[cut:], Split.VALIDATION)
    yield Document(text[cut:], Split.TEST)


def _one_in(text: str, key: str, test: int, validation: int) -> Document:
    """A split by a hash of a document's name, so many of a thousand: few, long documents."""
    place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % 1000
    split = Split.TEST if place < test else Split.VALIDATION if place < test + validation else None
    return Document(text, split or Split.TRAIN)


def _wiki_markup() -> Iterator[Document]:
    text = "\n".join(open_lines("wiki-markup")) + "\n"
    for found in re.finditer(r"  <page>\n    <title>(.*?)</title>.*?</page>\n", text, re.DOTALL):
        yield _one_in(found[0], found[1], 60, 30)


def _latex() -> Iterator[Document]:
    text = "\n".join(open_lines("latex-stacks")) + "\n"
    begin = "\\section{Introduction}\n\\label{section-introduction}\n"
    for chapter in _blocks(text, begin):
        # A chapter is named by its first sentence, since the file does not give its title.
        whole = begin + "\n" + chapter.removesuffix(begin) + "\n\n"
        yield _one_in(whole, "latex " + whole[len(begin) + 1 : len(begin) + 100], 60, 30)


READERS: dict[str, Callable[[], Iterator[Document]]] = {
    "persian-poetry": _persian,
    "english-poetry": _english,
    "tiny-shakespeare": _tiny_shakespeare,
    "wiki-markup": _wiki_markup,
    "latex-stacks": _latex,
}
CONDITIONS: dict[str, tuple[str, ...]] = {"persian-poetry": tuple(POETS)}


def documents(corpus: str, split: Split | None = None) -> Iterator[Document]:
    """The documents of a corpus in its order, all or those of one split."""
    for document in READERS[corpus]():
        if split in (None, document.split):
            yield document
