"""The task `training-graph`: skip-gram runs on any text, and two finished examples."""

from __future__ import annotations

import json

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import BadInput
from core.runtime.tasks.training_graph.finished import FinishedRun, finished_run
from core.runtime.tasks.training_graph.skip_gram import SkipGram, SkipGramSettings
from core.text.training_text import MOST_WORDS, TextTooSmall, read_text


class TrainingGraph:
    """The task `training-graph`: skip-gram runs on any text, and two finished examples."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact = artifact
        self._registry = registry

    def skip_gram(
        self,
        text: str,
        settings: SkipGramSettings | None = None,
        *,
        hierarchical: bool = False,
        most_words: int = MOST_WORDS,
    ) -> SkipGram:
        """A run that can be started on `text`, on its `most_words` most frequent words.

        Raises `BadInput` for a text with too little in it.
        """
        role = "hierarchical-step" if hierarchical else "negative-sampling-step"
        try:
            read = read_text(text, most_words)
        except TextTooSmall as error:
            raise BadInput(str(error)) from error
        return SkipGram(
            self._registry.session(self.artifact, role),
            read,
            (settings or SkipGramSettings()).bounded(),
            hierarchical,
        )

    def finished(self, name: str) -> FinishedRun:
        """`"negative-sampling"`: a small story; `"hierarchical"`: the lecture's eight words."""
        path = self._registry.file(self.artifact, f"{name}.json")
        return finished_run(json.loads(path.read_text(encoding="utf-8")))
