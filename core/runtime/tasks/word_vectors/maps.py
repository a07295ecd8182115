"""The precomputed maps of the most frequent words, and the board of scores.

What this is: reading of map.npz, map.json and analogies.json of the artifact. What it is not: the
computing of them (export.models.word_vectors does that once, with scikit-learn).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors.results import (
    Floats,
    MapPoints,
    Scoreboard,
    SectionScore,
)

KINDS = ("pca-2d", "pca-3d", "tsne-2d", "random-2d", "random-3d")
STEPS = 65535  # coordinates are stored as uint16 between −1 and 1


def pack(points: NDArray[np.floating]) -> NDArray[np.uint16]:
    """Coordinates float[n, d], scaled by their largest absolute value, as uint16."""
    scaled = points / max(float(np.abs(points).max()), 1e-12)
    return np.rint((scaled + 1) / 2 * STEPS).astype(np.uint16)


def unpack(points: NDArray[np.uint16]) -> Floats:
    """What `pack` packed, between −1 and 1."""
    return np.asarray(points.astype(np.float32) / STEPS * 2 - 1, dtype=np.float32)


@lru_cache(maxsize=4)
def read_maps(path: Path, sha256: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of map.npz: pca, tsne, random (uint16), topics (uint8), topic_names."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def map_points(
    maps: dict[str, NDArray[np.generic]],
    words: tuple[str, ...],
    counts: NDArray[np.int64],
    kind: str,
    n: int,
) -> MapPoints:
    """The first `n` points of a map. Raises `BadInput` for a kind that is not in `KINDS`."""
    if kind not in KINDS:
        raise BadInput(f"There is no map “{kind[:40]}”; there are {', '.join(KINDS)}.")
    source, dimensions = kind.rsplit("-", 1)
    stored = maps[source]
    n = max(1, min(int(n), len(stored)))
    at = unpack(stored[:n].astype(np.uint16))[:, : int(dimensions[0])]
    return MapPoints(
        kind=kind,
        words=words[:n],
        at=at,
        counts=counts[:n],
        topics=maps["topics"][:n].astype(np.int64),
        topic_names=tuple(str(name) for name in maps["topic_names"]),
    )


def read_scoreboard(path: Path, cut: int | None) -> Scoreboard:
    """analogies.json at the cut asked for (its first cut if None)."""
    content = json.loads(path.read_text(encoding="utf-8"))
    boards = {board["cut"]: board for board in content["boards"]}
    if cut is not None and cut not in boards:
        known = ", ".join(str(known) for known in boards)
        raise BadInput(f"Scores were taken within the first {known} words.")
    board = content["boards"][0] if cut is None else boards[cut]
    return Scoreboard(
        cut=board["cut"],
        sections=tuple(SectionScore(**section) for section in board["sections"]),
        totals=tuple(SectionScore(**section) for section in board["totals"]),
        similarity=dict(content["similarity"]),
        rivals=dict(content["rivals"]),
        tables=dict(content["tables"]),
    )
