"""How much of the markup that a model opens it closes again, beside real text and a 6-gram.

From the held-out text `count` windows of 2,000 characters are drawn by a seed, each beginning where
a paragraph (LaTeX) or a line (wiki) does. What stands before a window is the beginning that each
writer is given; then the real text, the model and the 6-gram each bring their 2,000 characters, and
`core.text.markup` follows them: what was opened before the window may be closed in it and does
not count. The shares are of all constructs of all windows together; `deviation` is how far such
a share moves when the windows are drawn anew (bootstrap over windows, one standard deviation).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.runtime.engine.sampling import SamplingSettings
from core.text.markup import KINDS, Language, Tally, track
from export.scores.formulas import accepted, opened_katex

CHARACTERS = 2000  # of a window
BEFORE = 500  # at most; enough for a recurrent state to know where it is
WINDOWS = 30
LANGUAGES: dict[str, Language] = {"wiki-markup": "wiki", "latex-stacks": "latex"}
_BORDER: dict[str, str] = {"wiki": "\n", "latex": "\n\n"}
Write = Callable[[str, SamplingSettings], str]  # a beginning → what follows it


@dataclass(frozen=True)
class Window:
    """A held-out stretch and what stands right before it in its document."""

    before: str
    text: str


def windows(
    documents: Sequence[str], language: Language, count: int = WINDOWS, seed: int = 0
) -> list[Window]:
    """Windows of the documents, longer ones oftener; fewer where the texts are short of room."""
    draw, border = random.Random(seed), _BORDER[language]
    room = [max(0, len(text) - CHARACTERS) for text in documents]
    found: dict[tuple[int, int], Window] = {}
    for _ in range(20 * count if any(room) else 0):
        if len(found) == count:
            break
        chosen = draw.choices(range(len(documents)), room)[0]
        text, place = documents[chosen], draw.randrange(room[chosen])
        start = text.find(border, place) + len(border)
        if start < len(border) or start + CHARACTERS > len(text):
            continue
        first = text.find(border, max(0, start - BEFORE), start) + len(border)
        before = text[first if start > BEFORE else 0 : start]
        found.setdefault((chosen, start), Window(before, text[start : start + CHARACTERS]))
    return list(found.values())


def continuations(places: Sequence[Window], write: Write, temperature: float) -> list[Window]:
    """The same beginnings, gone on with by somebody else; window i takes the seed i."""
    return [
        Window(
            place.before,
            write(place.before, SamplingSettings(temperature, 0, 1.0, seed, CHARACTERS)),
        )
        for seed, place in enumerate(places)
    ]


def measures(places: Sequence[Window], language: Language) -> dict[str, Any]:
    """balanced, its deviation, the tallies by kind, stray closings per 1,000 characters; and for
    LaTeX the share of formulas that KaTeX accepts, and why it refused."""
    states = [track(place.text, language, place.before)[0] for place in places]
    tallies = [state.tally for state in states]
    whole = sum(tallies, Tally())
    characters = sum(len(place.text) for place in places)
    found: dict[str, Any] = {
        "windows": len(places),
        "balanced": round(whole.balanced, 4),
        "deviation": round(_deviation(tallies), 4),
        "opened": whole.opened,
        "stray_per_1000": round(1000 * whole.stray / max(1, characters), 2),
        "kinds": {
            kind: vars(tally) | {"balanced": round(tally.balanced, 4)}
            for kind in KINDS[language]
            if (tally := sum((s.tallies.get(kind, Tally()) for s in states), Tally())).opened
        },
    }
    if language == "latex":
        with opened_katex() as katex:
            formulas = accepted([place.text for place in places], katex)
        found["formulas"] = formulas.formulas
        found["accepted"] = round(formulas.share, 4)
        found["refused"] = dict(formulas.reasons.most_common(8))
    return found


def _deviation(tallies: Sequence[Tally], rounds: int = 400) -> float:
    right, opened = (np.array([getattr(t, name) for t in tallies]) for name in ("right", "opened"))
    if not len(tallies):
        return 0.0
    drawn = np.random.default_rng(0).integers(0, len(tallies), (rounds, len(tallies)))
    return float((right[drawn].sum(1) / np.maximum(1, opened[drawn].sum(1))).std())
