"""The notes of a character model's card: a text per model, with what was measured set into it.

`export/texts/characters/<id>.md` is written by hand. Where it needs a number it names it as
`str.format` does: `{scores[xz_bits_per_char]:.2f}`, `{measures[copied][share]:.1%}` or, of markup,
`{closed[model][balanced]:.1%}`. A paragraph that names a number which was not measured is left
out, so that a card never shows a hole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from export.characters.extras import read_measures

TEXTS = Path(__file__).resolve().parents[1] / "texts" / "characters"


def notes(model_id: str, out: Path, scores: dict[str, float]) -> str:
    """Markdown, ending in a newline."""
    text = (TEXTS / f"{model_id}.md").read_text(encoding="utf-8")
    measures = read_measures(out)
    known = {"scores": scores, "measures": measures, "closed": closed(measures.get("markup"))}
    return "\n\n".join(filled_paragraphs(text, known)) + "\n"


def closed(markup: Mapping[str, Any] | None) -> dict[str, Any]:
    """What `export.characters.markup` kept, by who wrote: real, model (as it is served), 6-gram."""
    if markup is None:
        return {}
    return {
        row["who"]: row
        for row in markup["rows"]
        if row.get("temperature", markup["served"]) == markup["served"]
    }


def filled_paragraphs(text: str, known: Mapping[str, object]) -> list[str]:
    """The paragraphs whose numbers are all known, with these in their places."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        try:
            found.append(paragraph.format(**known))
        except (KeyError, IndexError):
            continue
    return found
