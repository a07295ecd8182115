"""Which class answers which task. Imported lazily, so that a page pays for its own task only."""

TASKS: dict[str, str] = {
    "next-word": "core.runtime.tasks.next_word:NextWord",
    "word-vectors": "core.runtime.tasks.word_vectors:WordVectors",
}
