"""N-grams: overlapping groups of n consecutive tokens, of words or of characters.

What this is: the third way of cutting a text in the lecture's section "Tokenization", and the
numbering of any list of tokens. What it is not: a tokeniser (`words.py`, `graphemes.py` cut the
text into the units that are grouped here) nor a language model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


def ngrams(tokens: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """All runs of `n` consecutive tokens, in order; T tokens give max(0, T − n + 1) of them."""
    if n < 1:
        raise ValueError("an n-gram has at least one token")
    return [tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1)]


@dataclass(frozen=True)
class Numbering:
    """A text as ids: what a neural network is given in place of the tokens."""

    tokens: tuple[str, ...]  # [T], as they stand in the text
    ids: tuple[int, ...]  # [T], ids[t] = index of tokens[t] in `vocabulary`
    vocabulary: tuple[str, ...]  # [V], the most frequent first, equals in order of appearance
    counts: tuple[int, ...]  # [V]


def number(tokens: Sequence[str]) -> Numbering:
    """Gives every distinct token an id by frequency (0 = the most frequent)."""
    counted = Counter(tokens).most_common()
    index = {token: position for position, (token, _) in enumerate(counted)}
    return Numbering(
        tokens=tuple(tokens),
        ids=tuple(index[token] for token in tokens),
        vocabulary=tuple(token for token, _ in counted),
        counts=tuple(count for _, count in counted),
    )
