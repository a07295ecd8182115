"""`opening.json`: the poem that the page shows first, with its candidates and nearest lines.

Written by the served graph exactly as the page would (`core.runtime.verse_opening`), after the
lines of the training split lie there.
"""

from __future__ import annotations

from pathlib import Path

from core.runtime.nearest_lines import LINES
from core.runtime.verse_opening import OPENING, keep, written
from export.characters.extras import opened


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`."""
    del model_id  # the artifact says it all
    index = out / LINES  # the manifest may not know it yet
    keep(out / OPENING, written(opened(out), index if index.is_file() else None))
