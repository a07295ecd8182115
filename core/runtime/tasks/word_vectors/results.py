"""What a question about word vectors is answered with: frozen, typed, ready to be drawn.

Cosines lie between −1 and 1. A word's `rank` is its place by frequency, 0 for the most frequent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class WordCount:
    """A known word, how often it stands in the training text, and its place by frequency."""

    word: str
    count: int
    rank: int


@dataclass(frozen=True)
class Neighbour:
    """A word near a query. `is_input` marks words that the question itself held."""

    word: str
    score: float
    rank: int
    is_input: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The nearest words, best first. `rule` is "add" (a cosine) or "mul" (3CosMul's quotient).

    `hidden` counts words that were left out because they are offensive.
    """

    items: tuple[Neighbour, ...]
    rule: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    hidden: int = 0


@dataclass(frozen=True)
class Parallelogram:
    """One pair in the plane: from `start` to `end`; `parallel` is the cosine of its full-width
    difference with the mean difference of all pairs."""

    start: str
    end: str
    start_at: tuple[float, float]
    end_at: tuple[float, float]
    parallel: float


@dataclass(frozen=True)
class Plane:
    """The plane of best fit: principal components of the words of all pairs around their mean.

    `explained` is the share (0 … 1) of their variance that the two axes keep.
    """

    pairs: tuple[Parallelogram, ...]
    explained: float


@dataclass(frozen=True)
class Relation:
    """A relation learned from examples: the mean of (second − first), applied to a word."""

    neighbours: Neighbours
    examples: tuple[tuple[str, str], ...]
    agreement: float  # mean cosine of each example's difference with the mean difference


@dataclass(frozen=True)
class Axis:
    """Words along the direction from `low` to `high`, lowest first: cosine with that direction."""

    low: str
    high: str
    items: tuple[Neighbour, ...]


@dataclass(frozen=True)
class MapPoints:
    """Points of a precomputed map, most frequent word first.

    `at` float32[n, 2 or 3], each map scaled to about −1 … 1; `topics` int[n] indexes `topic_names`.
    """

    kind: str
    words: tuple[str, ...]
    at: Floats
    counts: NDArray[np.int64]
    topics: NDArray[np.int64]
    topic_names: tuple[str, ...]


@dataclass(frozen=True)
class SectionScore:
    """One section of the Google set. Accuracies are shares of the `covered` questions.

    `tuned`: whether choices of the training were made on this section.
    """

    name: str
    tuned: bool
    covered: int
    total: int
    add: float
    mul: float


@dataclass(frozen=True)
class Scoreboard:
    """The Google set within one vocabulary cut, by section, with sums and word similarity.

    `totals` has SectionScores named "tuned", "untuned" and "all"; `similarity` is Spearman's
    correlation by set; `rivals` are accuracies of others on the same cut, with their names;
    `tables` those of each trained table alone, "hierarchical" being hierarchical softmax's.
    """

    cut: int
    sections: tuple[SectionScore, ...]
    totals: tuple[SectionScore, ...]
    similarity: dict[str, float]
    rivals: dict[str, float]
    tables: dict[str, float]
