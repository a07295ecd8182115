"""What word vectors are worth on analogies: the served rows against a file in Google's format.

What this is: accuracy of 3CosAdd and 3CosMul by section within a vocabulary cut, and the sums over
the tuned and the untuned half. What it is not: the arithmetic
(core.training.word_vectors_evaluation) nor the choosing of settings. A question with a word outside
the cut is not covered and not counted.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from core.text.plain_words import fold
from core.training.word_vectors import CUT, TUNED_SECTIONS
from core.training.word_vectors_evaluation import (
    Floats,
    Question,
    SectionScore,
    analogy_scores,
    together,
)

SAMPLE_SEED = 1
ROWS_AT_ONCE = 16
# Accuracy within the 30,000 most frequent words, as published with fastText's data preparation and
# read by others: skip-gram, text8 (17M words) and fil9 (124M words).
RIVALS = {"skip-gram on text8": 0.293, "skip-gram on fil9": 0.525}


def served_rows(graph: Path, words: int) -> Floats:
    """Every vector as the graph gives it to a visitor, float32[V, D]."""
    session = open_session(graph, [CPU])
    none, ones = np.zeros(0, np.int64), np.ones(ROWS_AT_ONCE, np.float32)
    parts = []
    for start in range(0, words, ROWS_AT_ONCE):
        ids = np.arange(start, min(words, start + ROWS_AT_ONCE), dtype=np.int64)
        feed = {
            "positive": ids,
            "positive_weights": ones[: len(ids)],
            "negative": none,
            "negative_weights": ones[:0],
            "exclude": none,
            "k": np.array([1], np.int64),
        }
        parts.append(session.run(["rows"], feed)[0])
    return np.concatenate(parts)


def folded(sections: Mapping[str, Sequence[Question]]) -> dict[str, list[Question]]:
    """Questions written as the vocabulary writes words."""
    return {
        name: [(fold(a), fold(b), fold(c), fold(d)) for a, b, c, d in questions]
        for name, questions in sections.items()
    }


def sampled(
    sections: Mapping[str, Sequence[Question]], sample: int | None
) -> dict[str, list[Question]]:
    """About `sample` questions drawn evenly from all sections (None: all)."""
    total = sum(len(questions) for questions in sections.values())
    if sample is None or sample >= total:
        return {name: list(questions) for name, questions in sections.items()}
    draw = random.Random(SAMPLE_SEED)
    return {
        name: draw.sample(
            list(questions), min(len(questions), -(-len(questions) * sample // total))
        )
        for name, questions in sections.items()
    }


def board(
    words: Sequence[str],
    table: Floats,
    sections: Mapping[str, Sequence[Question]],
    cut: int | None = CUT,
) -> dict[str, Any]:
    """Both rules by section and in sum, as analogies.json holds them."""
    sections = folded(sections)
    by_rule = {rule: analogy_scores(words, table, sections, rule, cut) for rule in ("add", "mul")}

    def entry(name: str, chosen: Sequence[str], tuned: bool) -> dict[str, Any]:
        add = together(by_rule["add"][part] for part in chosen)
        mul = together(by_rule["mul"][part] for part in chosen)
        return {
            "name": name,
            "tuned": tuned,
            "covered": add.covered,
            "total": add.total,
            "add": round(add.accuracy, 4),
            "mul": round(mul.accuracy, 4),
        }

    tuned = [name for name in sections if name in TUNED_SECTIONS]
    untuned = [name for name in sections if name not in TUNED_SECTIONS]
    return {
        "cut": min(cut or len(words), len(words)),
        "sections": [entry(name, [name], name in TUNED_SECTIONS) for name in sections],
        "totals": [
            entry("tuned", tuned, True),
            entry("untuned", untuned, False),
            entry("all", [*tuned, *untuned], False),
        ],
    }


def analogy_measures(
    words: Sequence[str],
    table: Floats,
    sections: Mapping[str, Sequence[Question]],
) -> dict[str, float]:
    """Flat measures of a file: `accuracy` (3CosAdd within the 30,000 most frequent words),
    `accuracy_mul`, `coverage`, the same with `_served` over all words, and `section/<name>`.

    A file with sections of both halves has `accuracy_tuned` and `accuracy_untuned` too.
    """
    sections = folded(sections)
    within = analogy_scores(words, table, sections, "add", CUT)
    parts: dict[str, SectionScore] = {
        "": together(within.values()),
        "_served": together(analogy_scores(words, table, sections, "add").values()),
    }
    measures = {}
    for suffix, score in parts.items():
        measures[f"accuracy{suffix}"] = score.accuracy
        measures[f"coverage{suffix}"] = score.coverage
    product = together(analogy_scores(words, table, sections, "mul", CUT).values())
    measures["accuracy_mul"] = product.accuracy
    measures["questions"] = float(parts[""].covered)
    halves = {
        "tuned": [score for name, score in within.items() if name in TUNED_SECTIONS],
        "untuned": [score for name, score in within.items() if name not in TUNED_SECTIONS],
    }
    if all(halves.values()):
        measures |= {f"accuracy_{half}": together(part).accuracy for half, part in halves.items()}
    for name, score in within.items():
        measures[f"section/{name}"] = score.accuracy
    return measures
