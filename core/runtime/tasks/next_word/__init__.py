"""The language model of the lab "Guess the next word", over its exported step graph."""

from core.runtime.tasks.next_word.prompt import READ_WORDS
from core.runtime.tasks.next_word.results import (
    Alternative,
    Alternatives,
    BeamNode,
    BeamTree,
    Distribution,
    Guess,
    Lesson,
    Step,
    Suggestion,
    Suggestions,
    Surprise,
    WordChance,
    WordSurprise,
)
from core.runtime.tasks.next_word.task import NextWord

__all__ = [
    "READ_WORDS",
    "Alternative",
    "Alternatives",
    "BeamNode",
    "BeamTree",
    "Distribution",
    "Guess",
    "Lesson",
    "NextWord",
    "Step",
    "Suggestion",
    "Suggestions",
    "Surprise",
    "WordChance",
    "WordSurprise",
]
