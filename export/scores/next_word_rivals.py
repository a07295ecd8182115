"""The two rivals of `next-word`, trained on its own text and in its vocabulary.

Kneser–Ney gets every advantage: one model of the questions, one of the general sentences, mixed with
the weight that fits the validation questions best (one model of both together is worse, and so is
either alone). The trie counts the questions, since only they begin like what is typed.

Counting takes minutes and gives the same every time, so the tables are kept in the cache, never in
an artifact: the counted queries are not ours to ship.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.corpora import CorpusMissing
from core.corpora.splits import Split
from core.text.vocabulary import WordVocabulary
from core.training import next_word_text
from export.journey import cache_folder
from export.rivals.completion_trie import CompletionTrie
from export.rivals.kneser_ney import KneserNey, Mixture

# Validation lines that the weight of the mixture is fitted on: 8,000 words settle two digits.
TUNING_LINES = 800
# To be raised when the counting changes, so that kept tables are made anew.
VERSION = 1


class TrieScores:
    """A trie's popularity as if it were a distribution, for the served search; no perplexity."""

    def __init__(self, trie: CompletionTrie) -> None:
        self._trie = trie

    def log_probs(self, context: tuple[int, ...]) -> NDArray[np.float64]:
        """[V]; −∞ for what was never counted."""
        scores = self._trie.scores(context)
        with np.errstate(divide="ignore"):
            return np.log(scores / max(scores.sum(), np.finfo(float).tiny))


@dataclass(frozen=True)
class Rivals:
    """Both models, over the same ids as the served one."""

    kneser_ney: Mixture
    trie: TrieScores


def rivals(vocabulary: WordVocabulary) -> Rivals | None:
    """Trained, or from the cache; None where the text they learn from is not at hand."""
    try:
        trie = CompletionTrie.train(
            next_word_text.encode_all(next_word_text.questions(Split.TRAIN), vocabulary),
            len(vocabulary),
        )
        return Rivals(_kneser_ney(vocabulary), TrieScores(trie))
    except CorpusMissing:
        return None


def _kneser_ney(vocabulary: WordVocabulary) -> Mixture:
    folder = cache_folder() / "rivals" / f"next-word-{_key(vocabulary)}"
    tables = {source: folder / f"{source}.npz" for source in ("questions", "general")}
    weight = folder / "weight.json"
    if not weight.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        models = {source: _counted(source, vocabulary, path) for source, path in tables.items()}
        validation = next_word_text.encode_all(
            next_word_text.questions(Split.VALIDATION), vocabulary
        )
        mixture = Mixture.tuned(
            models["questions"], models["general"], validation[:TUNING_LINES]
        )
        weight.write_text(json.dumps({"questions": mixture.weight}), encoding="utf-8")
        return mixture
    questions, general = (KneserNey.load(path) for path in tables.values())
    return Mixture(questions, general, json.loads(weight.read_text(encoding="utf-8"))["questions"])


def _counted(source: str, vocabulary: WordVocabulary, path: Path) -> KneserNey:
    lines = (
        next_word_text.questions(Split.TRAIN)
        if source == "questions"
        else next_word_text.general_sentences(vocabulary)
    )
    model = KneserNey.train(next_word_text.encode_all(lines, vocabulary), len(vocabulary))
    model.save(path)
    return model


def _key(vocabulary: WordVocabulary) -> str:
    """What the tables depend on: the words, the choice of text, and this code's version."""
    said = [vocabulary.sha256, str(next_word_text.GENERAL), str(VERSION)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
