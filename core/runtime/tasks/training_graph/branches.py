"""A word's way through the Huffman tree: paths as arrays, and the probability of every turn.

Source: Mikolov et al. 2013b, eq. 3. Legend: V words, V − 1 inner nodes, E dimensions, L turns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.text.huffman import HuffmanTree

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


def routes(tree: HuffmanTree) -> tuple[Ids, Floats]:
    """Paths [V, L] and signs [V, L] of all words: +1 left (code 0), −1 right (1), 0 padding."""
    paths = np.zeros((len(tree.words), max(1, tree.depth)), np.int64)
    signs = np.zeros(paths.shape, np.float32)
    for word, code in enumerate(tree.codes):
        paths[word, : len(code.path)] = code.path
        signs[word, : len(code.bits)] = 1 - 2 * np.array(code.bits, np.float32)
    return paths, signs


def go_left(nodes: Floats, centre: Floats) -> NDArray[np.float64]:
    """[V − 1] probability of the left branch at each inner node, σ(θ · v_centre).

    `nodes` are the vectors θ [V − 1, E], `centre` is the given word's vector [E].
    """
    score = nodes.astype(np.float64) @ centre.astype(np.float64)
    return np.asarray(1 / (1 + np.exp(-score)))


def branch_probabilities(tree: HuffmanTree, left: NDArray[np.float64]) -> list[list[float]]:
    """For each word the probabilities of its turns, root first; their product is P(word)."""
    return [
        [
            float(left[node] if bit == 0 else 1 - left[node])
            for bit, node in zip(code.bits, code.path, strict=True)
        ]
        for code in tree.codes
    ]
