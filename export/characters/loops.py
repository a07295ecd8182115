"""`measures.json`, "loops": how much what a model writes repeats itself, by temperature.

From each of a few beginnings out of held-out text, one text is written at each temperature, and
the share of its n-grams of letters that stood in it before is taken (`core.text.repetition`).
Beside it real text: held-out excerpts of the same length. By the served graph.

    {"temperatures": […], "shares": […], "real": …, "length": …, "span": …, "texts": …}
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.corpora.splits import Split
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.text.repetition import SPAN, repeated_share
from core.training.character_text import documents
from export.characters.extras import corpus_of, keep_measures, opened
from export.characters.letters import excerpts

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2)
TEXTS, LENGTH = 12, 500
BEGINNING = 60  # characters of held-out text that each is written after


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`. Raises `CorpusMissing` without the corpus."""
    text = "".join(document.text for document in documents(corpus_of(model_id), Split.TEST))
    keep_measures(out, "loops", loops(opened(out), excerpts(text, TEXTS, LENGTH)))


def loops(
    task: CharacterModel,
    texts: Sequence[str],
    temperatures: Sequence[float] = TEMPERATURES,
    beginning: int = BEGINNING,
) -> dict[str, Any]:
    """What is kept, for real `texts` of which each lends its beginning."""
    length = max(map(len, texts), default=0)
    shares = []
    for temperature in temperatures:
        found = [
            repeated_share(_written(task, text[:beginning], temperature, length, seed))
            for seed, text in enumerate(texts)
        ]
        shares.append(round(sum(found) / len(found), 5))
    real = [repeated_share(task.read(text).text) for text in texts]
    return {
        "temperatures": list(temperatures),
        "shares": shares,
        "real": round(sum(real) / len(real), 5),
        "length": length,
        "span": SPAN,
        "texts": len(texts),
    }


def _written(
    task: CharacterModel, beginning: str, temperature: float, length: int, seed: int
) -> str:
    settings = SamplingSettings(temperature, seed=seed, length=length)
    return "".join(step.text for step in task.generate(beginning, settings))
