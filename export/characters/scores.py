"""What `score` answers for a character model, and which of it the manifest keeps beside what.

The measures of a text are those of `export.characters.measures`; for markup there is also how much
of what the model opens it closes again (`export.characters.markup`). The 6-gram stands beside the
model's own test split only: it is counted anew from the training text, which takes a minute.
"""

from __future__ import annotations

from pathlib import Path

from core.runtime.engine.manifest import Score
from core.runtime.errors import BadInput
from core.training.character_text import CONDITIONS
from export.characters.extras import MARKUP, corpus_of
from export.characters.measures import ngram_measures, text_measures, xz_measures
from export.characters.texts import file_documents, own_documents

NGRAM, XZ = "modified Kneser–Ney 6-gram", "xz -9e of the text"
# What a text is divided into, for the words of the card.
DOCUMENTS = {
    "persian-poetry": "test poems",
    "english-poetry": "test poems",
    "wiki-markup": "test pages",
    "latex-stacks": "test chapters",
}


def measured(
    model_id: str, out: Path, graph: Path, files: list[Path], sample: int | None
) -> dict[str, float]:
    """Flat numbers on the files, or on the model's own test split (raises `CorpusMissing`)."""
    corpus = corpus_of(model_id)
    read = file_documents(corpus, files, sample) if files else own_documents(corpus, sample)
    if not read:
        raise BadInput("There is no text in what was given.")
    found = text_measures(out, graph, corpus, read)
    if model_id in MARKUP:
        from export.characters.markup import balance

        found |= balance(out, "".join(document.text for document in read))
    found |= xz_measures(read)
    return found if files else found | ngram_measures(out, corpus, read)


def manifest_scores(scores: dict[str, float], corpus: str) -> dict[str, Score]:
    """The measures of the test split that the card shows."""
    if "bits_per_char" not in scores:
        return {}
    split = f"{DOCUMENTS[corpus]} ({int(scores['documents'])}; {int(scores['characters'])} letters)"
    beside = {
        "bits_per_char": ("kneser_ney_bits_per_char", NGRAM),
        "bits_per_byte": ("kneser_ney_bits_per_byte", NGRAM),
        "bits_per_char_named": ("bits_per_char", "the same, nobody named"),
        "balanced": ("balanced_real", "the held-out text itself"),
        "formulas": ("formulas_real", "the held-out text itself"),
    }
    for poet in CONDITIONS.get(corpus, ()):
        own = f"bits_per_char_{poet}"
        beside[f"{own}_named"] = (own, "the same, nobody named")
    kept = {}
    for name, (baseline, label) in beside.items():
        if name not in scores:
            continue
        kept[name] = Score(
            value=scores[name],
            baseline=scores.get(baseline),
            baseline_name=label if baseline in scores else None,
            split=split,
            higher_is_better=not name.startswith("bits"),
        )
    return kept
