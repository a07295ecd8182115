"""The examples of the vectors' bundles say what the dashboard's tasks say."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from core.runtime import Registry
from core.runtime.tasks.contextual import Contextual
from core.runtime.tasks.graph_vectors import GraphVectors
from core.runtime.tasks.senses import Senses
from core.runtime.tasks.subwords import Subwords
from core.runtime.tasks.task_space import TaskSpace
from tests.conftest import PROJECT

REGISTRY = Registry(PROJECT / "artifacts")
PUBLISHED = {artifact.id: artifact for artifact in REGISTRY.artifacts()}


def example(model: str, *arguments: str) -> Any:
    """What example.py prints, run in a process of its own in the artifact's folder."""
    if model not in PUBLISHED:
        pytest.skip(f"{model} is not published here")
    done = subprocess.run(
        [sys.executable, "example.py", *arguments],
        cwd=PROJECT / "artifacts" / model,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_contextual() -> None:
    texts = ["The bank raised its interest rates.", "We sat on the bank, near the willows."]
    said = example("contextual", *texts, "bank")
    found = Contextual(PUBLISHED["contextual"], REGISTRY).occurrences(texts, "bank")
    assert said["cosine"] == pytest.approx(float(found.cosines()[0, 1]), abs=2e-3)


def test_senses() -> None:
    said = example("senses")
    senses = Senses(PUBLISHED["senses"], REGISTRY)
    readings = senses.read(said["word"], senses.vectors(said["word"]))
    assert said["nearest"] == [reading.best.sense.id for reading in readings]
    np.testing.assert_allclose(said["points"], [r.point for r in readings], atol=1e-3)


def test_task_space() -> None:
    text = "a film of rare beauty and a dull story"
    said = example("task-space", text)
    found = TaskSpace(PUBLISHED["task-space"], REGISTRY).score(text)
    assert said["positive"] == pytest.approx(found.positive, abs=1e-3)
    for word in found.words:
        assert said["words"][word.text] == pytest.approx(word.score, abs=2e-3)


def test_graph_vectors() -> None:
    said = example("graph-vectors")
    graph = GraphVectors(PUBLISHED["graph-vectors"], REGISTRY).graph("cora")
    assert said["accuracy"] == pytest.approx(graph.accuracy(graph.predict()))


@pytest.mark.parametrize(
    ("text", "language"),
    [("Unbelievable stories, 1984: can't stop!", "en"), ("می\u200cخواهم به خانه بروم", "fa")],
)
def test_tokens_bpe(text: str, language: str) -> None:
    said = example("tokens-bpe", text, language)
    cut = Subwords(PUBLISHED["tokens-bpe"], REGISTRY).cut(text, language)
    assert said["pieces"] == [piece.name for piece in cut.pieces]
    assert said["ids"] == [piece.id for piece in cut.pieces]
