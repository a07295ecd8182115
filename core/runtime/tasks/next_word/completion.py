"""Whole-phrase completions: a best-first search over the next words, and the choice of eight.

The search grows the most probable phrases first, eight at a time in one run of the step graph
(a beam whose places are given by probability alone, whatever the length).

The choice. If the text really goes on with x, the longest offered phrase that is a beginning of x
saves its letters, less the one key that takes it. The eight are chosen greedily for the largest
expected saving

    E[saved] = Σ_x p(x) · max_{s ∈ S, s begins x} letters(s)

so that a likely short word, and a longer phrase where the model is sure of it, both find a place;
alone, probability would offer single words only, since p(w₁ w₂) ≤ p(w₁). A phrase of several
words must end where the model could end the sentence, or in a word of content, or else it would
break off ("with the"); that reads better and costs one in a hundred of the keys saved.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

import numpy as np

from core.runtime.tasks.next_word.lexicon import Lexicon, largest
from core.runtime.tasks.next_word.states import START, Floats, State, StepGraph

BATCH = 8
RUNS = 3  # of the step graph: 24 phrases looked into; more saved no keys on held-out questions
LONGEST = 6  # words
FIRST_WORDS = 24
BRANCHES = 5
# A phrase of several words may end where p(</s>) is at least this.
MAY_END = 0.03
# … or where its last word has this id or a higher one: not "the", "with", "to".
OF_CONTENT = 300
# A word in the list is worth this much beyond its letters: finding it without reading on.
LISTED = 1.0


Fits = Callable[[tuple[int, ...]], bool]


@dataclass(eq=False)
class Phrase:
    """A node of the search. `letters` counts what accepting it would type."""

    words: tuple[int, ...]
    log_prob: float
    letters: int
    before: tuple[Floats, Floats]  # h and c [L, 1, H] before its last word
    parent: "Phrase | None" = None
    whole: int = 1  # words that are not the completed half word
    may_end: bool = False
    offered: bool = False

    @property
    def reads_well(self) -> bool:
        """Whether it may be offered: one word, or several that do not break off."""
        several = self.whole > 1 and (self.may_end or self.words[-1] >= OF_CONTENT)
        return self.whole == 1 or several


class Completion:
    def __init__(self, graph: StepGraph, lexicon: Lexicon) -> None:
        self._graph, self._lexicon = graph, lexicon

    def phrases(
        self, state: State, half: str, joined: bool, k: int, fits: Fits = lambda words: True
    ) -> list[Phrase]:
        """The chosen k, most probable first. `state` is the one before the half-typed word, and
        `fits` may refuse a phrase (its ids).

        `log_prob` of each is given what has been typed, so a half word's probability is divided
        by the mass of all words that begin like it.
        """
        found = self._search(self._beginnings(state, half, joined))
        chosen = choose(found, k, fits)
        return sorted(chosen, key=lambda phrase: -phrase.log_prob)

    def _beginnings(self, state: State, half: str, joined: bool) -> list[Phrase]:
        lexicon, words = self._lexicon, self._lexicon.vocabulary.words
        ids = lexicon.starting_with(half) if half else np.flatnonzero(lexicon.offered)
        if not len(ids):
            return []
        log_probs = state.log_probs[ids]
        mass = _log_sum(log_probs) if half else 0.0
        best = largest(log_probs, FIRST_WORDS)
        space = 0 if half or joined else 1
        before = (state.h, state.c)
        return [
            Phrase(
                (int(ids[i]),),
                float(log_probs[i]) - mass,
                len(words[ids[i]]) - len(half) + space,
                before,
                whole=0 if words[ids[i]] == half else 1,
            )
            for i in best
        ]

    def _search(self, beginnings: list[Phrase]) -> list[Phrase]:
        words = self._lexicon.vocabulary.words
        found = list(beginnings)
        frontier = [(-phrase.log_prob, order, phrase) for order, phrase in enumerate(found)]
        heapq.heapify(frontier)
        for _ in range(RUNS):
            batch = [heapq.heappop(frontier)[2] for _ in frontier[:BATCH]]
            if not batch:
                break
            log_probs, h, c = self._graph.run(
                np.array([phrase.words[-1] for phrase in batch], np.int64),
                np.concatenate([phrase.before[0] for phrase in batch], axis=1),
                np.concatenate([phrase.before[1] for phrase in batch], axis=1),
            )
            may_end = np.exp(log_probs[:, START]) >= MAY_END
            log_probs[:, ~self._lexicon.offered] = -np.inf
            for row, phrase in enumerate(batch):
                phrase.may_end = bool(may_end[row])
                if len(phrase.words) == LONGEST:
                    continue
                after = (h[:, row : row + 1], c[:, row : row + 1])
                for id in largest(log_probs[row], BRANCHES if phrase.whole else FIRST_WORDS):
                    child = Phrase(
                        (*phrase.words, int(id)),
                        phrase.log_prob + float(log_probs[row, id]),
                        phrase.letters + 1 + len(words[id]),
                        after,
                        phrase,
                        phrase.whole + 1,
                    )
                    found.append(child)
                    heapq.heappush(frontier, (-child.log_prob, len(found), child))
        # Where the half word is a word itself, one letter more ("a" → "an") saves nobody a key.
        least = 2 if any(not phrase.whole for phrase in beginnings) else 1
        return [phrase for phrase in found if phrase.letters >= least and phrase.reads_well]


def choose(found: list[Phrase], k: int, fits: Fits) -> list[Phrase]:
    """Greedily the k fitting phrases of the largest expected saving (see the module's text)."""
    found = [phrase for phrase in found if phrase.letters > 0]
    chosen: list[Phrase] = []
    # Expected saving through an offered longer phrase, and the probability that one is right.
    covered = {id(phrase): 0.0 for phrase in found}
    while found and len(chosen) < k:
        best, gain = None, 0.0
        for phrase in found:
            if phrase.offered:
                continue
            shorter = _offered_ancestor(phrase)
            more = phrase.letters - shorter.letters if shorter else phrase.letters + LISTED
            value = (exp(phrase.log_prob) - covered[id(phrase)]) * more
            if value > gain:
                best, gain = phrase, value
        if best is None:
            break
        if not fits(best.words):
            found.remove(best)
            continue
        best.offered = True
        chosen.append(best)
        share, node = exp(best.log_prob) - covered[id(best)], best.parent
        while node is not None and not node.offered:
            if id(node) in covered:
                covered[id(node)] += share
            node = node.parent
    return chosen


def _offered_ancestor(phrase: Phrase) -> Phrase | None:
    node = phrase.parent
    while node is not None and not node.offered:
        node = node.parent
    return node


def _log_sum(log_probs: Floats) -> float:
    top = float(log_probs.max())
    return top + log(float(np.exp(log_probs - top, dtype=np.float64).sum()))
