"""Most popular completion: the prefix trie with counts that search boxes began with.

A node is the beginning of a training line, a count says how many lines go through it. What was
typed is looked up from the beginning of the line; where the trie ends, its last words are looked up
instead, wherever they stood ("backing off"), each lost word dividing the score:

    score(w | c) = count(c w) / count(c ·)      while the line's beginning c is in the trie
                 = α · score(w | shorter c)     with shorter c = its last 4, 3, 2, 1, 0 words

What it is not: a language model. The scores rank words and do not sum to one, so it has no
perplexity.

Bar-Yossef & Kraus, "Context-sensitive query auto-completion", WWW 2011 (MostPopularCompletion);
the back-off is Brants et al., "Large language models in machine translation", EMNLP 2007 (α = 0.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from export.rivals.ngram_levels import Ids, children, find, joined, levels

ALPHA = 0.4
LAST_WORDS = 4
# When a completion goes on by itself. On validation questions this saves the most keys: 53.5 %,
# against 53.0 % for single words, 46 % for (0.7, 1) and 34 % for (0.3, 1).
SHARE, LEAST = 0.8, 20


class CompletionTrie:
    """Counts of beginnings and of short phrases, over word ids 0…V−1."""

    def __init__(
        self,
        beginnings: list[tuple[Ids, Ids]],
        phrases: list[tuple[Ids, Ids]],
        vocabulary_size: int,
        boundary: int,
    ) -> None:
        """`beginnings` and `phrases` hold (keys, counts) a length, the shortest first."""
        self._beginnings, self._phrases = beginnings, phrases
        self._beginning_keys = [keys for keys, _ in beginnings]
        self._phrase_keys = [keys for keys, _ in phrases]
        self._v, self._boundary = vocabulary_size, boundary

    @classmethod
    def train(
        cls,
        sentences: Iterable[Sequence[int] | NDArray[np.int32]],
        vocabulary_size: int,
        *,
        boundary: int = 2,
        longest: int = 24,
    ) -> CompletionTrie:
        """Count sentences (ids without boundaries); beginnings are kept up to `longest` words."""
        running = joined(sentences, boundary)
        deepest = min(longest, int(running.place.max(initial=0)) + 1)
        return cls(
            [(x.keys, x.count) for x in levels(running, vocabulary_size, deepest, anchored=True)],
            [(x.keys, x.count) for x in levels(running, vocabulary_size, LAST_WORDS + 1)],
            vocabulary_size,
            boundary,
        )

    def save(self, path: Path) -> None:
        """All arrays in one .npz file, not compressed."""
        arrays: dict[str, Any] = {
            f"{kind}_{what}_{n}": array
            for kind, trie in (("beginnings", self._beginnings), ("phrases", self._phrases))
            for n, level in enumerate(trie)
            for what, array in zip(("keys", "count"), level, strict=True)
        }
        about = np.array([len(self._beginnings), len(self._phrases), self._v, self._boundary])
        np.savez(path, about=about, **arrays)

    @classmethod
    def load(cls, path: Path) -> CompletionTrie:
        """What `save` wrote."""
        with np.load(path) as stored:
            beginnings, phrases, v, boundary = (int(n) for n in stored["about"])
            tries = [
                [(stored[f"{kind}_keys_{n}"], stored[f"{kind}_count_{n}"]) for n in range(size)]
                for kind, size in (("beginnings", beginnings), ("phrases", phrases))
            ]
        return cls(tries[0], tries[1], v, boundary)

    def scores(self, context: Sequence[int]) -> NDArray[np.float64]:
        """Popularity of every next word after the line's beginning: float64[V], 0 if unseen."""
        result = np.zeros(self._v)
        factor = 1.0
        for words, counts in self._continuations(context):
            new = result[words] == 0
            result[words[new]] = factor * counts[new] / counts.sum()
            factor *= ALPHA
        return result

    def extended(
        self,
        context: Sequence[int],
        word: int,
        *,
        share: float = SHARE,
        least: int = LEAST,
        longest: int = 6,
    ) -> list[int]:
        """The completion that starts with `word`: it goes on while one continuation is popular.

        A word is added as long as at least `share` of the lines at the node go there, and there are
        `least` of them, up to `longest` words; the end of the line ends the completion.
        """
        phrase = [word]
        while len(phrase) < longest:
            words, counts = next(self._continuations([*context, *phrase]))
            best = int(np.argmax(counts))
            total = counts.sum()
            if total < least or counts[best] < share * total or words[best] == self._boundary:
                break
            phrase.append(int(words[best]))
        return phrase

    def _continuations(self, context: Sequence[int]) -> Iterator[tuple[Ids, Ids]]:
        """(words, counts) seen next: after the whole beginning, after its last words, then any."""
        beginning = [self._boundary, *context]
        found = self._after(self._beginnings, self._beginning_keys, beginning)
        if found is not None:
            yield found
        for n in range(min(LAST_WORDS, len(context)), 0, -1):
            found = self._after(self._phrases, self._phrase_keys, list(context[-n:]))
            if found is not None:
                yield found
        seen = np.flatnonzero(self._phrases[0][1])
        yield seen, self._phrases[0][1][seen]

    def _after(
        self, trie: list[tuple[Ids, Ids]], keys: list[Ids], context: list[int]
    ) -> tuple[Ids, Ids] | None:
        row = find(keys, context, self._v) if len(context) < len(trie) else None
        if row is None:
            return None
        at = children(keys[len(context)], row, self._v)
        if at.start == at.stop:
            return None
        return trie[len(context)][0][at] - row * self._v, trie[len(context)][1][at]
