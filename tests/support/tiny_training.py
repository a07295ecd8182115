"""A training task of a second: `next-word` over a few made questions, no corpora needed."""

from core.text.vocabulary import WordVocabulary
from core.training.encoded_sentences import Ids
from core.training.next_word import NextWordTask
from core.training.next_word_text import encode_all
from core.training.recipe import Recipe

STARTS = ("how can i", "what is the best way to", "why do people", "where do you")
ENDS = ("make a website", "learn python", "lose weight", "cook rice", "sleep well at night")
QUESTIONS = [f"{start} {end}".split() for start in STARTS for end in ENDS]
GENERAL = [["people", "sleep", "at", "night"], ["you", "can", "cook", "rice"]]


def tiny_recipe(**changes: object) -> Recipe:
    content = {
        "id": "tiny",
        "title": "Tiny",
        "module": "core.training.next_word",
        "seed": 7,
        "steps": 24,
        "checkpoint_seconds": 1e-9,
        "held_out_steps": 5,
        "optimiser": {"learning_rate": 0.06, "warm_up": 4},
        "model": {
            "hidden": 12,
            "layers": 2,
            "cutoffs": [8],
            "ranks": [10, 4],
            "dropout": [0.1, 0.1, 0.1],
        },
        "data": {"vocabulary": 40, "batch": 4, "general_share": 0.5, "general_until": 0.5},
    }
    return Recipe.model_validate(content | changes)


def tiny_task(recipe: Recipe | None = None) -> NextWordTask:
    counts = {word: 1 for line in QUESTIONS + GENERAL for word in line}
    vocabulary = WordVocabulary.from_counts(counts, 40)

    def ids(lines: list[list[str]]) -> list[Ids]:
        return encode_all(iter(lines), vocabulary)

    return NextWordTask(
        recipe or tiny_recipe(), vocabulary, ids(QUESTIONS[:-3]), ids(GENERAL), ids(QUESTIONS[-3:])
    )
