"""Word vectors of a few kilobytes with the interface of `word-vectors`: forty words on made axes.

Axis 0 is royalty, 1 man ↔ woman, 2 country ↔ capital, 3–8 name a family of words; the rest is a
little noise. So every analogy has a right answer, and the tests of task and pages need no trained
weights.
"""

import io
import json

import numpy as np

from core.runtime import Artifact
from core.runtime.tasks.word_vectors.maps import pack
from export.graphs.word_vectors import float_graph, int8_graph, quantize_rows
from tests.support.tiny_artifacts import TinyArtifacts

DIMENSIONS = 64
COUNTRIES = {"france": "paris", "italy": "rome", "spain": "madrid", "japan": "tokyo"}
FEELINGS = ("good", "bad", "happy", "sad", "great", "terrible")
NUMBERS = ("one", "two", "three", "1990", "2008")
PLURALS = {"king": "kings", "car": "cars", "river": "rivers"}
PHRASE, OFFENSIVE = "new_york", "shit"


def tiny_table() -> tuple[list[str], np.ndarray]:
    """Words by falling frequency and their vectors, float32[V, 64], rows of length 1."""
    axes: dict[str, dict[int, float]] = {
        "the": {9: 1},
        "man": {1: 1, 8: 0.6},
        "woman": {1: -1, 8: 0.6},
        "king": {0: 1, 1: 1, 8: 0.6},
        "queen": {0: 1, 1: -1, 8: 0.6},
        "prince": {0: 0.5, 1: 1, 8: 0.5, 12: 0.8},
        "princess": {0: 0.5, 1: -1, 8: 0.5, 12: 0.8},
        PHRASE: {2: -0.8, 11: 0.8},
        OFFENSIVE: {5: 1, 13: 0.3},
        "car": {14: 1},
        "river": {15: 1},
        "accurate": {16: 1, 17: 0.2},
        "exact": {16: 1, 17: -0.2},
    }
    for at, (country, capital) in enumerate(COUNTRIES.items()):
        axes[country] = {2: 1, 3: 1, 20 + at: 0.9}
        axes[capital] = {2: -1, 3: 1, 20 + at: 0.9}
    for at, word in enumerate(FEELINGS):
        axes[word] = {5: 1, 6: 0.5 * (-1) ** at, 26: 0.2 * at}
    for at, word in enumerate(NUMBERS):
        axes[word] = {7: 1, 27: 0.3 * at}
    for one, many in PLURALS.items():
        axes[many] = axes[one] | {30: 1}
    table = np.random.default_rng(1).normal(0, 0.01, (len(axes), DIMENSIONS))
    for row, values in zip(table, axes.values(), strict=True):
        for axis, value in values.items():
            row[axis] += value
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    return list(axes), table.astype(np.float32)


def add_word_vectors(artifacts: TinyArtifacts) -> Artifact:
    """Put the tiny vectors among `artifacts` under the id that the labs ask for."""
    words, table = tiny_table()
    n = len(words)
    counts = [10_000 // (at + 1) for at in range(n)]
    maps = io.BytesIO()
    draw = np.random.default_rng(2)
    np.savez_compressed(
        maps,
        pca=pack(table[:, :3]),
        tsne=pack(draw.normal(size=(n, 2))),
        random=pack(draw.normal(size=(n, 3))),
        topics=(np.arange(n) % 3).astype(np.uint8),
        topic_names=np.array(["king, queen", "france, italy", "good, bad"]),
    )
    section = {"name": "family", "tuned": True, "covered": 3, "total": 4, "add": 0.667, "mul": 1.0}
    other = section | {"name": "capital-world", "tuned": False}
    board = {
        "cut": n,
        "sections": [section, other],
        "totals": [section | {"name": name} for name in ("tuned", "untuned", "all")],
    }
    analogies = {
        "boards": [board],
        "similarity": {"WordSim-353": 0.7},
        "rivals": {"skip-gram on text8": 0.293},
        "tables": {"wide": 0.5, "hierarchical": 0.4},
    }
    tokenizer = {"kind": "words by frequency", "words": words, "counts": counts}
    curve = {"pass": 1, "loss": 2.5, "tuned_accuracy": 0.3, "words_per_second": 100}
    return artifacts.add(
        "word-vectors",
        task="word-vectors",
        title="Words as vectors, tiny",
        graphs={
            "neighbours": float_graph(table),
            "neighbours-int8": int8_graph(*quantize_rows(table)),
        },
        files={
            "tokenizer.json": json.dumps(tokenizer).encode(),
            "analogies.json": json.dumps(analogies).encode(),
            "curves.json": json.dumps({"tables": {"wide": [curve]}}).encode(),
            "map.npz": maps.getvalue(),
        },
        serve={"cpu": "neighbours-int8", "cuda": "neighbours"},
        scores={"accuracy": {"value": 0.667, "split": "made questions"}},
    )
