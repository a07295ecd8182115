"""A rhyming end for a hemistich: the most probable one among all words that would rhyme.

Of a candidate that does not rhyme, the beginning is kept and its last word given up. The words that
rhyme form a tree of letters; a beam goes down that tree by the model's own probabilities,

    p(ending | beginning) = ∏ p(letter | beginning, letters before it)

so that the model chooses among what the form allows. Like `core.runtime.engine.beam_search`, but
bound to a list; what it is not: a change of the model, whose sense of the line may protest (its
probability, which is kept, says how much).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.limits import Cancel
from core.text.characters import CharacterVocabulary
from core.text.persian_readings import VOWEL_AHEAD, readings
from core.text.persian_rhyme import SURE, rhyme

Chances = Sequence[float] | NDArray[np.floating]
Read = str | Sequence[int]  # a text or its ids
LINE_END = "\n"
WIDTH = 5  # beginnings of endings that are kept at each letter
LEAST_LETTERS = 2  # of a rhyming word


class Foreseer(Protocol):
    """What is needed of a character model."""

    @property
    def vocabulary(self) -> CharacterVocabulary: ...
    def log_probs(self, text: Read, condition: str | None = None) -> Chances: ...


@dataclass(frozen=True)
class Ending:
    """`text` follows the beginning and a space; `log_prob` is of all its letters, the space and the
    line's end included."""

    text: str
    log_prob: float


@dataclass
class _Branch:
    children: dict[str, _Branch] = field(default_factory=dict)


def endings(
    model: Foreseer,
    beginning: str,
    allowed: Sequence[str],
    condition: str | None = None,
    *,
    count: int = 4,
    cancel: Cancel | None = None,
) -> tuple[Ending, ...]:
    """The `count` most probable of the `allowed` endings after the text, by beam search.

    The text is in the model's own letters; another one raises `ValueError`."""
    root = _Branch()
    for text in allowed:
        branch = root
        for letter in f" {text}{LINE_END}":
            branch = branch.children.setdefault(letter, _Branch())
    ids = {letter: model.vocabulary.encode(letter)[0] for letter in {*"".join(allowed), " ", "\n"}}
    read = model.vocabulary.encode(beginning)
    beam, finished = [("", 0.0, root)], list[Ending]()
    while beam:
        grown = []
        for said, log_prob, branch in beam:
            if cancel is not None:
                cancel.check()
            chances = model.log_probs([*read, *(ids[letter] for letter in said)], condition)
            for letter, child in branch.children.items():
                total = log_prob + float(chances[ids[letter]])
                if letter == LINE_END:
                    finished.append(Ending(said[1:], total))
                else:
                    grown.append((said + letter, total, child))
        beam = sorted(grown, key=lambda item: -item[1])[:WIDTH]
    return tuple(sorted(finished, key=lambda ending: -ending.log_prob)[:count])


def allowed_after(first: str, radif: str | None = None) -> tuple[str, ...]:
    """What may end a hemistich that rhymes with `first`: a word that rhymes with its last one, or
    with the one before and then the same word again. A given `radif` must stand at the end.
    """
    words = first.split()
    if radif is not None:
        repeated = len(radif.split())
        if len(words) <= repeated:
            return ()
        before = words[len(words) - repeated - 1]
        return tuple(f"{word} {radif}".strip() for word in rhyming_words(before))
    found = list(rhyming_words(words[-1])) if words else []
    if len(words) > 1:
        found += [f"{word} {words[-1]}" for word in rhyming_words(words[-2])]
    return tuple(found)


@lru_cache(maxsize=512)
def rhyming_words(word: str) -> tuple[str, ...]:
    """The known words that surely rhyme with a word, by its letters."""
    return tuple(
        other
        for other in _by_last_letter().get(word[-1:], ())
        if rhyme(word, other).strength == SURE
    )


@lru_cache(maxsize=1)
def _by_last_letter() -> dict[str, list[str]]:
    """Words met often in scanned verse, by their last letter."""
    found: dict[str, list[str]] = {}
    for word in readings().words:
        if len(word) >= LEAST_LETTERS and not word.endswith(VOWEL_AHEAD):
            found.setdefault(word[-1], []).append(word)
    return found
