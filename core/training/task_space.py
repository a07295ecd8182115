"""The training task of `task-space`: word vectors learned with sentiment, on film-review snippets.

Rows of `rt-polarity` with the split that stands in the file; a batch is int64 [B, 1 + T], the label
first, then word ids padded with 0. The baseline, logistic regression on a bag of words, is fitted
on the same training rows. What it is not: a strong sentiment model; it is small on purpose.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.corpora import open_lines
from core.models.sentiment_space import SentimentSpace
from core.text.vocabulary import WordVocabulary
from core.text.words import tokenize
from core.training.checkpoints import CONFIG, TOKENIZER
from core.training.recipe import Recipe


@dataclass(frozen=True)
class Review:
    """A snippet: its words, and whether it praises."""

    words: tuple[str, ...]
    positive: bool


def read_rows(lines: Sequence[str] | Any, split: str | None = None) -> list[Review]:
    """Rows "split, label, text" parted by tabs; all splits when `split` is None."""
    rows = []
    for line in lines:
        parts = line.split("\t")
        if len(parts) == 3 and parts[1] in {"0", "1"} and split in (None, parts[0]):
            rows.append(Review(tuple(tokenize(parts[2])), parts[1] == "1"))
    return rows


def reviews(split: str) -> list[Review]:
    """The corpus's rows of one split: train, val or test."""
    return read_rows(open_lines("rt-polarity"), split)


def build_vocabulary(rows: Sequence[Review], least: int) -> WordVocabulary:
    """Words met at least `least` times."""
    counts = Counter(word for row in rows for word in row.words)
    frequent = {word: count for word, count in counts.items() if count >= least}
    return WordVocabulary.from_counts(frequent, len(frequent) + 3)


def batch_of(rows: Sequence[Review], vocabulary: WordVocabulary) -> Tensor:
    """int64 [B, 1 + T]."""
    encoded = [vocabulary.encode(row.words) for row in rows]
    T = max(1, *map(len, encoded)) if encoded else 1
    table = np.zeros((len(rows), 1 + T), dtype=np.int64)
    for i, (row, ids) in enumerate(zip(rows, encoded, strict=True)):
        table[i, 0] = row.positive
        table[i, 1 : 1 + len(ids)] = ids
    return torch.from_numpy(table)


def bag_of_words(
    rows: Sequence[Review], vocabulary: WordVocabulary
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Which words occur [N, V], and the labels [N]."""
    table = np.zeros((len(rows), len(vocabulary)), dtype=np.float32)
    for i, row in enumerate(rows):
        table[i, vocabulary.encode(row.words)] = 1
    return table, np.array([row.positive for row in rows])


def baseline_accuracy(
    train: Sequence[Review], test: Sequence[Review], vocabulary: WordVocabulary
) -> float:
    """Logistic regression on a bag of the same words."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    x, y = bag_of_words(train, vocabulary)
    fitted = LogisticRegression(max_iter=1000, C=0.5).fit(csr_matrix(x), y)
    x, y = bag_of_words(test, vocabulary)
    return float(fitted.score(csr_matrix(x), y))


class TaskSpaceTask:
    """See `core.training.trainable_task.TrainableTask`."""

    def __init__(self, recipe: Recipe, train: list[Review], validation: list[Review]) -> None:
        torch.manual_seed(recipe.seed)
        made = recipe.model
        self.vocabulary = build_vocabulary(train, recipe.data["least"])
        self.model: nn.Module = SentimentSpace(
            len(self.vocabulary), made["width"], made["hidden"], made["word_dropout"]
        )
        self.made, self.seed, self.size = made, recipe.seed, recipe.data["batch"]
        self.train, self.validation = train, validation
        self.taken = 0

    @property
    def per_epoch(self) -> int:
        return max(1, len(self.train) // self.size)

    def next_batch(self, step: int, progress: float) -> Tensor:
        """The next rows of a shuffle that depends on the epoch alone."""
        del step, progress
        epoch, place = divmod(self.taken, self.per_epoch)
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.train))
        self.taken += 1
        chosen = order[place * self.size : (place + 1) * self.size]
        return batch_of([self.train[i] for i in chosen], self.vocabulary)

    def loss(self, batch: Tensor) -> Tensor:
        score, _ = self.model(batch[:, 1:])
        return nn.functional.binary_cross_entropy_with_logits(score, batch[:, 0].float())

    def tokens(self, batch: Tensor) -> int:
        return len(batch)

    @property
    def epochs(self) -> float:
        return self.taken / self.per_epoch

    def held_out(self) -> dict[str, float]:
        batch = batch_of(self.validation, self.vocabulary)
        score, _ = self.model(batch[:, 1:])
        right = ((score > 0) == (batch[:, 0] == 1)).float().mean()
        return {"loss": float(self.loss(batch)), "accuracy": float(right)}

    def position(self) -> dict[str, Any]:
        return {"taken": self.taken}

    def seek(self, position: dict[str, Any]) -> None:
        self.taken = position["taken"]

    def save_description(self, run: Path) -> None:
        told = {"words": len(self.vocabulary), **self.made}
        told["baseline"] = baseline_accuracy(self.train, reviews("test"), self.vocabulary)
        (run / CONFIG).write_text(json.dumps(told), encoding="utf-8")
        self.vocabulary.save(run / TOKENIZER)


def task(recipe: Recipe) -> TaskSpaceTask:
    """The task of `recipes/task-space.toml`."""
    return TaskSpaceTask(recipe, reviews("train"), reviews("val"))
