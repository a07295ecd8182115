"""Maps of the most frequent words, computed once: PCA, t-SNE, a random space, topics.

What this is: coordinates and topics of the first 10,000 words for map.npz, with scikit-learn.
What it is not: needed at serving time; the task only reads the arrays.
t-SNE: van der Maaten & Hinton 2008; topics are k-means clusters named by their most central words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from core.runtime.tasks.word_vectors.geometry import unit
from core.runtime.tasks.word_vectors.maps import pack
from core.runtime.tasks.word_vectors.results import Floats

POINTS = 10_000
TOPICS = 24
NAMING_WORDS = 3
FREQUENT = 4_000  # a topic is named by words that a reader knows
BEFORE_TSNE = 50  # principal components that t-SNE sees, the paper's own first step
SEED = 1


def topics(
    rows: Floats, words: Sequence[str], unfit: Sequence[bool], seed: int = SEED
) -> tuple[list[int], list[str]]:
    """A topic for each row and the topics' names ("river, lake, mountain").

    Names are the central words among the most frequent that are fit to be shown.
    """
    clusters = KMeans(min(TOPICS, len(rows)), n_init=2, random_state=seed).fit(rows)
    labels = clusters.labels_
    names = []
    for topic, centre in enumerate(clusters.cluster_centers_):
        order = [int(at) for at in np.argsort(-(rows @ centre)) if labels[at] == topic]
        fit = [at for at in order if not unfit[at]]
        good = [at for at in fit if words[at].isalpha() and len(words[at]) > 2] or fit  # years
        known = [at for at in good if at < FREQUENT]
        chosen = (known if len(known) >= NAMING_WORDS else good)[:NAMING_WORDS]
        names.append(", ".join(words[at] for at in chosen) or f"topic {topic + 1}")
    return [int(label) for label in labels], names


def write_maps(
    path: Path,
    table: Floats,
    words: Sequence[str],
    unfit: Sequence[bool],
    *,
    points: int = POINTS,
    seed: int = SEED,
) -> None:
    """map.npz: `pca`, `tsne`, `random` (uint16), `topics` (uint8), `topic_names` (text)."""
    rows = table[:points]
    pca = PCA(3, random_state=seed).fit_transform(rows)
    few = PCA(min(BEFORE_TSNE, *rows.shape), random_state=seed).fit_transform(rows)
    tsne = TSNE(
        2,
        perplexity=min(30, (len(rows) - 1) / 3),
        init="pca",
        metric="euclidean",
        random_state=seed,
        n_jobs=1,
    ).fit_transform(few)
    noise = unit(np.random.default_rng(seed).normal(size=rows.shape).astype(np.float32))
    random = PCA(3, random_state=seed).fit_transform(noise)
    labels, names = topics(rows, words, unfit, seed)
    np.savez_compressed(
        path,
        pca=pack(pca),
        tsne=pack(tsne),
        random=pack(random),
        topics=np.array(labels, dtype=np.uint8),
        topic_names=np.array(names),
    )
