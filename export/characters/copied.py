"""`measures.json`, "copied": how many of the lines that a verse model writes it has read.

Texts are written by the served graph from the beginning of a poem, nobody named. A line (in Persian
a hemistich) is copied if it stands in the training split letter for letter. Beside it the test
split: poets repeat each other too.

    {"share": …, "lines": …, "test_share": …, "test_lines": …, "temperature": …}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from core.corpora.splits import Split
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.training.character_text import documents
from export.characters.extras import corpus_of, keep_measures, opened

TEMPERATURE = 0.8
BATCHES, TEXTS, LENGTH = 2, 32, 500
# Shorter ones may well be met by chance.
FEWEST_WORDS = 3


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`. Raises `CorpusMissing` without the corpus."""
    corpus = corpus_of(model_id)
    known = {line for text in documents(corpus, Split.TRAIN) for line in lines(text.text)}
    test = [line for text in documents(corpus, Split.TEST) for line in lines(text.text)]
    written = list(written_lines(opened(out)))
    content = {
        "share": round(_share(written, known), 5),
        "lines": len(written),
        "test_share": round(_share(test, known), 5),
        "test_lines": len(test),
        "temperature": TEMPERATURE,
    }
    keep_measures(out, "copied", content)


def written_lines(task: CharacterModel, length: int = LENGTH) -> Iterable[str]:
    """Whole lines of texts written side by side; the last of each is broken off, and left out."""
    for seed in range(BATCHES):
        settings = SamplingSettings(TEMPERATURE, seed=seed, length=length)
        for candidate in task.candidates("", TEXTS, settings, stop=""):
            yield from lines(candidate.text.rpartition("\n")[0])


def lines(text: str) -> list[str]:
    """The lines of a text, or its hemistichs, that have some words."""
    found = (" ".join(line.split()) for line in re.split(r"[\n\t]", text))
    return [line for line in found if line.count(" ") + 1 >= FEWEST_WORDS]


def _share(some: list[str], known: set[str]) -> float:
    return sum(line in known for line in some) / max(1, len(some))
