"""The training task of every character model: long texts read in rows, the state carried along.

The training text, its documents one after the other, is cut into B rows; a step reads the next T
characters of each row and goes on with the state of the step before, cut off from its gradient
(truncated backpropagation through time). Now and then a row's state is set to zero, so that the
model also knows how to begin; and now and then it is not told who speaks.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from core.corpora.splits import Split
from core.models.character_rnn import (
    CharacterRNN,
    CharacterRNNConfig,
    State,
    next_character_loss,
)
from core.text.characters import START, CharacterVocabulary
from core.training.character_text import CONDITIONS, Document, documents
from core.training.checkpoints import CONFIG, TOKENIZER
from core.training.recipe import Recipe

VALIDATION_ROWS = 32


class Stream:
    """Documents as one array of ids, with the condition of each place."""

    def __init__(self, texts: list[Document], vocabulary: CharacterVocabulary) -> None:
        ids = [np.array(vocabulary.encode(text.text), np.int16) for text in texts]
        self.ids: npt.NDArray[np.int16] = np.concatenate(ids)
        self.conditions: npt.NDArray[np.int8] = np.concatenate(
            [
                np.full(len(part), text.condition, np.int8)
                for part, text in zip(ids, texts, strict=True)
            ]
        )

    def __len__(self) -> int:
        return len(self.ids)

    def cut(self, starts: npt.NDArray[np.int64], before: int, length: int) -> Tensor:
        """int64 [B, before + length]: the ids around each start, `<s>` before the first."""
        places = starts[:, None] + np.arange(-before, length)
        found = self.ids[np.maximum(places, 0) % len(self)].astype(np.int64)
        found[places < 0] = START
        return torch.from_numpy(found)


class CharacterTask:
    def __init__(
        self,
        recipe: Recipe,
        vocabulary: CharacterVocabulary,
        train: list[Document],
        validation: list[Document],
        conditions: tuple[str, ...] = (),
    ) -> None:
        torch.manual_seed(recipe.seed)
        made, data = recipe.model, recipe.data
        self.vocabulary = vocabulary
        self.config = CharacterRNNConfig(
            vocabulary=len(vocabulary),
            width=made["width"],
            hidden=made["hidden"],
            cell=made.get("cell", "LSTM"),
            ngrams=tuple((n, rows) for n, rows in made.get("ngrams", ())),
            conditions=conditions,
        )
        self.model = CharacterRNN(self.config, tuple(made.get("dropout", (0.0, 0.0, 0.0))))
        self.seed: int = recipe.seed
        self.rows, self.length = data["rows"], data["length"]
        self.fresh_share: float = data.get("fresh_share", 0.03)
        self.unnamed_share: float = data.get("unnamed_share", 0.0)
        self.train, self.validation = Stream(train, vocabulary), Stream(validation, vocabulary)
        self.validation_bytes = sum(len(text.text.encode()) for text in validation)
        self.state: State = self.model.zero_state(self.rows)
        self.read = 0  # steps

    @property
    def steps_per_epoch(self) -> int:
        return max(1, len(self.train) // (self.rows * self.length))

    @property
    def epochs(self) -> float:
        return self.read / self.steps_per_epoch

    def next_batch(self, step: int, progress: float) -> Tensor:
        """int64 [B, 1 + C + T + 1]: condition, context, T inputs and the target of the last."""
        epoch, place = divmod(self.read, self.steps_per_epoch)
        shift = int(np.random.default_rng((self.seed, epoch)).integers(len(self.train)))
        stride = len(self.train) // self.rows
        starts = shift + stride * np.arange(self.rows) + place * self.length
        starts %= len(self.train)
        draws = np.random.default_rng((self.seed, epoch, place))
        fresh = draws.random(self.rows) < self.fresh_share
        unnamed = draws.random(self.rows) < self.unnamed_share
        keep = torch.from_numpy(~fresh if place else np.zeros(self.rows, bool)).float()
        self.state = tuple(part * keep[None, :, None] for part in self.state)
        condition = np.where(unnamed, 0, self.train.conditions[starts]).astype(np.int64)
        self.read += 1
        characters = self.train.cut(starts, self.config.context, self.length + 1)
        return torch.cat([torch.from_numpy(condition)[:, None], characters], 1)

    def loss(self, batch: Tensor) -> Tensor:
        condition, characters = batch[:, 0], batch[:, 1:]
        logits, state = self.model(characters[:, :-1], condition, self.state)
        self.state = tuple(part.detach().float() for part in state)
        return next_character_loss(logits, characters[:, self.config.context + 1 :])

    def tokens(self, batch: Tensor) -> int:
        return self.rows * self.length

    def held_out(self) -> dict[str, float]:
        """Nats per id of the validation text in long rows, nobody named; bits per byte."""
        rows = min(VALIDATION_ROWS, max(1, len(self.validation) // 500))
        stride = len(self.validation) // rows
        starts = stride * np.arange(rows)
        state, nobody = self.model.zero_state(rows), torch.zeros(rows, dtype=torch.int64)
        total, count, T = 0.0, 0, 250
        for place in range(0, stride - 1, T):
            size = min(T, stride - 1 - place)
            characters = self.validation.cut(starts + place, self.config.context, size + 1)
            logits, state = self.model(characters[:, :-1], nobody, state)
            targets = characters[:, self.config.context + 1 :]
            total += float(next_character_loss(logits, targets)) * targets.numel()
            count += targets.numel()
        loss = total / count
        bits = loss / math.log(2)
        return {
            "loss": loss,
            "bits_per_id": bits,
            "bits_per_byte": bits * len(self.validation) / self.validation_bytes,
        }

    def position(self) -> dict[str, Any]:
        return {"read": self.read, "state": list(self.state)}

    def seek(self, position: dict[str, Any]) -> None:
        self.read, self.state = position["read"], tuple(position["state"])

    def save_description(self, run: Path) -> None:
        content = json.dumps(self.config.to_dict(), indent=1)
        (run / CONFIG).write_text(content + "\n", encoding="utf-8")
        self.vocabulary.save(run / TOKENIZER)


def task(recipe: Recipe) -> CharacterTask:
    """The task of any recipe whose `data` names a corpus of `core.training.character_text`."""
    corpus = recipe.data["corpus"]
    train = list(documents(corpus, Split.TRAIN))
    counts = Counter[str]()
    for document in train:
        counts.update(document.text)
    vocabulary = CharacterVocabulary.from_counts(counts, recipe.data.get("least_count", 1))
    validation = list(documents(corpus, Split.VALIDATION))
    return CharacterTask(recipe, vocabulary, train, validation, CONDITIONS.get(corpus, ()))
