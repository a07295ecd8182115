"""How each model's example.py is compared with what the dashboard's task object answers.

One function per artifact: (task, the example as a function of its arguments), asserting.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import pytest

Example = Callable[..., str]


def training_graphs(task: Any, example: Example) -> None:
    """The example trains with draws of its own, and must come down as the artifact's run did."""
    losses = [float(value) for value in re.findall(r"loss of a pair ([\d.]+)", example())]
    scores = task.artifact.scores
    assert losses[0] == pytest.approx(scores["loss"].baseline, abs=0.01)
    assert losses[-1] < (scores["loss"].value + scores["loss"].baseline) / 2


def word_vectors(task: Any, example: Example) -> None:
    """The ten nearest to king − man + woman, in the dashboard's order and with its scores."""
    found = re.findall(r"^\s*(-?[\d.]+)\s+(\S+)$", example(), re.MULTILINE)
    items = task.analogy("man", "king", "woman").items
    assert [word for _, word in found] == [item.word for item in items]
    assert [float(score) for score, _ in found] == pytest.approx(
        [item.score for item in items], abs=1e-3
    )


def contextual(task: Any, example: Example) -> None:
    """How alike *bank* is in two sentences."""
    said = last_json(example())
    sentences = ["We sat on the bank.", "The bank raised its rates."]
    cosines = task.occurrences(sentences, said["word"]).cosines()
    assert said["cosine"] == pytest.approx(float(cosines[0, 1]), abs=1e-3)


def senses(task: Any, example: Example) -> None:
    """Each sense vector finds itself, at the same place of the plane."""
    said = last_json(example())
    readings = task.read(said["word"], task.vectors(said["word"]))
    assert said["nearest"] == [reading.scores[0].sense.id for reading in readings]
    for point, reading in zip(said["points"], readings, strict=True):
        assert point == pytest.approx(list(reading.point), abs=1e-2)


def task_space(task: Any, example: Example) -> None:
    """A sentence's sentiment, and each word's part."""
    said = last_json(example())
    found = task.score("a film of rare beauty and a dull story")
    assert said["positive"] == pytest.approx(found.positive, abs=1e-3)
    assert said["words"] == pytest.approx({w.text: w.score for w in found.words}, abs=2e-3)


def tokens_bpe(task: Any, example: Example) -> None:
    """The same pieces by the merges alone as by the library."""
    said = last_json(example())
    pieces = task.cut("unbelievable stories", "en").pieces
    assert said["pieces"] == [piece.name for piece in pieces]
    assert said["ids"] == [piece.id for piece in pieces]


def graph_vectors(task: Any, example: Example) -> None:
    """The net on the whole of Cora."""
    said = last_json(example())
    graph = task.graph("cora")
    assert said["links"] == len(graph.edges)
    assert said["test papers"] == len(graph.test)
    assert said["accuracy"] == pytest.approx(graph.accuracy(graph.predict()), abs=1e-6)


def last_json(printed: str) -> Any:
    """What the last line says."""
    return json.loads(printed.strip().splitlines()[-1])


def next_word(task: Any, example: Example) -> None:
    """The completions that the lab offers, in its order and with its chances."""
    for prompt in ("how can i make a", "what is the best", "why do pe", ""):
        found = re.findall(r"^\s*([\d.]+)  (.+)$", example(prompt), re.MULTILINE)
        items = task.suggest(prompt or "how can i make a").items
        assert [text for _, text in found] == [item.text for item in items]
        assert [float(p) for p, _ in found] == pytest.approx(
            [math.exp(item.log_prob) for item in items], abs=2e-4
        )


def character_model(task: Any, example: Example) -> None:
    """The text that the lab writes from the same seed, and the bits of its beginning."""
    from core.runtime.engine.sampling import SamplingSettings

    beginnings = {"fa": "خداوند", "en": "the river"}
    for text, who in (("", ""), (beginnings[task.language], (*task.conditions, "")[0])):
        said = last_json(example(text, "5", who))
        settings = SamplingSettings(0.8, seed=5, length=len(task.vocabulary.encode(said["added"])))
        steps = list(task.generate(text, settings, condition=who))
        assert said["added"] == "".join(step.text for step in steps)
        assert said["bits added"] == pytest.approx(
            -sum(step.log_prob for step in steps) / math.log(2), abs=2e-3
        )
        if text:
            assert said["bits"] == pytest.approx(task.score(text, who).bits, abs=2e-3)


ANSWERS: dict[str, Callable[[Any, Example], None]] = {
    **dict.fromkeys(
        (
            *("persian-verse", "english-verse", "wiki-markup", "latex"),
            *("cells-rnn", "cells-gru", "cells-lstm"),
        ),
        character_model,
    ),
    "contextual": contextual,
    "graph-vectors": graph_vectors,
    "senses": senses,
    "task-space": task_space,
    "tokens-bpe": tokens_bpe,
    "next-word": next_word,
    "training-graphs": training_graphs,
    "word-vectors": word_vectors,
}
