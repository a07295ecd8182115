"""A model's way from its run folder to its manifest entry, one step at a time.

Each step can be run alone and is the same for every model. What `verify` and `score` measured is
kept beside the run (not in the artifact), together with the checksums it was measured on, so that
a number never outlives the files it speaks of.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.corpora import cache_folder
from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.errors import ArtifactMissing
from export.card import card
from export.manifest_entry import register
from export.model_export import ModelExport
from export.onnx_file import file_entries


def run_folder(model: str) -> Path:
    """Where training leaves a model."""
    return cache_folder() / "runs" / model


class Measurements:
    """Parity and scores of one artifact's graphs, kept with the checksums they belong to."""

    def __init__(self, model: str, out: Path) -> None:
        self._path = cache_folder() / "export" / f"{model}.json"
        self._out = out

    def read(self) -> tuple[dict[str, float], dict[str, float]]:
        """(parity, scores) measured on exactly the graphs that lie in the folder now."""
        known = self._load()
        if known.get("graphs") != self._graphs():
            return {}, {}
        return known.get("parity", {}), known.get("scores", {})

    def keep(
        self, *, parity: dict[str, float] | None = None, scores: dict[str, float] | None = None
    ) -> None:
        """Add what was measured; roles and measures that were not measured now stay."""
        old_parity, old_scores = self.read()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        known = {
            "graphs": self._graphs(),
            "parity": old_parity | (parity or {}),
            "scores": old_scores | (scores or {}),
        }
        self._path.write_text(json.dumps(known, indent=1), encoding="utf-8")

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            known: dict[str, dict[str, Any]] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known

    def _graphs(self) -> dict[str, str]:
        return {
            name: entry.sha256
            for name, entry in file_entries(self._out).items()
            if name.endswith(".onnx")
        }


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` that takes its place when the block ends well.

    So a build that fails or is stopped leaves the artifact as it was, and one that succeeds leaves
    nothing of an older build behind.
    """
    stage, old = (out.with_name(f".{out.name}.{suffix}") for suffix in ("build", "old"))
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    try:
        yield stage
        shutil.rmtree(old, ignore_errors=True)
        if out.exists():
            out.rename(old)
        stage.rename(out)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def publish(export: ModelExport, out: Path) -> Artifact:
    """Write example.py and card.md, and the manifest entry with what was measured so far."""
    parity, scores = Measurements(export.id, out).read()
    (out / "example.py").write_text(export.example(), encoding="utf-8")
    (out / "card.md").unlink(missing_ok=True)
    entry = export.entry(out, scores, parity)
    (out / "card.md").write_text(card(entry), encoding="utf-8")
    entry = entry.model_copy(update={"files": file_entries(out)})
    register(Artifact.model_validate(entry.model_dump()), out.parent)
    return entry


def published(model: str, root: Path) -> Artifact | None:
    """The manifest's entry of that very id, if it has a sound one."""
    try:
        artifact = Registry(root).artifact(model)
    except ArtifactMissing:
        return None
    return artifact if artifact.id == model else None
