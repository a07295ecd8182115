"""What a next-word model is worth: five measures, the same for the served model and its rivals.

    perplexity        exp(−mean ln p) over all words and the line's end; `<unk>` counts as a word
    top1, top8        share of the words that are the first, or among the first 8, of those offered
    mrr8              mean of 1 / rank (0 beyond 8) of the word being typed among the words that
                      begin like it, at every cut: with none to all but one of its letters typed
    keystrokes_saved  1 − keys / characters, if a person takes the longest right completion offered
                      and taking it costs one key

One rule for words outside the vocabulary: they are read as `<unk>`, which is never offered, so each
counts as a miss in all measures and is typed letter by letter. Lines are measured as the tokeniser
reads them, lower case and without punctuation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.text.vocabulary import END, WordVocabulary

OFFERED = 8


class Predictor(Protocol):
    """Anything that can be asked for the next word and for completions."""

    vocabulary: WordVocabulary

    def log_probs(self, context: tuple[int, ...]) -> NDArray[np.floating]:
        """[V], after the line's words so far; −∞ for what it never expects."""

    def starting_with(self, prefix: str) -> NDArray[np.int64]:
        """Ids of the words that may be offered for a half-typed word."""

    def suggest(self, text: str, k: int) -> Sequence[str]:
        """Up to k ways in which the text could go on, each with the text itself."""


@dataclass
class Tally:
    """Sums over lines; `measures` divides."""

    log_prob: float = 0.0
    predicted: int = 0  # words and line ends
    words: int = 0
    unknown: int = 0
    first: int = 0
    among: int = 0
    reciprocal: float = 0.0
    cuts: int = 0
    keys: int = 0
    characters: int = 0
    parts: set[str] = field(default_factory=set)

    def measures(self) -> dict[str, float]:
        """Flat numbers. Measures that were not asked for are left out."""
        found: dict[str, float] = {}
        if "perplexity" in self.parts:
            found["perplexity"] = exp(-self.log_prob / max(1, self.predicted))
        if "ranks" in self.parts:
            found["top1"] = self.first / max(1, self.words)
            found["top8"] = self.among / max(1, self.words)
            found["mrr8"] = self.reciprocal / max(1, self.cuts)
        if "keystrokes" in self.parts:
            found["keystrokes_saved"] = 1 - self.keys / max(1, self.characters)
        return found


ALL_PARTS = ("perplexity", "ranks", "keystrokes")


def measure(
    predictor: Predictor, lines: Iterable[Sequence[str]], parts: Sequence[str] = ALL_PARTS
) -> Tally:
    """All measures over lines of words. A predictor without probabilities leaves out perplexity."""
    tally = Tally(parts=set(parts))
    for words in lines:
        ids = tuple(predictor.vocabulary.encode(words))
        if "perplexity" in tally.parts or "ranks" in tally.parts:
            _read(predictor, words, ids, tally)
        if "keystrokes" in tally.parts:
            line = " ".join(words)
            tally.keys += keystrokes(predictor, line)
            tally.characters += len(line)
    return tally


def _read(predictor: Predictor, words: Sequence[str], ids: tuple[int, ...], tally: Tally) -> None:
    for place, id in enumerate((*ids, END)):
        log_probs = predictor.log_probs(ids[:place])
        if "perplexity" in tally.parts:
            tally.log_prob += float(log_probs[id])
            tally.predicted += 1
        if "ranks" not in tally.parts or place == len(ids):
            continue
        tally.words += 1
        tally.unknown += words[place] not in predictor.vocabulary
        for typed in range(len(words[place])):
            position = rank(log_probs, id, predictor.starting_with(words[place][:typed]))
            tally.cuts += 1
            if position <= OFFERED:
                tally.reciprocal += 1 / position
                if typed == 0:
                    tally.among += 1
                    tally.first += position == 1


def rank(log_probs: NDArray[np.floating], id: int, offered: NDArray[np.int64]) -> int:
    """1 for the most probable of the offered words; beyond all of them if `id` is not offered.

    Of equal words the more frequent one (the smaller id) comes first.
    """
    own = log_probs[id]
    if own == -np.inf or not (offered == id).any():
        return len(offered) + OFFERED + 1
    values = log_probs[offered]
    before = np.count_nonzero(values > own) + np.count_nonzero(offered[values == own] < id)
    return int(before) + 1


def keystrokes(predictor: Predictor, line: str) -> int:
    """Keys to write the line: a letter, or the longest completion that is right, each costs one."""
    typed, keys = "", 0
    while typed != line:
        right = [
            offer
            for offer in predictor.suggest(typed, OFFERED)
            if len(offer) > len(typed) and f"{line} ".startswith(f"{offer} ")
        ]
        typed = max(right, key=len) if right else line[: len(typed) + 1]
        keys += 1
    return keys
