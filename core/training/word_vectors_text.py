"""The text that word vectors learn from: general English as lines of plain tokens.

What this is: paragraphs → lower-case ASCII words (`core.text.plain_words`), a few hundred fixed
phrases joined with an underscore (new_york), one file with a paragraph a line, and the same text
as word ids.
What it is not: the tokeniser, nor the text of the language models.
Lecture: "Word embeddings", the corpus; phrases after Mikolov et al. 2013 (arXiv:1310.4546, section
4), scored by normalised pointwise mutual information (Bouma 2009).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.text.plain_words import segments

# Made sentences that state the relation an analogy asks for; a fair evaluation does without them.
TEMPLATE = re.compile(r"^The (?:capital|currency) of .+ is .+\.$")

# A phrase never starts or ends with one of these.
CONNECTORS = frozenset(
    """
    a an the of in on at to for with by from and or but as is was are were be been has have
    had he she it his her its their they them we you i this that these those which who whom
    whose not no also one two three first second other more most than then there when where
    while after before into over under during between such some any all each every both only
    very much many its own same s t
    """.split()  # noqa: SIM905 - forty lines as a list
)


def without_templates(lines: Iterable[str]) -> Iterator[str]:
    """The lines that do not state a capital or a currency by template."""
    return (line for line in lines if not TEMPLATE.match(line.strip()))


@dataclass(frozen=True)
class PhraseRule:
    """Which neighbouring words become one: seen together at least `count` times, NPMI ≥ `npmi`."""

    count: int = 150
    npmi: float = 0.6


def find_phrases(
    words: Counter[str], pairs: Counter[tuple[str, str]], rule: PhraseRule
) -> dict[tuple[str, str], float]:
    """Pairs that pass the rule, with NPMI = ln(p(ab) / p(a)p(b)) / −ln p(ab), between −1 and 1."""
    total = sum(words.values())
    found = {}
    for (first, second), together in pairs.items():
        if together < rule.count or first in CONNECTORS or second in CONNECTORS:
            continue
        if first[0].isdigit() or second[0].isdigit():
            continue
        p = together / total
        score = math.log(p / (words[first] / total * words[second] / total)) / -math.log(p)
        if score >= rule.npmi:
            found[first, second] = score
    return found


def join(words: list[str], phrases: dict[tuple[str, str], float]) -> list[str]:
    """Words with each known pair joined, from left to right, a word in one phrase at most."""
    joined, at = [], 0
    while at < len(words):
        if at + 1 < len(words) and (words[at], words[at + 1]) in phrases:
            joined.append(f"{words[at]}_{words[at + 1]}")
            at += 2
        else:
            joined.append(words[at])
            at += 1
    return joined


def count(paragraphs: Iterable[list[list[str]]]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each word and each pair of neighbours (within a segment) stands in the text."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for paragraph in paragraphs:
        for segment in paragraph:
            words.update(segment)
            pairs.update(pairwise(segment))
    return words, pairs


def write_tokens(lines: Iterable[str], phrases: dict[tuple[str, str], float], path: Path) -> int:
    """A paragraph a line, words apart by a space (gensim's `corpus_file`). Returns the count."""
    total = 0
    with path.open("w", encoding="ascii") as out:
        for line in lines:
            words = [word for segment in segments(line) for word in join(segment, phrases)]
            if len(words) > 1:
                total += len(words)
                out.write(" ".join(words) + "\n")
    return total


def encode(
    path: Path, index: dict[str, int]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Ids of the known words, int32[N], and where each paragraph starts, int64[paragraphs + 1].

    Words outside the vocabulary are left out before windows are cut, as gensim does.
    """
    chunks, bounds, at = [], [0], 0
    with path.open(encoding="ascii") as lines:
        for line in lines:
            ids = [index[word] for word in line.split() if word in index]
            if len(ids) > 1:
                chunks.append(np.array(ids, dtype=np.int32))
                at += len(ids)
                bounds.append(at)
    return np.concatenate(chunks), np.array(bounds, dtype=np.int64)
