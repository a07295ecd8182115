"""Random walks over a graph, as sentences for word2vec: DeepWalk and node2vec.

    P(next = x | came t → v)  ∝  1/p  if x = t,   1  if x is linked to t,   1/q  otherwise

p = q = 1 is DeepWalk (Perozzi et al. 2014, arXiv:1403.6652); other values are node2vec (Grover &
Leskovec 2016, arXiv:1607.00653). The vectors are gensim's skip-gram over the walks. What this is
not: a convolution; features of the nodes are not looked at. Lecture "Graph embeddings".
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from gensim.models import Word2Vec
from numpy.typing import NDArray


@dataclass(frozen=True)
class WalkSettings:
    """How walks are taken and read."""

    walks: int = 10  # from each node
    length: int = 40
    p: float = 1.0
    q: float = 1.0
    width: int = 64
    window: int = 5
    negative: int = 5
    passes: int = 5
    seed: int = 1


def next_node(
    graph: nx.Graph, before: int | None, here: int, p: float, q: float, rng: np.random.Generator
) -> int:
    """One step of a second-order walk."""
    around = list(graph[here])
    if before is None or (p == 1 and q == 1):
        return int(around[rng.integers(len(around))])
    linked = graph[before]
    weights = np.array([1 / p if x == before else 1.0 if x in linked else 1 / q for x in around])
    return int(rng.choice(around, p=weights / weights.sum()))


def random_walks(graph: nx.Graph, settings: WalkSettings) -> list[list[int]]:
    """`walks` walks from each node, in random order; a node without neighbours stays alone."""
    rng = np.random.default_rng(settings.seed)
    walks = []
    for _ in range(settings.walks):
        for start in rng.permutation(list(graph)):
            walk: list[int] = [int(start)]
            before: int | None = None
            while len(walk) < settings.length and len(graph[walk[-1]]):
                step = next_node(graph, before, walk[-1], settings.p, settings.q, rng)
                before = walk[-1]
                walk.append(step)
            walks.append(walk)
    return walks


def walk_vectors(walks: list[list[int]], nodes: int, settings: WalkSettings) -> NDArray[np.float32]:
    """Skip-gram vectors [N, width] of the nodes, read from the walks as from sentences."""
    model = Word2Vec(
        [[str(node) for node in walk] for walk in walks],
        sg=1,
        hs=0,
        vector_size=settings.width,
        window=settings.window,
        negative=settings.negative,
        min_count=0,
        sample=0,
        epochs=settings.passes,
        workers=1,
        seed=settings.seed,
    )
    return np.stack([model.wv[str(node)] for node in range(nodes)])
