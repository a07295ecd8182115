"""A small text made ready for skip-gram: vocabulary, sentences as ids, pairs of neighbours.

What this is: the text side of word2vec, bounded so that a visitor's pasted text stays small.
What it is not: the training (`core.runtime.tasks.training_graph`), nor subsampling of frequent
words, which pays on millions of words and starves a text of a hundred.

Source: Mikolov et al. 2013a, section 3.2 (windows of random width).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex
from numpy.typing import NDArray

from core.text.huffman import HuffmanTree, huffman_tree
from core.text.words import tokenize

MOST_TOKENS = 3000  # of a pasted text; the rest is not read
MOST_WORDS = 300  # distinct ones that are kept, the most frequent
_SENTENCE = regex.compile(r"[.!?؟。؛…]+(?=\s|$)|\n+")


class TextTooSmall(ValueError):
    """Too little to train on; the message says what would do."""


@dataclass(frozen=True)
class TrainingText:
    """A text cut for training: its vocabulary by frequency, its sentences as ids."""

    words: tuple[str, ...]  # [V], by falling frequency
    counts: tuple[int, ...]  # [V]
    sentences: tuple[tuple[int, ...], ...]
    tokens_read: int
    tokens_left: int  # tokens beyond MOST_TOKENS
    words_left: int  # distinct words beyond the most frequent ones kept

    @cached_property
    def tree(self) -> HuffmanTree:
        return huffman_tree(self.words, self.counts)

    def pairs(self, window: int) -> NDArray[np.int64]:
        """[P, 2] (centre, context) within `window` words in a sentence.

        A pair at distance d stands window − d + 1 times: word2vec draws the width of each window
        anew, from 1 to `window`, and this is that draw on average.
        """
        found = [
            (sentence[place], sentence[place + side * distance])
            for sentence in self.sentences
            for place in range(len(sentence))
            for distance in range(1, window + 1)
            for side in (-1, 1)
            if 0 <= place + side * distance < len(sentence)
            for _ in range(window - distance + 1)
        ]
        return np.array(found, dtype=np.int64).reshape(-1, 2)


def read_text(text: str, most_words: int = MOST_WORDS) -> TrainingText:
    """Sentences (or lines) and vocabulary of `text`, bounded; raises `TextTooSmall`."""
    sentences, read, left = [], 0, 0
    for line in _SENTENCE.split(text):
        tokens = tokenize(line)
        kept = tokens[: max(0, MOST_TOKENS - read)]
        read, left = read + len(kept), left + len(tokens) - len(kept)
        sentences.append(kept)
    ranked = Counter(token for tokens in sentences for token in tokens).most_common()
    if len(ranked) < 3:
        raise TextTooSmall(
            "There are fewer than three different words here. Paste a few sentences to train on."
        )
    vocabulary = ranked[: min(most_words, MOST_WORDS)]
    index = {word: position for position, (word, _) in enumerate(vocabulary)}
    as_ids = (tuple(index[token] for token in tokens if token in index) for tokens in sentences)
    result = TrainingText(
        words=tuple(index),
        counts=tuple(count for _, count in vocabulary),
        sentences=tuple(sentence for sentence in as_ids if len(sentence) > 1),
        tokens_read=read,
        tokens_left=left,
        words_left=len(ranked) - len(vocabulary),
    )
    if not result.sentences:
        raise TextTooSmall(
            "Every sentence here has one word only: no word has a neighbour to foretell."
        )
    return result
