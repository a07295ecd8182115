"""Accuracy of the served sentiment classifier on rows "split, label, text" parted by tabs."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from core.corpora import open_lines
from core.runtime.errors import BadInput
from core.runtime.tasks.task_space import TaskSpace


def rows(lines: Iterator[str]) -> Iterator[tuple[str, bool, str]]:
    """(split, positive, text) of each row that is one; the heading is passed over."""
    for line in lines:
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 3 and parts[1] in {"0", "1"}:
            yield parts[0], parts[1] == "1", parts[2]


def rows_of(path: Path) -> list[tuple[str, bool, str]]:
    """All rows of a plain or gzipped file, whatever their split."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        return list(rows(stream))


def score_reviews(space: TaskSpace, files: Sequence[Path], sample: int | None) -> dict[str, float]:
    """Accuracy over the files' test rows (all rows where none is marked test), or the corpus's.

    A text without any known word counts as wrong.
    """
    found = [row for path in files for row in rows_of(path)] or list(
        rows(open_lines("rt-polarity"))
    )
    test = [row for row in found if row[0] == "test"] or found
    if not test:
        raise BadInput("The files hold no row of split, label and text.")
    if sample is not None and len(test) > sample:
        chosen = np.random.default_rng(1).permutation(len(test))[:sample]
        test = [test[i] for i in sorted(chosen)]
    right = 0
    for _, positive, text in test:
        try:
            right += (space.score(text).score > 0) == positive
        except BadInput:
            continue
    return {"accuracy": right / len(test), "rows": float(len(test))}
