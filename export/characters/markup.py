"""What a model of markup closes again, and which formulas KaTeX can set, beside real text.

`balance` is a part of `score`; `write` keeps for the lab's page, in `measures.json`, the same for
the model at several temperatures, for a 6-gram counted from the training text, and for the
held-out text itself. What is measured, and how, stands in `export.scores.markup`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.corpora.splits import Split
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.training.character_text import documents
from export.characters.extras import corpus_of, keep_measures, opened
from export.rivals.character_ngram import CharacterNgram
from export.scores.markup import LANGUAGES, Write, continuations, measures, windows

SERVED = 0.8  # the lab's own temperature, at which `score` measures
TEMPERATURES = (0.5, SERVED, 1.0)
ORDER = 6


def balance(out: Path, text: str) -> dict[str, float]:
    """`balanced` and, for LaTeX, `formulas` of the model's continuations of the text, each with
    what the text itself reaches (`balanced_real`, `formulas_real`); nothing for a short text."""
    language = LANGUAGES[corpus_of(out.name)]
    places = windows([text], language)
    if not places:
        return {}
    real = measures(places, language)
    own = measures(continuations(places, _writer(opened(out)), SERVED), language)
    found = {"balanced": own["balanced"], "balanced_real": real["balanced"]}
    if language == "latex":
        found |= {"formulas": own["accepted"], "formulas_real": real["accepted"]}
    return found


def write(model_id: str, out: Path) -> None:
    """Put the comparison under "markup" into measures.json. Raises `CorpusMissing`."""
    corpus = corpus_of(model_id)
    language = LANGUAGES[corpus]
    held_out = [document.text for document in documents(corpus, Split.TEST)]
    places = windows(held_out, language)
    task = opened(out)
    training = "".join(document.text for document in documents(corpus, Split.TRAIN))
    rival = CharacterNgram.fit([training], ORDER, task.vocabulary)

    def counted(before: str, settings: SamplingSettings) -> str:
        return rival.sample(settings, before)[len(before) :]

    rows: list[dict[str, Any]] = [{"who": "real", **measures(places, language)}]
    for temperature in TEMPERATURES:
        texts = continuations(places, _writer(task), temperature)
        rows.append({"who": "model", "temperature": temperature, **measures(texts, language)})
    texts = continuations(places, counted, SERVED)
    rows.append({"who": "6-gram", "temperature": SERVED, **measures(texts, language)})
    keep_measures(out, "markup", {"served": SERVED, "rows": rows})


def _writer(task: CharacterModel) -> Write:
    def written(before: str, settings: SamplingSettings) -> str:
        return "".join(step.text for step in task.generate(before, settings))

    return written
