"""Which class answers which task. Imported lazily, so that a page pays for its own task only."""

TASKS: dict[str, str] = {
    "training-graph": "core.runtime.tasks.training_graph:TrainingGraph",
    "next-word": "core.runtime.tasks.next_word:NextWord",
    "word-vectors": "core.runtime.tasks.word_vectors:WordVectors",
}
