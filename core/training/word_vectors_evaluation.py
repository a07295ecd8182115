"""How good word vectors are: analogies and word similarity, on plain arrays.

What this is: Google's analogy questions (Mikolov et al. 2013, arXiv:1301.3781) by 3CosAdd and
3CosMul (Levy & Goldberg 2014), and Spearman's rank correlation with human judgements of word pairs.
What it is not: a reader of artifacts; export/scores applies it to what is served.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Question = tuple[str, str, str, str]
RULES = ("add", "mul")
MUL_EPSILON = 1e-6


def unit_rows(table: npt.NDArray[np.floating]) -> Floats:
    """Rows scaled to length 1; a zero row stays zero."""
    length = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(length == 0, 1, length), dtype=np.float32)


def read_analogies(lines: Iterable[str]) -> dict[str, list[Question]]:
    """Sections of a file in Google's format: ": name" opens one, then four words a line,
    lower-cased.

    Raises ValueError for a line that has not four words or stands before any section.
    """
    sections: dict[str, list[Question]] = {}
    current: list[Question] | None = None
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line:
            continue
        if line.startswith(":"):
            current = sections.setdefault(line[1:].strip(), [])
            continue
        words = line.lower().split()
        if current is None or len(words) != 4:
            raise ValueError(f"line {number}: four words in a section were expected, not {line!r}")
        current.append((words[0], words[1], words[2], words[3]))
    return sections


def read_pairs(lines: Iterable[str]) -> list[tuple[str, str, float]]:
    """Word pairs with a judgement: word, word, number, apart by tab, comma or space.

    Other lines are skipped.
    """
    pairs = []
    for line in lines:
        for separator in ("\t", ",", None):
            parts = [part.strip() for part in line.strip().split(separator)]
            if len(parts) >= 3:
                break
        if line.startswith("#") or len(parts) < 3:
            continue
        try:
            pairs.append((parts[0].lower(), parts[1].lower(), float(parts[2])))
        except ValueError:
            continue
    return pairs


@dataclass(frozen=True)
class SectionScore:
    """`correct` of `covered` questions; `total` stand in the file."""

    correct: int
    covered: int
    total: int

    @property
    def accuracy(self) -> float:
        return self.correct / self.covered if self.covered else 0.0

    @property
    def coverage(self) -> float:
        return self.covered / self.total if self.total else 0.0


def answers(
    unit: Floats, abc: npt.NDArray[np.int64], rule: str, batch: int = 256
) -> npt.NDArray[np.int64]:
    """The word nearest to b − a + c by the rule, for int64[N, 3] of ids (a, b, c), these three
    excluded.

    add: cos(x, b) − cos(x, a) + cos(x, c); mul: cos(x, b) · cos(x, c) / (cos(x, a) + ε) with
    cosines moved to 0 … 1. `unit` float[V, D] has rows of length 1.
    """
    found = np.empty(len(abc), dtype=np.int64)
    for start in range(0, len(abc), batch):
        a, b, c = abc[start : start + batch].T
        if rule == "add":
            score = (unit[b] - unit[a] + unit[c]) @ unit.T
        elif rule == "mul":
            near_a, near_b, near_c = ((1 + unit[ids] @ unit.T) / 2 for ids in (a, b, c))
            score = near_b * near_c / (near_a + MUL_EPSILON)
        else:
            raise ValueError(f"the rule is one of {RULES}, not {rule!r}")
        rows = np.arange(len(a))
        for ids in (a, b, c):
            score[rows, ids] = -np.inf
        found[start : start + batch] = score.argmax(axis=1)
    return found


def analogy_scores(
    words: Sequence[str],
    table: npt.NDArray[np.floating],
    sections: Mapping[str, Sequence[Question]],
    rule: str = "add",
    cut: int | None = None,
) -> dict[str, SectionScore]:
    """Score by section over the first `cut` words (all if None), which stand by falling frequency.

    A question counts as covered if its four words are within the cut, as in gensim's evaluation.
    """
    limit = len(words) if cut is None else min(cut, len(words))
    index = {word: at for at, word in enumerate(words[:limit])}
    unit = unit_rows(table[:limit])
    scores = {}
    for name, questions in sections.items():
        known = [[index[w] for w in q] for q in questions if all(w in index for w in q)]
        ids = np.array(known, dtype=np.int64).reshape(-1, 4)
        correct = int((answers(unit, ids[:, :3], rule) == ids[:, 3]).sum()) if len(ids) else 0
        scores[name] = SectionScore(correct, len(ids), len(questions))
    return scores


def together(scores: Iterable[SectionScore]) -> SectionScore:
    """Sections added up (each question counts once)."""
    parts = list(scores)
    return SectionScore(
        sum(p.correct for p in parts), sum(p.covered for p in parts), sum(p.total for p in parts)
    )


def ranks(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


def spearman(first: npt.NDArray[np.floating], second: npt.NDArray[np.floating]) -> float:
    """Spearman's rank correlation, −1 … 1; 0 where either side does not vary."""
    x, y = ranks(first), ranks(second)
    x, y = x - x.mean(), y - y.mean()
    spread = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / spread if spread else 0.0


def similarity_score(
    words: Sequence[str],
    table: npt.NDArray[np.floating],
    pairs: Sequence[tuple[str, str, float]],
) -> tuple[float, float]:
    """(Spearman's correlation of cosine and judgement over known pairs, share of pairs known)."""
    index = {word: at for at, word in enumerate(words)}
    known = [(index[a], index[b], gold) for a, b, gold in pairs if a in index and b in index]
    if len(known) < 2:
        return 0.0, len(known) / max(1, len(pairs))
    a, b, gold = (np.array(column) for column in zip(*known, strict=True))
    unit = unit_rows(table)
    cosine = (unit[a.astype(int)] * unit[b.astype(int)]).sum(axis=1)
    return spearman(cosine, gold.astype(float)), len(known) / len(pairs)
