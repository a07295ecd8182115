"""How a line of English verse goes: how many syllables, and how far weak and strong alternate.

The stresses are the dictionary's. A word of several syllables has its stress where it has it; a
word of one syllable may stand in a strong place or a weak one, but little words (of, the, and)
would rather be weak and others rather strong. Among the pronunciations of all words those are
taken that scan best, as a reader does. What it is not: a scansion by ear, which knows the sense.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.text.english_rhyme import words_of
from core.text.pronunciation import Pronunciation, little_words, pronunciations

MOST_WORDS = 40
MOST_SYLLABLES = 60
# What it costs to stand in the wrong place, in steps of a syllable: a stress of a long word cannot
# move, a short word only leans.
FIXED, LEANING = 1.0, 0.3


@dataclass(frozen=True)
class Metre:
    """`pattern`: a sign a syllable, "/" heard as strong, "x" as weak. `fit`: 1 where each stress
    stands in an iamb's strong place, 0 where none does; 0 for a line without syllables. `guessed`:
    the words whose syllables were counted by their spelling."""

    syllables: int
    fit: float
    pattern: str
    guessed: tuple[str, ...]


def metre(line: str, wanted: int | None = None) -> Metre:
    """The line's metre. Where a word has several lengths (heaven, power), the count nearest to
    `wanted` is taken, else the one that scans best. Long lines are read to their 40th word."""
    words = [word.lower() for word in words_of(line)[:MOST_WORDS]]
    # Best cost and pattern for each number of syllables so far.
    best: dict[int, tuple[float, str]] = {0: (0.0, "")}
    guessed = []
    for word in words:
        said = pronunciations(word)
        if said[0].source == "spelling":
            guessed.append(word)
        best = _read_on(best, word, said)
    if wanted is not None:
        count = min(best, key=lambda n: (abs(n - wanted), best[n][0]))
    else:
        count = min(best, key=lambda n: (best[n][0] / max(n, 1), n))
    cost, pattern = best[count]
    fit = max(0.0, 1.0 - cost / count) if count else 0.0
    return Metre(count, fit, pattern, tuple(dict.fromkeys(guessed)))


def _read_on(
    best: dict[int, tuple[float, str]], word: str, said: tuple[Pronunciation, ...]
) -> dict[int, tuple[float, str]]:
    further: dict[int, tuple[float, str]] = {}
    for before, (cost, pattern) in best.items():
        for pronunciation in said:
            count = before + pronunciation.syllables
            if count > MOST_SYLLABLES:
                continue
            more, signs = _placed(word, pronunciation.stresses, before)
            if count not in further or cost + more < further[count][0]:
                further[count] = (cost + more, pattern + signs)
    return further or best


def _placed(word: str, stresses: str, before: int) -> tuple[float, str]:
    """Cost and signs of a word whose first syllable is number `before` of the line, from 0."""
    cost, signs = 0.0, []
    for place, stress in enumerate(stresses, before):
        strong_place = place % 2 == 1
        if len(stresses) == 1:
            strong = word not in little_words()
            cost += LEANING * (strong != strong_place)
        elif stress == "1":
            strong = True
            # "Gather ye rosebuds": a line may begin with its stress, which then costs half.
            cost += (0.5 if place == 0 else FIXED) * (not strong_place)
        elif stress in "2?":
            strong = strong_place
        else:
            strong = False
            cost += (0.5 if place == 1 else LEANING) * strong_place
        signs.append("/" if strong else "x")
    return cost, "".join(signs)
