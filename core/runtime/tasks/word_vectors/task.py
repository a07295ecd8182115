"""The task `word-vectors`: questions about words, answered by the exported graph of nearest words.

What this is: typed words → ids → one run of the graph → named results. Vectors are rows of length
1; q is the weighted sum of the inputs' rows. What it is not: training or evaluation.
Mikolov et al. 2013 (arXiv:1301.3781); 3CosMul: Levy & Goldberg 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors.geometry import (
    agreement,
    best_by_product,
    plane_of_pairs,
    unit,
)
from core.runtime.tasks.word_vectors.lexicon import Lexicon, read_lexicon
from core.runtime.tasks.word_vectors.maps import map_points, read_maps, read_scoreboard
from core.runtime.tasks.word_vectors.results import (
    Axis,
    Floats,
    MapPoints,
    Neighbour,
    Neighbours,
    Plane,
    Relation,
    Scoreboard,
    WordCount,
)

MOST_WORDS = 64  # of one sum
MOST_VECTORS = 400  # of one request
MOST_NEIGHBOURS = 200
SPARE = 8  # fetched beyond k, in place of words that are not offered
RULES = ("add", "mul")
RANDOM_SEED = 1
Weighted = str | tuple[str, float]


class WordVectors:
    """Words as vectors. Safe to share between threads; holds no visitor's state.

    Every method that takes words raises `BadInput`, with the closest spellings, for one that is
    not known.
    """

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        self.artifact, self._registry = artifact, registry
        self._session = registry.served(artifact).session

    @cached_property
    def lexicon(self) -> Lexicon:
        """The known words with their counts, most frequent first."""
        return read_lexicon(*self._checked("tokenizer.json"))

    @property
    def words(self) -> tuple[str, ...]:
        """All known words, most frequent first; phrases are written with "_"."""
        return self.lexicon.words

    @property
    def dimensions(self) -> int:
        """Width of a vector."""
        return int(next(o for o in self._session.get_outputs() if o.name == "query").shape[0])

    def __len__(self) -> int:
        return len(self.lexicon)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.lexicon.key(word) in self.lexicon.index

    def entry(self, word: str) -> WordCount:
        """The word as it is written here, its count and its rank by frequency."""
        return self.lexicon.entry(self.lexicon.find(word))

    def suggest(self, prefix: str, k: int = 8) -> tuple[WordCount, ...]:
        """The `k` most frequent words that start with `prefix`."""
        return self.lexicon.suggest(prefix, k)

    def closest_spelling(self, word: str, k: int = 3) -> tuple[WordCount, ...]:
        """The `k` known words whose spelling is closest, within three edits."""
        return self.lexicon.closest_spelling(word, k)

    def vector(self, word: str) -> Floats:
        """The word's vector, float32[D], of length 1."""
        return self.vectors([word])[0]

    def vectors(self, words: Sequence[str]) -> Floats:
        """One row of length 1 a word, float32[n, D]; at most 400 words."""
        if len(words) > MOST_VECTORS:
            raise BadInput(f"At most {MOST_VECTORS} words at once; these are {len(words)}.")
        ids = np.array([self.lexicon.find(word) for word in words], dtype=np.int64)
        if not len(ids):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        parts = [
            self._run(ids[start : start + 16], np.ones(1, np.float32), k=1, names=["rows"])[0]
            for start in range(0, len(ids), 16)
        ]
        return unit(np.concatenate(parts))

    def random_vectors(self, words: Sequence[str]) -> Floats:
        """Vectors of length 1 that mean nothing: the same for a word every time, float32[n, D]."""
        rows = [
            np.random.default_rng([RANDOM_SEED, self.lexicon.find(w)]).normal(size=self.dimensions)
            for w in words
        ]
        return unit(np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions))

    def similarity(self, first: str, second: str) -> float:
        """Cosine of two words."""
        a, b = self.vectors([first, second])
        return float(a @ b)

    def similarities(self, words: Sequence[str]) -> Floats:
        """Cosines of all pairs, float32[n, n]."""
        rows = self.vectors(words)
        return np.asarray(rows @ rows.T, dtype=np.float32)

    def nearest(
        self,
        positive: Sequence[Weighted],
        negative: Sequence[Weighted] = (),
        *,
        k: int = 10,
        include_inputs: bool = False,
        rule: str = "add",
    ) -> Neighbours:
        """The `k` words nearest to the weighted sum of `positive` minus `negative`.

        Words come alone or as (word, weight). Inputs are left out unless `include_inputs`;
        offensive words always are. `rule="mul"` multiplies the cosines (moved to 0 … 1, to the
        power of their weights) instead of adding them.
        """
        if rule not in RULES:
            raise BadInput(f"The rule is “add” or “mul”, not “{rule[:20]}”.")
        if not 0 < len(positive) + len(negative) <= MOST_WORDS:
            raise BadInput(f"Give between one and {MOST_WORDS} words.")
        plus, plus_weights = self._weighted(positive)
        minus, minus_weights = self._weighted(negative)
        inputs = np.concatenate([plus, minus])
        k = max(1, min(int(k), MOST_NEIGHBOURS, len(self)))
        sums = (plus, plus_weights, minus, minus_weights)
        for spare in (SPARE, int(self.lexicon.offensive.sum())):
            fetched = min(len(self), k + spare)
            if rule == "add":
                barred = inputs[:0] if include_inputs else np.unique(inputs)
                names = ["nearest", "scores"]
                ids, scores = self._run(*sums, exclude=barred, k=fetched, names=names)
            else:
                (cosines,) = self._run(*sums, k=1, names=["cosines"])
                weights = np.concatenate([plus_weights, -minus_weights])
                ids, scores = best_by_product(cosines, weights, fetched, inputs, include_inputs)
            found = self._named(ids, scores, k, rule, plus, minus)
            if len(found.items) == k or found.hidden < spare:
                break
        return found

    def analogy(
        self,
        a: str,
        b: str,
        c: str,
        *,
        rule: str = "add",
        k: int = 10,
        include_inputs: bool = False,
    ) -> Neighbours:
        """a is to b as c is to …: the words nearest to b − a + c (3CosAdd) or best by 3CosMul."""
        return self.nearest([b, c], [a], k=k, include_inputs=include_inputs, rule=rule)

    def relation(self, examples: Sequence[tuple[str, str]], word: str, *, k: int = 10) -> Relation:
        """A relation from examples (first, second): `word` + mean(second − first)."""
        if not 1 <= len(examples) <= 20:
            raise BadInput("Give between one and twenty example pairs.")
        firsts = self.vectors([first for first, _ in examples])
        seconds = self.vectors([second for _, second in examples])
        share = 1 / len(examples)
        found = self.nearest(
            [word, *((second, share) for _, second in examples)],
            [(first, share) for first, _ in examples],
            k=k,
        )
        pairs = tuple((self.entry(a).word, self.entry(b).word) for a, b in examples)
        return Relation(found, pairs, float(agreement(seconds - firsts).mean()))

    def plane_of_best_fit(self, pairs: Sequence[tuple[str, str]]) -> Plane:
        """Two to twenty pairs in the plane of their two strongest principal components."""
        if not 2 <= len(pairs) <= 20:
            raise BadInput("Give between two and twenty pairs.")
        starts = self.vectors([first for first, _ in pairs])
        ends = self.vectors([second for _, second in pairs])
        named = [(self.entry(a).word, self.entry(b).word) for a, b in pairs]
        return plane_of_pairs(named, starts, ends)

    def axis(
        self, low: str, high: str, words: Sequence[str] | None = None, *, n: int = 2000
    ) -> Axis:
        """Words along `high` − `low`: the given ones, or the `n` most frequent."""
        ids, scores = self._run(
            *self._weighted([high]), *self._weighted([low]),
            k=len(self), names=["nearest", "scores"],
        )  # fmt: skip
        if words is not None:
            if len(words) > MOST_VECTORS:
                raise BadInput(f"At most {MOST_VECTORS} words at once; these are {len(words)}.")
            wanted = np.array([self.lexicon.find(word) for word in words], dtype=np.int64)
        else:
            wanted = np.arange(max(1, min(int(n), len(self))))
        ends = {self.lexicon.find(low), self.lexicon.find(high)}
        chosen = np.isin(ids, wanted) & (~self.lexicon.offensive[ids] | (words is not None))
        items = tuple(
            Neighbour(self.words[at], float(score), int(at), int(at) in ends)
            for at, score in zip(ids[chosen][::-1], scores[chosen][::-1], strict=True)
        )
        return Axis(self.entry(low).word, self.entry(high).word, items)

    def map(self, kind: str = "tsne-2d", n: int = 10_000) -> MapPoints:
        """The `n` most frequent words of a precomputed map: pca-2d, pca-3d, tsne-2d, random-2d,
        random-3d."""
        return map_points(
            read_maps(*self._checked("map.npz")), self.words, self.lexicon.counts, kind, n
        )

    def scoreboard(self, cut: int | None = None) -> Scoreboard:
        """The Google set by section within the `cut` most frequent words (None: the usual one)."""
        return read_scoreboard(self._checked("analogies.json")[0], cut)

    def _checked(self, name: str) -> tuple[Any, str]:
        path = self._registry.file(self.artifact, name)
        return path, self.artifact.files[name].sha256

    def _weighted(self, words: Sequence[Weighted]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        pairs = [(word, 1.0) if isinstance(word, str) else word for word in words]
        ids = np.array([self.lexicon.find(word) for word, _ in pairs], dtype=np.int64)
        weights = np.array([weight for _, weight in pairs], dtype=np.float32)
        if not np.isfinite(weights).all():
            raise BadInput("A weight must be a number.")
        return ids, weights

    def _run(
        self,
        positive: NDArray[np.int64],
        positive_weights: NDArray[np.float32],
        negative: NDArray[np.int64] = np.zeros(0, np.int64),  # noqa: B008 - never changed
        negative_weights: NDArray[np.float32] = np.zeros(0, np.float32),  # noqa: B008
        *,
        exclude: NDArray[np.int64] = np.zeros(0, np.int64),  # noqa: B008
        k: int,
        names: list[str],
    ) -> list[NDArray[Any]]:
        feed = {
            "positive": positive,
            "positive_weights": np.broadcast_to(positive_weights, positive.shape).copy(),
            "negative": negative,
            "negative_weights": negative_weights,
            "exclude": exclude,
            "k": np.array([k], dtype=np.int64),
        }
        found: list[NDArray[Any]] = self._session.run(names, feed)
        return found

    def _named(
        self,
        ids: NDArray[np.int64],
        scores: Floats,
        k: int,
        rule: str,
        plus: NDArray[np.int64],
        minus: NDArray[np.int64],
    ) -> Neighbours:
        inputs = {int(at) for at in (*plus, *minus)}
        names, offensive = self.words, self.lexicon.offensive
        items: list[Neighbour] = []
        hidden = 0
        for at, score in zip(ids.tolist(), scores.tolist(), strict=True):
            if len(items) == k or score == -np.inf:
                break
            if offensive[at] and at not in inputs:
                hidden += 1
                continue
            items.append(Neighbour(names[at], score, at, at in inputs))
        return Neighbours(
            tuple(items), rule,
            tuple(names[at] for at in plus), tuple(names[at] for at in minus), hidden,
        )  # fmt: skip
