"""The Huffman tree of a vocabulary: short codes for frequent words, long ones for rare words.

What this is: the tree under word2vec's hierarchical softmax, with every merge that built it.
What it is not: a softmax. The vectors at the inner nodes belong to a model; here are only the
words, their counts, and the paths that lead to them.

Source: Huffman 1952; Morin & Bengio 2005; Mikolov et al. 2013 ("Distributed Representations of
Words and Phrases", section 2.1); the lecture's slide "Word2vec: hierarchical softmax".
Conventions are gensim's, so that codes and paths can be compared number by number: leaves are
0 … V−1 in the order given, inner nodes V … 2V−2 in the order of their making, a left branch is
code 0, a right branch code 1, and equal counts come in the order in which a binary heap yields
them.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Merge:
    """One step of the building: two lightest nodes become the children of a new one."""

    left: int  # node id, the lighter of the two
    right: int  # node id
    node: int  # id of the new inner node
    count: int  # occurrences below it


@dataclass(frozen=True)
class Code:
    """How one word is reached from the root."""

    bits: tuple[int, ...]  # 0 = left, 1 = right, from the root down
    path: tuple[int, ...]  # inner nodes passed, numbered from 0 (row of the node's vector)

    def __str__(self) -> str:
        return "".join(map(str, self.bits))


@dataclass(frozen=True, order=True)
class _Weighted:
    """What lies on the heap; the count alone orders it, as in gensim."""

    count: int
    node: int = field(compare=False)


@dataclass(frozen=True)
class HuffmanTree:
    """A finished tree over V words; `merges` has V−1 entries, the last of them makes the root."""

    words: tuple[str, ...]
    counts: tuple[int, ...]
    merges: tuple[Merge, ...]
    codes: tuple[Code, ...]

    @property
    def root(self) -> int:
        """Id of the root (a leaf when there is one word only)."""
        return self.merges[-1].node if self.merges else 0

    def count(self, node: int) -> int:
        """Occurrences of all words below a node."""
        leaves = len(self.words)
        return self.counts[node] if node < leaves else self.merges[node - leaves].count

    @property
    def mean_depth(self) -> float:
        """Inner nodes met for an average occurrence (not word): Σ cᵢ·|codeᵢ| / Σ cᵢ."""
        bits = sum(
            count * len(code.bits) for count, code in zip(self.counts, self.codes, strict=True)
        )
        return bits / sum(self.counts)

    @property
    def depth(self) -> int:
        """Length of the longest code."""
        return max(len(code.bits) for code in self.codes)


def huffman_tree(words: Sequence[str], counts: Sequence[int]) -> HuffmanTree:
    """Builds the tree of `words` with their `counts` (both [V], V ≥ 1, counts ≥ 1).

    Raises ValueError when the lengths differ, nothing is given, or a count is below one.
    """
    if not words or len(words) != len(counts):
        raise ValueError("a Huffman tree needs one count for each of at least one word")
    if min(counts) < 1:
        raise ValueError("every counted word occurs at least once")
    heap = [_Weighted(count, node) for node, count in enumerate(counts)]
    heapq.heapify(heap)
    merges: list[Merge] = []
    while len(heap) > 1:
        left, right = heapq.heappop(heap), heapq.heappop(heap)
        parent = _Weighted(left.count + right.count, len(words) + len(merges))
        merges.append(Merge(left.node, right.node, parent.node, parent.count))
        heapq.heappush(heap, parent)
    return HuffmanTree(tuple(words), tuple(counts), tuple(merges), _codes(len(words), merges))


def _codes(leaves: int, merges: Sequence[Merge]) -> tuple[Code, ...]:
    """Walks from the root down; a stack, since a skewed vocabulary may be thousands deep."""
    found: list[Code] = [Code((), ())] * leaves
    stack: list[tuple[int, Code]] = [(merges[-1].node, Code((), ()))] if merges else []
    while stack:
        node, code = stack.pop()
        if node < leaves:
            found[node] = code
            continue
        inner = node - leaves
        for bit, child in enumerate((merges[inner].left, merges[inner].right)):
            stack.append((child, Code((*code.bits, bit), (*code.path, inner))))
    return tuple(found)
