"""The models behind the pages: the shared registry, cached tasks, and an artifact's short card."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from core.runtime import Artifact, Registry, default_registry, load
from core.ui.texts import frame_texts

TASKS_KEPT = 24
HEADLINE_SCORES = 3  # how many scores a short card shows


def registry() -> Registry:
    """The process's registry."""
    return default_registry()


def fingerprint(artifact: Artifact) -> str:
    """A sha256 over the sums of all its files: a changed file is another model."""
    sums = "".join(f"{name}:{entry.sha256}" for name, entry in sorted(artifact.files.items()))
    return hashlib.sha256(sums.encode()).hexdigest()


@st.cache_resource(max_entries=TASKS_KEPT, show_spinner=False)
def _task(name: str, root: str, sha256: str) -> Any:
    del root, sha256  # parts of the key
    return load(name)


def task(name: str) -> Any:
    """The task object for a model id or task name, shared by all visitors; it holds no state.

    Raises `ArtifactMissing` or `ArtifactDamaged`.
    """
    artifact = registry().artifact(name)
    return _task(artifact.id, str(registry().root), fingerprint(artifact))


def size(count: int) -> str:
    """Bytes as a person says them: 860 kB, 14.2 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"


def number(value: float) -> str:
    """A score with three significant figures, or four where it is large."""
    return f"{value:.4g}" if abs(value) >= 100 else f"{value:.3g}"


def score_lines(artifact: Artifact, most: int = HEADLINE_SCORES) -> list[str]:
    """Its first scores as markdown, each beside its baseline where there is one."""
    words = frame_texts()
    lines = []
    for name, score in list(artifact.scores.items())[:most]:
        named = name.replace("_", " ")
        if score.baseline is None:
            lines.append(words("card_score_alone", name=named, value=number(score.value)))
        else:
            lines.append(
                words(
                    "card_score",
                    name=named,
                    value=number(score.value),
                    baseline=number(score.baseline),
                    baseline_name=score.baseline_name or words("baseline"),
                )
            )
    return lines
