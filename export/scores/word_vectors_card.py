"""Which measures of word vectors stand on the card, what each was measured on, and its rival.

What this is: flat measures → the manifest's scores. What it is not: the measuring (analogies.py,
similarity.py, nearest_words.py).
"""

from __future__ import annotations

from core.runtime.engine.manifest import Score
from core.training.word_vectors import CUT
from export.scores.analogies import RIVALS


def measured(scores: dict[str, float]) -> dict[str, Score]:
    """What the card shows: the whole Google set, its halves, and the similarity sets."""
    cut = f"within the {CUT:,} most frequent words"
    fil9 = ("skip-gram on fil9", RIVALS["skip-gram on fil9"])
    rows = {
        "accuracy": (f"Google analogies, 3CosAdd, {cut}", *fil9),
        "accuracy_mul": (f"Google analogies, 3CosMul, {cut}", None, None),
        "accuracy_tuned": (f"the seven sections tuned on, {cut}", None, None),
        "accuracy_untuned": (f"the seven other sections, {cut}", None, None),
        "coverage": (f"share of the Google questions {cut}", None, None),
        "accuracy_served": ("Google analogies, 3CosAdd, all served words", None, None),
        "coverage_served": ("share of the Google questions, all served words", None, None),
        "spearman/WordSim-353": ("WordSim-353", None, None),
        "spearman/SimLex-999": ("SimLex-999", None, None),
        "spearman/MEN": ("MEN, 3,000 pairs", None, None),
        "top10_agreement": ("int8 rows against float32 rows", None, None),
    }
    found = {}
    for name, (split, *rival) in rows.items():
        if name in scores:
            label, baseline = rival if rival[0] is not None else (None, None)
            found[name] = Score(
                value=scores[name], baseline=baseline, baseline_name=label, split=split
            )
    return found
