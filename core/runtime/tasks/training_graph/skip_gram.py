"""Skip-gram trained by an exported graph: the run as a `Training`, its state as a value.

What this is: everything around the graph's one step: drawing pairs and noise words, feeding the
graph, and what is kept of a state (the plane, the loss). What it is not: the step itself
(`core/models/skip_gram.py`) nor the round of runs (`core.runtime.training`).

Source: Mikolov et al. 2013a, 2013b. Legend: V words, E dimensions, B pairs a step, K negatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from core.runtime.errors import BadInput
from core.runtime.tasks.training_graph.branches import routes
from core.text.training_text import TrainingText

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
