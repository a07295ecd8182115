"""The served model and the counting rivals behind one face, so that one measure fits all.

Kneser–Ney completes phrases with the served task's own search and choice (`Completion`), which
saves it half a key in a hundred more than offering single words; the trie completes in its own way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from math import exp
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.runtime.tasks.next_word import NextWord
from core.runtime.tasks.next_word.completion import Completion
from core.runtime.tasks.next_word.lexicon import Lexicon
from core.runtime.tasks.next_word.states import START, Floats, PrefixStates, StepGraph
from core.text.vocabulary import END, PAD, UNK, WordVocabulary
from export.rivals.completion_trie import CompletionTrie

# Distributions kept at hand: 20,000 words in float32 are 80 kB each.
KEPT = 4_000


class Counted(Protocol):
    """A model over the words of a line so far."""

    def log_probs(self, context: tuple[int, ...]) -> NDArray[np.floating]: ...


class TaskPredictor:
    """A `NextWord` task as a `Predictor` (see `export.scores.next_word`)."""

    def __init__(self, task: NextWord, graph: StepGraph) -> None:
        self.vocabulary = task.vocabulary
        self._task = task
        self._states = PrefixStates(graph)
        self._lexicon = Lexicon(task.vocabulary)
        self._offered = np.flatnonzero(self._lexicon.offered)
        self._offers: dict[tuple[str, int], list[str]] = {}

    def log_probs(self, context: tuple[int, ...]) -> NDArray[np.floating]:
        """[V], natural logarithms."""
        return self._states.after(context).log_probs

    def starting_with(self, prefix: str) -> NDArray[np.int64]:
        """Ids of the offered words that begin like this."""
        return self._lexicon.starting_with(prefix) if prefix else self._offered

    def suggest(self, text: str, k: int) -> list[str]:
        """What the lab offers, as whole texts. Kept at hand, since lines begin alike."""
        if (text, k) not in self._offers:
            self._offers[text, k] = [item.text for item in self._task.suggest(text, k).items]
        return self._offers[text, k]


def graph_perplexity(
    graph: StepGraph, vocabulary: WordVocabulary, lines: Sequence[Sequence[str]], batch: int = 32
) -> float:
    """Of a graph that need not be published, lines of like length side by side."""
    encoded = sorted((vocabulary.encode(words) for words in lines), key=len)
    log_prob, predicted = 0.0, 0
    for begin in range(0, len(encoded), batch):
        together = encoded[begin : begin + batch]
        targets = np.full((len(together), len(together[-1]) + 1), PAD, np.int64)
        for row, ids in enumerate(together):
            targets[row, : len(ids) + 1] = [*ids, END]
        h, c = (np.repeat(state, len(together), axis=1) for state in graph.zeros())
        word = np.full(len(together), START, np.int64)
        for target in targets.T:
            log_probs, h, c = graph.run(word, h, c)
            real = target != PAD
            log_prob += float(log_probs[real, target[real]].sum(dtype=np.float64))
            predicted += int(real.sum())
            word = target
    return exp(-log_prob / max(1, predicted))


def served(task: NextWord) -> TaskPredictor:
    """The model as visitors get it."""
    return TaskPredictor(task, StepGraph(task.served.session))


def counting(model: Counted, vocabulary: WordVocabulary) -> TaskPredictor:
    """A rival under the served algorithm."""
    graph = CountedSteps(model)
    return TaskPredictor(_CountedNextWord(graph, vocabulary), graph)


class TriePredictor:
    """Most popular completion, offering in its own way; log-probabilities rank, and no more.

    Words in the order of their popularity, each with what nearly always follows it. Under the
    served search, made for probabilities, it would save two keys in a hundred fewer.
    """

    def __init__(self, trie: CompletionTrie, vocabulary: WordVocabulary) -> None:
        self.vocabulary = vocabulary
        self._trie = trie
        self._lexicon = Lexicon(vocabulary)
        self._offered = np.flatnonzero(self._lexicon.offered)
        self._offers: dict[tuple[str, int], list[str]] = {}

    def log_probs(self, context: tuple[int, ...]) -> NDArray[np.floating]:
        """[V], −∞ for what was never counted."""
        with np.errstate(divide="ignore"):
            return np.log(self._trie.scores(context))

    def starting_with(self, prefix: str) -> NDArray[np.int64]:
        """Ids of the offered words that begin like this."""
        return self._lexicon.starting_with(prefix) if prefix else self._offered

    def suggest(self, text: str, k: int) -> list[str]:
        """Up to k whole texts, most popular first. `text` is words with single spaces."""
        if (text, k) not in self._offers:
            self._offers[text, k] = self._completed(text, k)
        return self._offers[text, k]

    def _completed(self, text: str, k: int) -> list[str]:
        *before, half = text.split(" ")
        context = tuple(self.vocabulary.encode(before))
        choices = self._popular(context, half, k + 1, 1.0)
        if half in self.vocabulary:
            # The half word may be whole: its place is taken by what follows it.
            whole = (*context, self.vocabulary.id(half))
            weight = sum(score for score, line in choices if line == whole)
            choices = [choice for choice in choices if choice[1] != whole]
            choices += self._popular(whole, "", k, weight)
        choices.sort(key=lambda choice: -choice[0])
        added = (self._added(line, len(context)) for _, line in choices[:k])
        return [" ".join([*before, *words]) for words in added]

    def _popular(
        self, context: tuple[int, ...], half: str, k: int, weight: float
    ) -> list[tuple[float, tuple[int, ...]]]:
        """(popularity, line) of the k most popular words; `weight` is shared among them all."""
        ids = self.starting_with(half)
        scores = self._trie.scores(context)[ids]
        best = np.argsort(-scores, kind="stable")[:k]
        share = weight / scores.sum() if not half and scores.any() else weight
        return [(share * scores[i], (*context, int(ids[i]))) for i in best if scores[i] > 0]

    def _added(self, line: tuple[int, ...], typed: int) -> list[str]:
        added = [*line[typed:-1], *self._trie.extended(line[:-1], line[-1])]
        if UNK in added:
            added = added[: added.index(UNK)]
        return self.vocabulary.decode(added)


class CountedSteps(StepGraph):
    """A counting model as a step graph: its "state" is the number of a line's beginning."""

    def __init__(self, model: Counted) -> None:
        self._model = model
        self._beginnings: list[tuple[int, ...]] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._kept: OrderedDict[tuple[int, ...], Floats] = OrderedDict()
        self.layers = self.hidden = 1

    def run(self, words: NDArray[np.int64], h: Floats, c: Floats) -> tuple[Floats, Floats, Floats]:
        """h float32 [1, B, 1]: 1 + the number of the beginning read so far, 0 for none."""
        read = [self._after(int(word), int(n)) for word, n in zip(words, h[0, :, 0], strict=True)]
        numbers = np.array([[[self._number(line) + 1] for line in read]], np.float32)
        return np.stack([self._log_probs(line) for line in read]), numbers, c

    def _after(self, word: int, number: int) -> tuple[int, ...]:
        if number == 0:
            return () if word == START else (word,)
        return (*self._beginnings[number - 1], word)

    def _number(self, line: tuple[int, ...]) -> int:
        if line not in self._numbers:
            self._numbers[line] = len(self._beginnings)
            self._beginnings.append(line)
        return self._numbers[line]

    def _log_probs(self, line: tuple[int, ...]) -> Floats:
        known = self._kept.get(line)
        if known is None:
            known = self._model.log_probs(line).astype(np.float32)
            self._kept[line] = known
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return known


class _CountedNextWord(NextWord):
    """The served task over another graph; it has no artifact."""

    def __init__(self, graph: StepGraph, vocabulary: WordVocabulary) -> None:
        self.vocabulary = vocabulary
        self._graph = graph
        self._states = PrefixStates(graph)
        self._lexicon = Lexicon(vocabulary)
        self._completion = Completion(graph, self._lexicon)
