"""The training task of `next-word`: questions and general sentences, from a shared text module.

The first part of a run mixes general English in; the rest reads questions only, since questions are
what is typed. A sentence w_1 … w_n is read as `</s> w_1 … w_n` and predicts `w_1 … w_n </s>`.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor

from core.corpora import CORPORA, cache_folder, splits
from core.models.word_lstm import WordLSTM, WordLSTMConfig
from core.text import vocabulary as vocabulary_module
from core.text import words
from core.text.vocabulary import END, WordVocabulary
from core.training import next_word_text as text
from core.training.checkpoints import CONFIG, TOKENIZER, write_atomically
from core.training.encoded_sentences import Ids, fingerprint, kept
from core.training.equal_length_batches import EqualLengthBatches, Position
from core.training.next_word_graph import state_dict_of
from core.training.recipe import Recipe


class NextWordTask:
    def __init__(
        self,
        recipe: Recipe,
        vocabulary: WordVocabulary,
        questions: list[Ids],
        general: list[Ids],
        validation: list[Ids],
    ) -> None:
        torch.manual_seed(recipe.seed)
        made = recipe.model
        self.vocabulary = vocabulary
        cutoffs = (*made["cutoffs"], len(vocabulary))
        self.config = WordLSTMConfig(cutoffs, tuple(made["ranks"]), made["hidden"], made["layers"])
        self.model = WordLSTM(self.config, tuple(made["dropout"]))
        self.seed = recipe.seed
        size = recipe.data["batch"]
        self.questions = EqualLengthBatches(questions, size, recipe.seed)
        self.general = EqualLengthBatches(general, size, recipe.seed + 1) if general else None
        self.validation = EqualLengthBatches(validation, 256, 0)
        self.general_share = recipe.data.get("general_share", 0.0)
        self.general_until = recipe.data.get("general_until", 0.0)

    def next_batch(self, step: int, progress: float) -> Tensor:
        """int64 [B, T]: sentences of one length."""
        mixed = self.general is not None and progress < self.general_until
        if mixed and np.random.default_rng((self.seed, step)).random() < self.general_share:
            assert self.general is not None
            return torch.from_numpy(self.general.next())
        return torch.from_numpy(self.questions.next())

    def loss(self, batch: Tensor) -> Tensor:
        ends = torch.full((len(batch), 1), END)
        inputs, targets = torch.cat([ends, batch], 1), torch.cat([batch, ends], 1)
        log_probs: Tensor = self.model.target_log_probs(inputs, targets)
        return -log_probs.mean()

    def tokens(self, batch: Tensor) -> int:
        return batch.numel() + len(batch)

    @property
    def epochs(self) -> float:
        position = self.questions.position
        return position.epoch + position.batch / self.questions.batches_per_epoch

    def held_out(self) -> dict[str, float]:
        """Loss and perplexity per word of the validation split; `</s>` and `<unk>` are words."""
        total, tokens = 0.0, 0
        self.validation.position = Position()
        for _ in range(self.validation.batches_per_epoch):
            batch = torch.from_numpy(self.validation.next())
            total += float(self.loss(batch)) * self.tokens(batch)
            tokens += self.tokens(batch)
        return {"loss": total / tokens, "perplexity": math.exp(total / tokens)}

    def position(self) -> dict[str, Any]:
        general = self.general.position if self.general else Position()
        return {"questions": vars(self.questions.position), "general": vars(general)}

    def seek(self, position: dict[str, Any]) -> None:
        self.questions.position = Position(**position["questions"])
        if self.general:
            self.general.position = Position(**position["general"])

    def save_description(self, run: Path) -> None:
        content = json.dumps(self.config.to_dict(), indent=1)
        (run / CONFIG).write_text(content + "\n", encoding="utf-8")
        self.vocabulary.save(run / TOKENIZER)


def task(recipe: Recipe) -> NextWordTask:
    """The task of `recipes/next-word.toml`; the first time, encoding the corpora takes a minute."""
    size = recipe.data["vocabulary"]
    corpora = sorted({"questions", *(corpus for corpus, _, _ in text.GENERAL)})
    hashes = [file.sha256 for corpus in corpora for file in CORPORA[corpus].files]
    mark = fingerprint([words, splits, vocabulary_module, text], size, hashes)
    folder = cache_folder() / "encoded"
    vocabulary_file = folder / f"next-word-{mark}.json"
    if not vocabulary_file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(vocabulary_file, text.build_vocabulary(size).save)
    vocabulary = WordVocabulary.load(vocabulary_file)

    def encode() -> dict[str, list[Ids]]:
        return {
            "questions": text.encode_all(text.questions(splits.Split.TRAIN), vocabulary),
            "general": text.encode_all(text.general_sentences(vocabulary), vocabulary),
            "validation": text.encode_all(text.questions(splits.Split.VALIDATION), vocabulary),
        }

    return NextWordTask(recipe, vocabulary, **kept(folder / f"next-word-{mark}.npz", encode))


def weights_of_graph(path: Path, model: WordLSTM) -> dict[str, Tensor]:
    """The weights stored in a canonical graph, by the names of the module."""
    weights = state_dict_of(onnx.load(path), model.config)
    return {name: torch.from_numpy(values.copy()) for name, values in weights.items()}
