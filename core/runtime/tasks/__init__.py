"""Which class answers which task. Imported lazily, so that a page pays for its own task only."""

TASKS: dict[str, str] = {
    "subwords": "core.runtime.tasks.subwords:Subwords",
    "training-graph": "core.runtime.tasks.training_graph:TrainingGraph",
    "next-word": "core.runtime.tasks.next_word:NextWord",
    "character-model": "core.runtime.tasks.character_model:CharacterModel",
    "word-vectors": "core.runtime.tasks.word_vectors:WordVectors",
    "contextual": "core.runtime.tasks.contextual:Contextual",
    "senses": "core.runtime.tasks.senses:Senses",
    "task-space": "core.runtime.tasks.task_space:TaskSpace",
    "graph-vectors": "core.runtime.tasks.graph_vectors:GraphVectors",
}
