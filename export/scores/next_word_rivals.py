"""The two rivals of `next-word`, trained on its own text and in its vocabulary.

Kneser–Ney gets every advantage: one model of the questions, one of the general sentences, mixed
with the weight that fits the validation questions best (the questions alone are that mixture with
the weight 1). The trie counts the questions, since only they begin like what is typed.

Counting takes minutes and gives the same every time, so the tables are kept in the cache, never in
an artifact: the counted queries are not ours to ship.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from core.corpora import cache_folder
from core.corpora.splits import Split
from core.text.vocabulary import WordVocabulary
from core.training import next_word_text
from export.rivals.completion_trie import CompletionTrie
from export.rivals.kneser_ney import KneserNey, Mixture

# Validation lines that the weight of the mixture is fitted on: 8,000 words settle two digits.
TUNING_LINES = 800
SOURCES: tuple[next_word_text.Source, ...] = ("questions", "general")
# To be raised when the counting changes, so that kept tables are made anew.
VERSION = 1


def trie(vocabulary: WordVocabulary) -> CompletionTrie:
    """Most popular completion over the training questions. Raises `CorpusMissing`."""
    path = _folder(vocabulary) / "trie.npz"
    if path.is_file():
        return CompletionTrie.load(path)
    lines = next_word_text.encode_all(next_word_text.questions(Split.TRAIN), vocabulary)
    made = CompletionTrie.train(lines, len(vocabulary))
    _keep(path, made.save)
    return made


def kneser_ney(vocabulary: WordVocabulary) -> Mixture:
    """The mixture of both texts' models. Raises `CorpusMissing`."""
    folder = _folder(vocabulary)
    questions, general = (_counted(source, vocabulary) for source in SOURCES)
    weight = folder / "weight.json"
    if weight.is_file():
        return Mixture(questions, general, json.loads(weight.read_text(encoding="utf-8")))
    held_out = islice(next_word_text.questions(Split.VALIDATION), TUNING_LINES)
    mixture = Mixture.tuned(questions, general, next_word_text.encode_all(held_out, vocabulary))
    _keep(weight, lambda path: path.write_text(json.dumps(mixture.weight), encoding="utf-8"))
    return mixture


def _counted(source: next_word_text.Source, vocabulary: WordVocabulary) -> KneserNey:
    path = _folder(vocabulary) / f"{source}.npz"
    if path.is_file():
        return KneserNey.load(path)
    lines = next_word_text.training_sentences(source, vocabulary)
    model = KneserNey.train(next_word_text.encode_all(lines, vocabulary), len(vocabulary))
    _keep(path, model.save)
    return model


def _keep(path: Path, write: Callable[[Path], object]) -> None:
    """Written beside and renamed, so that a killed run leaves no half a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{os.getpid()}-{path.name}")
    write(beside)
    beside.replace(path)


def _folder(vocabulary: WordVocabulary) -> Path:
    """Named after what the tables depend on: the words, the choice of text, the code's version."""
    said = [vocabulary.sha256, str(next_word_text.GENERAL), str(VERSION)]
    key = hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
    return cache_folder() / "rivals" / f"next-word-{key}"
