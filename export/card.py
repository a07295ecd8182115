"""The model card: what the manifest knows of a model, as a page to read.

It only sets what is in the entry; what was measured comes from `score` and `verify`, and the limits
from the model's own notes.
"""

from __future__ import annotations

import json

from core.runtime.engine.manifest import Artifact, Score


def card(artifact: Artifact) -> str:
    """Markdown, ending in a newline."""
    parts = [
        f"# {artifact.title}",
        _facts(artifact),
        "## Quality on held-out data",
        _scores(artifact),
        "## Graphs",
        _graphs(artifact),
        "## Learnt from",
        _corpora(artifact),
        "## Limits and notes",
        artifact.notes.strip() or "None were written down.",
        "## How it was made",
        _recipe(artifact),
    ]
    return "\n\n".join(parts) + "\n"


def _facts(artifact: Artifact) -> str:
    served = ", ".join(f"`{role}` on {device}" for device, role in artifact.serve.items())
    rows = {
        "Model": f"`{artifact.id}`",
        "Task": artifact.task,
        "Language": artifact.language,
        "Licence": artifact.licence,
        "Served": served or "no graph",
    }
    return "\n".join(
        ["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows.items())]
    )


def _scores(artifact: Artifact) -> str:
    if not artifact.scores:
        return "Not measured yet."
    rows = ["| measure | value | better is | beside | split |", "|---|---:|---|---|---|"]
    for name, score in artifact.scores.items():
        better = "higher" if score.higher_is_better else "lower"
        rows.append(f"| {name} | {score.value:.4g} | {better} | {_beside(score)} | {score.split} |")
    return "\n".join(rows)


def _beside(score: Score) -> str:
    if score.baseline is None:
        return "–"
    return f"{score.baseline:.4g} ({score.baseline_name or 'baseline'})"


def _graphs(artifact: Artifact) -> str:
    rows = [
        "| role | file | precision | size | largest error against the module |",
        "|---|---|---|---:|---:|",
    ]
    for role, graph in artifact.graphs.items():
        size = artifact.files[graph.file].bytes / 1e6
        parity = "–" if graph.parity is None else f"{graph.parity:.2g}"
        rows.append(f"| {role} | `{graph.file}` | {graph.precision} | {size:.2f} MB | {parity} |")
    return "\n".join(rows)


def _corpora(artifact: Artifact) -> str:
    return (
        "\n".join(
            f"- **{corpus.id}**, {corpus.licence}. {corpus.attribution}".rstrip()
            for corpus in artifact.corpora
        )
        or "No text."
    )


def _recipe(artifact: Artifact) -> str:
    made = {
        "recipe": artifact.recipe,
        "seed": artifact.seed,
        "commit": artifact.commit,
        "versions": artifact.versions,
    }
    return "```json\n" + json.dumps(made, ensure_ascii=False, indent=1) + "\n```"
