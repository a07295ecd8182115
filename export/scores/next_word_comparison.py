"""The served model beside its rivals on the same lines, each in a process of its own.

Completions are what takes time (every letter of every line asks for eight), and the three models
have nothing to share, so two of them run at once where there are two cores.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from core.corpora import CorpusMissing
from core.runtime.engine.registry import Registry
from core.runtime.tasks.next_word import NextWord
from export.scores.next_word import ALL_PARTS, Predictor, measure
from export.scores.next_word_predictors import TriePredictor, counting, served
from export.scores.next_word_rivals import kneser_ney, trie

Lines = list[list[str]]
SERVED, KNESER_NEY, TRIE = "", "kneser_ney_", "trie_"
# Fewer lines are measured here, since a process takes seconds to start.
WORTH_A_PROCESS = 40


def compared(root: Path, model: str, lines: Lines) -> dict[str, float]:
    """Measures of the artifact `model` under `root`, and the rivals' under their prefixes.

    The rivals are left out where the text they learn from is not at hand.
    """
    names = (SERVED, KNESER_NEY, TRIE)
    if len(lines) < WORTH_A_PROCESS:
        found = [measures(name, root, model, lines) for name in names]
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=context) as pool:
            waiting = [pool.submit(measures, name, root, model, lines) for name in names]
            found = [each.result() for each in waiting]
    return {
        f"{name}{key}": value
        for name, values in zip(names, found, strict=True)
        for key, value in values.items()
    }


def measures(name: str, root: Path, model: str, lines: Lines) -> dict[str, float]:
    """Of one of the three; nothing where its text is missing. The trie has no perplexity."""
    registry = Registry(root)
    task = NextWord(registry.artifact(model), registry)
    try:
        predictor = _predictor(name, task)
    except CorpusMissing:
        return {}
    tally = measure(predictor, lines, ALL_PARTS if name != TRIE else ("ranks", "keystrokes"))
    found = tally.measures()
    if name == SERVED:
        found |= {
            "lines": float(len(lines)),
            "words": float(tally.words),
            "unknown_share": tally.unknown / max(1, tally.words),
        }
    return found


def _predictor(name: str, task: NextWord) -> Predictor:
    if name == SERVED:
        return served(task)
    if name == KNESER_NEY:
        return counting(kneser_ney(task.vocabulary), task.vocabulary)
    return TriePredictor(trie(task.vocabulary), task.vocabulary)
