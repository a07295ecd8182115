"""held_out.txt: an excerpt of texts never seen in training, for a page to show and to search.

Whole documents of the test split in a seeded order, long ones only as far as `LONGEST`, so that no
single page or poem is most of it. The licence and whom to thank stand in the manifest's `corpora`.
"""

from __future__ import annotations

import random
from pathlib import Path

from core.corpora.splits import Split
from core.training.character_text import documents
from export.characters.extras import corpus_of

NAME = "held_out.txt"
MOST_BYTES = 60_000
SEED = 4
# The one chapter of the LaTeX test split is read from its beginning without an end.
LONGEST = {"wiki-markup": 6_000, "persian-poetry": 3_000, "english-poetry": 6_000}


def held_out_text(corpus: str, most: int) -> str:
    """The first `most` characters or less, whole lines. Raises `CorpusMissing`."""
    found = [document.text for document in documents(corpus, Split.TEST)]
    random.Random(SEED).shuffle(found)
    longest = LONGEST.get(corpus, most)
    pieces, size = [], 0
    for text in found:
        piece = text if len(text) <= longest else _whole_lines(text, longest)
        pieces.append(piece)
        size += len(piece)
        if size >= most:
            break
    return _whole_lines("".join(pieces), most)


def _whole_lines(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: text.rfind("\n", 0, most) + 1]


def beginning(text: str, most_bytes: int = MOST_BYTES) -> str:
    """As many whole lines of the text as `most_bytes` hold in UTF-8."""
    kept = text.encode()[:most_bytes].decode("utf-8", "ignore")
    return _whole_lines(text, len(kept)) if len(kept) < len(text) else text


def write(model_id: str, out: Path) -> None:
    text = beginning(held_out_text(corpus_of(model_id), MOST_BYTES))
    (out / NAME).write_text(text, encoding="utf-8", newline="\n")
