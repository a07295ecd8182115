"""What every character of a text costs under a graph: its own, and all that stands before it.

A text is read once, from a zero state at its beginning, the state carried along to its end, so that
nothing is left out and no place is favoured. What stands before it is what the task reads there
(`core.runtime.tasks.character_model.beginnings`). Several texts of one length can be read side by
side; the rows do not feel one another.

Legend: R rows, N ids of each, C the model's context, V vocabulary, H hidden units.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session

Ids = NDArray[np.int64]
Doubles = NDArray[np.float64]

# Characters that one run of a sequence graph reads: its output is R · CHUNK · V numbers.
CHUNK = 250


def bits_of(
    graph: Path, beginning: Sequence[int], ids: Ids, conditions: Ids | None = None
) -> Doubles:
    """−log₂ p of each id given those before it: int64 [R, N] → float64 [R, N].

    `graph` reads one character at a time, or any number of them. `beginning` holds the C + 1 ids
    before the first. `conditions` is int64 [R, N], who
    speaks at each place, or None for nobody; only a step graph lets it change within a row.
    """
    session = open_session(graph, [CPU])
    inputs = {value.name: value.shape for value in session.get_inputs()}
    if conditions is None:
        conditions = np.zeros_like(ids)
    one_by_one = isinstance(inputs["characters"][1], int)
    if not one_by_one and (conditions != conditions[:, :1]).any():
        raise ValueError("a sequence graph is told once who speaks")
    states = [name for name in ("h", "c") if name in inputs]
    feed = {name: np.zeros((len(ids), inputs[name][1]), np.float32) for name in states}
    # Nothing is held; how many tracks there are is fixed by the cell.
    held = {name: np.zeros(inputs[name], np.float32) for name in ("hold", "held") if name in inputs}
    outputs = ["log_probs", *(f"{name}_next" for name in states)]
    context = len(beginning) - 1
    before = np.concatenate([np.tile(beginning, (len(ids), 1)), ids], axis=1, dtype=np.int64)
    found = np.empty(ids.shape)
    for start in range(0, ids.shape[1], 1 if one_by_one else CHUNK):
        end = min(start + (1 if one_by_one else CHUNK), ids.shape[1])
        feed["characters"] = np.ascontiguousarray(before[:, start : end + context])
        feed["condition"] = np.ascontiguousarray(conditions[:, start])
        log_probs, *after = session.run(outputs, feed | held)
        feed |= dict(zip(states, after, strict=True))
        wanted = ids[:, start:end]
        found[:, start:end] = np.take_along_axis(
            log_probs.reshape(*wanted.shape, -1), wanted[:, :, None], 2
        )[:, :, 0]
    return found / -np.log(2.0)
