"""Words as vectors: neighbours, analogies, directions and maps, from one exported table.

    from core.runtime import load
    vectors = load("word-vectors")
    vectors.analogy("man", "king", "woman").items[0].word      # queen

Words may be typed in any case, with accents, and with spaces for phrases ("New York").
"""

from core.runtime.tasks.word_vectors.results import (
    Axis,
    MapPoints,
    Neighbour,
    Neighbours,
    Parallelogram,
    Plane,
    Relation,
    Scoreboard,
    SectionScore,
    WordCount,
)
from core.runtime.tasks.word_vectors.task import WordVectors

__all__ = [
    "Axis",
    "MapPoints",
    "Neighbour",
    "Neighbours",
    "Parallelogram",
    "Plane",
    "Relation",
    "Scoreboard",
    "SectionScore",
    "WordCount",
    "WordVectors",
]
