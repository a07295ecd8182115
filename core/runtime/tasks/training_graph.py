"""Skip-gram trained by an exported graph: a small text, two losses, no torch in the process.

What this is: everything around the graph's one step: drawing pairs and noise words, the Huffman
paths as arrays, the state as a value, and what a page reads of it (the plane, the branches).
What it is not: the queue in which visitors' runs take turns (`core.runtime.training`), nor the
step itself (`core/models/skip_gram.py`, exported as the artifact `training-graphs`).

Source: Mikolov et al. 2013a, 2013b. Legend: V words, E dimensions, B pairs a step, K negatives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import BadInput
from core.text.huffman import HuffmanTree
from core.text.training_text import MOST_WORDS, TextTooSmall, TrainingText, read_text

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

NOISE_POWER = 0.75  # counts ** 0.75, the paper's choice
SMOOTHING = 0.98  # of the loss that is shown: a mean over about the last 50 steps


@dataclass(frozen=True)
class SkipGramSettings:
    """What a visitor may turn. `bounded` brings wild values back into the range that is served."""

    dimensions: int = 16
    window: int = 3
    negatives: int = 5
    learning_rate: float = 0.05
    steps: int = 4000
    seed: int = 1
    batch: int = 32

    def bounded(self) -> SkipGramSettings:
        return SkipGramSettings(
            dimensions=_within(self.dimensions, 2, 64),
            window=_within(self.window, 1, 8),
            negatives=_within(self.negatives, 1, 20),
            learning_rate=float(min(0.5, max(0.001, self.learning_rate))),
            steps=_within(self.steps, 1, 20_000),
            seed=abs(int(self.seed)) % 2**31,
            batch=_within(self.batch, 1, 256),
        )


def _within(value: float, low: int, high: int) -> int:
    return int(min(high, max(low, value)))


@dataclass(frozen=True)
class SkipGramState:
    """Where a run stands; never changed, only followed by the next one."""

    step: int
    input_vectors: Floats  # [V, E]
    other_vectors: Floats  # [V, E] output vectors, or [V − 1, E] node vectors
    loss: float | None  # of a pair, smoothed; None before the first step


@dataclass(frozen=True)
class Glimpse:
    """What is kept of a state: the words in their plane of widest spread, and the loss."""

    step: int
    loss: float | None
    plane: Floats  # [V, 2]


@dataclass(frozen=True)
class SkipGram:
    """A `Training` (see `core.runtime.training`) on one text; `hierarchical` chooses the loss.

    Randomness comes from (seed, step) alone: stopping and going on changes nothing.
    """

    session: ort.InferenceSession
    text: TrainingText
    settings: SkipGramSettings
    hierarchical: bool = False

    def start(self) -> SkipGramState:
        """Small random input vectors; the others are zero, as in word2vec."""
        words, size = len(self.text.words), self.settings.dimensions
        draw = np.random.default_rng(self.settings.seed)
        vectors = (draw.random((words, size)) - 0.5) / size
        others = np.zeros((words - self.hierarchical, size), np.float32)
        return SkipGramState(0, vectors.astype(np.float32), others, None)

    def step(self, state: SkipGramState) -> SkipGramState:
        draw = np.random.default_rng((self.settings.seed, state.step))
        chosen = self._pairs[draw.integers(0, len(self._pairs), self.settings.batch)]
        centre, context = np.ascontiguousarray(chosen[:, 0]), np.ascontiguousarray(chosen[:, 1])
        feeds: dict[str, Any] = {
            "input_vectors": state.input_vectors,
            "centre": centre,
            "learning_rate": np.array(self._rate(state.step), np.float32),
        }
        if self.hierarchical:
            paths, signs = self._routes
            feeds |= {
                "node_vectors": state.other_vectors,
                "path": paths[context],
                "sign": signs[context],
            }
        else:
            feeds |= {
                "output_vectors": state.other_vectors,
                "context": context,
                "negatives": self._noise(draw, context),
            }
        loss, vectors, others = self.session.run(_OUTPUTS[self.hierarchical], feeds)
        value = float(loss)
        if not np.isfinite(value):
            raise BadInput("The learning rate was too high: the numbers ran away. Try a lower one.")
        smooth = value if state.loss is None else SMOOTHING * state.loss + (1 - SMOOTHING) * value
        return SkipGramState(state.step + 1, vectors, others, smooth)

    def observe(self, state: SkipGramState) -> Glimpse:
        return Glimpse(state.step, state.loss, plane(state.input_vectors))

    def finished(self, state: SkipGramState) -> bool:
        return state.step >= self.settings.steps

    def run(self) -> SkipGramState:
        """From the start to the goal at once: for runs short enough to wait for."""
        state = self.start()
        while not self.finished(state):
            state = self.step(state)
        return state

    @cached_property
    def untrained_loss(self) -> float:
        """Loss of a pair while every score is 0 and every answer a coin toss: ln 2 a question."""
        questions = 1.0 + self.settings.negatives
        if self.hierarchical:
            questions = float(np.abs(self._routes[1])[self._pairs[:, 1]].sum(1).mean())
        return questions * float(np.log(2))

    def _rate(self, step: int) -> float:
        """Falls in a straight line to a tenth, as in word2vec (there to almost nothing)."""
        return self.settings.learning_rate * max(0.1, 1 - step / self.settings.steps)

    def _noise(self, draw: np.random.Generator, context: Ids) -> Ids:
        """[B, K] noise words, never the word that is to be foretold (drawn again, then moved)."""
        shape = (len(context), self.settings.negatives)
        noise = np.searchsorted(self._noise_shares, draw.random(shape)).astype(np.int64)
        clash = noise == context[:, None]
        again = np.searchsorted(self._noise_shares, draw.random(shape)).astype(np.int64)
        noise = np.where(clash, again, noise)
        clash = noise == context[:, None]
        return np.where(clash, (noise + 1) % len(self.text.words), noise)

    @cached_property
    def _pairs(self) -> Ids:
        return self.text.pairs(self.settings.window)

    @cached_property
    def _noise_shares(self) -> NDArray[np.float64]:
        weights = np.array(self.text.counts, np.float64) ** NOISE_POWER
        shares = np.cumsum(weights / weights.sum())
        shares[-1] = 1.0
        return shares

    @cached_property
    def _routes(self) -> tuple[Ids, Floats]:
        return routes(self.text.tree)


_OUTPUTS = {
    False: ["loss", "new_input_vectors", "new_output_vectors"],
    True: ["loss", "new_input_vectors", "new_node_vectors"],
}


def routes(tree: HuffmanTree) -> tuple[Ids, Floats]:
    """Paths [V, L] and signs [V, L] of all words: +1 left (code 0), −1 right (1), 0 padding."""
    paths = np.zeros((len(tree.words), max(1, tree.depth)), np.int64)
    signs = np.zeros(paths.shape, np.float32)
    for word, code in enumerate(tree.codes):
        paths[word, : len(code.path)] = code.path
        signs[word, : len(code.bits)] = 1 - 2 * np.array(code.bits, np.float32)
    return paths, signs


def go_left(state: SkipGramState, centre: int) -> NDArray[np.float64]:
    """[V − 1] probability of the left branch at each inner node, σ(θ · v_centre), for one word."""
    score = state.other_vectors.astype(np.float64) @ state.input_vectors[centre].astype(np.float64)
    return np.asarray(1 / (1 + np.exp(-score)))


def branch_probabilities(tree: HuffmanTree, left: NDArray[np.float64]) -> list[list[float]]:
    """For each word the probabilities of its turns, root first; their product is P(word)."""
    return [
        [
            float(left[node] if bit == 0 else 1 - left[node])
            for bit, node in zip(code.bits, code.path, strict=True)
        ]
        for code in tree.codes
    ]


def nearest(state: SkipGramState, word: int, k: int) -> list[tuple[int, float]]:
    """The `k` words nearest to `word` by cosine, with it."""
    lengths = np.linalg.norm(state.input_vectors, axis=1, keepdims=True)
    rows = state.input_vectors / np.maximum(lengths, 1e-12)
    cosines = rows @ rows[word]
    order = [int(other) for other in np.argsort(-cosines, kind="stable") if other != word]
    return [(other, float(cosines[other])) for other in order[:k]]


def plane(vectors: Floats) -> Floats:
    """[V, E] → [V, 2]: the two directions along which the vectors spread most (PCA)."""
    centred = vectors - vectors.mean(0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return np.asarray(centred @ directions[:2].T, np.float32)


@dataclass(frozen=True)
class FinishedRun:
    """A run that was computed when the artifact was made, so that a page need not wait for one."""

    source: str  # the text
    text: TrainingText
    settings: SkipGramSettings
    state: SkipGramState
    history: tuple[Glimpse, ...]


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


def finished_run(content: dict[str, Any]) -> FinishedRun:
    """Reads what `finished_json` wrote."""
    state = content["state"]
    return FinishedRun(
        source=content["source"],
        text=read_text(content["source"]),
        settings=SkipGramSettings(**content["settings"]),
        state=SkipGramState(
            state["step"],
            np.array(state["input_vectors"], np.float32),
            np.array(state["other_vectors"], np.float32),
            state["loss"],
        ),
        history=tuple(
            Glimpse(seen["step"], seen["loss"], np.array(seen["plane"], np.float32))
            for seen in content["history"]
        ),
    )


def finished_json(source: str, run: SkipGram, every: int) -> dict[str, Any]:
    """Trains `run` to its end and writes it down; `every` steps one glimpse."""
    state = run.start()
    history = [run.observe(state)]
    while not run.finished(state):
        state = run.step(state)
        if state.step % every == 0:
            history.append(run.observe(state))
    settings = {name: getattr(run.settings, name) for name in run.settings.__dataclass_fields__}
    return {
        "source": source,
        "settings": settings,
        "state": {
            "step": state.step,
            "loss": state.loss,
            "input_vectors": _rounded(state.input_vectors, 5),
            "other_vectors": _rounded(state.other_vectors, 5),
        },
        "history": [
            {"step": seen.step, "loss": seen.loss, "plane": _rounded(seen.plane, 3)}
            for seen in history
        ],
    }


def _rounded(values: Floats, digits: int) -> list[list[float]]:
    """In float64 first: a float32 rounded to 0.123 is written with all its digits."""
    return np.round(values.astype(np.float64), digits).tolist()  # type: ignore[no-any-return]
