"""Skip-gram trained by exported graphs: a small text, two losses, no torch in the process.

from core.runtime import load
run = load("training-graphs").skip_gram("The cat sleeps. The dog sleeps. The cat eats.")
print(run.run().loss)
"""

from core.runtime.tasks.training_graph.branches import branch_probabilities, go_left, routes
from core.runtime.tasks.training_graph.finished import FinishedRun, finished_json, finished_run
from core.runtime.tasks.training_graph.skip_gram import (
    Glimpse,
    SkipGram,
    SkipGramSettings,
    SkipGramState,
    nearest,
    plane,
)
from core.runtime.tasks.training_graph.task import TrainingGraph

__all__ = [
    "FinishedRun",
    "Glimpse",
    "SkipGram",
    "SkipGramSettings",
    "SkipGramState",
    "TrainingGraph",
    "branch_probabilities",
    "finished_json",
    "finished_run",
    "go_left",
    "nearest",
    "plane",
    "routes",
]
