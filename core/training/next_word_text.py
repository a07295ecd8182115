"""The text that `next-word` and its rivals learn from: the same sentences for all of them.

Two sources: the *questions* (one line each, split by `core.corpora.splits`) and *general* English
(sentences of a few corpora, listed in `GENERAL`, short enough and known enough to teach something).
Sentences are lists of words (`core.text.words`); ids come from one vocabulary, made of the words of
the training questions. A rival trains on `training_sentences("questions")` and
`training_sentences("general", vocabulary)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

import numpy as np
import regex

from core.corpora import open_lines
from core.corpora.splits import Split, split_of
from core.text.vocabulary import UNK, WordVocabulary
from core.text.words import tokenize
from core.training.encoded_sentences import Ids

Source = Literal["questions", "general"]

VOCABULARY_SIZE = 20_000

# Corpus, file, and how many lines from its beginning (None: all). Of the reference text only the
# encyclopaedia and the factbook: the dictionary's definitions are no sentences.
GENERAL: tuple[tuple[str, str, int | None], ...] = (
    ("novels", "general_novels.txt.xz", None),
    ("reference", "general_reference.txt.xz", 15_733),
    ("wiki-general", "general_wiki_a.txt.xz", None),
    ("wiki-general", "general_wiki_b1.txt.xz", 60_000),
)
# Shorter ones are headings and cries; longer ones are unlike anything typed into a search box.
FEWEST_WORDS, MOST_WORDS = 4, 24
MOST_UNKNOWN = 1

_SENTENCE_END = regex.compile(r"(?<=[.!?][\"')]*)\s+(?=[\"'(]*\p{Lu})")
# Sentences made from a template by whoever prepared the corpus; they would teach the template.
_TEMPLATE = regex.compile(r"The (capital|currency) of .* is ")


def questions(split: Split) -> Iterator[list[str]]:
    """The questions of one split, as words, in the order of the file; no empty ones."""
    for line in open_lines("questions"):
        words = tokenize(line)
        if words and split_of(words) is split:
            yield words


def sentences(paragraph: str) -> list[str]:
    """Cut at sentence ends followed by a capital; abbreviations may cut one too early."""
    return regex.split(_SENTENCE_END, paragraph)


def general_sentences(vocabulary: WordVocabulary) -> Iterator[list[str]]:
    """General English of `GENERAL`: sentences of 4–24 words with at most one unknown."""
    for corpus, file, lines in GENERAL:
        for paragraph in islice(open_lines(corpus, file), lines):
            if _TEMPLATE.match(paragraph):
                continue
            for sentence in sentences(paragraph):
                words = tokenize(sentence)
                if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
                    continue
                if sum(word not in vocabulary for word in words) <= MOST_UNKNOWN:
                    yield words


def build_vocabulary(size: int = VOCABULARY_SIZE) -> WordVocabulary:
    """The most frequent words of the training questions."""
    counts: Counter[str] = Counter()
    for words in questions(Split.TRAIN):
        counts.update(words)
    return WordVocabulary.from_counts(counts, size)


def training_sentences(
    source: Source, vocabulary: WordVocabulary | None = None
) -> Iterator[list[str]]:
    """What may be trained on, as words; the vocabulary chooses the `general` sentences."""
    if source == "questions":
        yield from questions(Split.TRAIN)
    elif vocabulary is None:
        raise ValueError("general sentences are chosen with a vocabulary")
    else:
        yield from general_sentences(vocabulary)


def encode_all(lines: Iterator[list[str]], vocabulary: WordVocabulary) -> list[Ids]:
    return [np.array(vocabulary.encode(words), dtype=np.int32) for words in lines]


def unknown_share(lines: list[Ids]) -> float:
    """Share of the words that the vocabulary does not hold."""
    unknown = sum(int((line == UNK).sum()) for line in lines)
    return unknown / max(1, sum(len(line) for line in lines))
