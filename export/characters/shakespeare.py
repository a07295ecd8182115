"""`measures.json`, "tiny_shakespeare": what the recipe of the English verse reaches on that text.

A measure beside published ones and no artifact: a run of the recipe `tiny-shakespeare`, on the last
tenth of the file, which is the usual test part.
"""

from __future__ import annotations

from pathlib import Path

from export.characters.extras import keep_measures
from export.characters.run_score import run_measures
from export.journey import run_folder

RECIPE = "tiny-shakespeare"


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`. Raises `NotTrained` without the run."""
    found = run_measures(run_folder(RECIPE), RECIPE)
    keep_measures(out, "tiny_shakespeare", {name: round(value, 4) for name, value in found.items()})
