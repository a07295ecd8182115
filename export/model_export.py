"""What a model must bring along to be exported: one object per model, found by its module.

The module `export/models/<id with underscores>.py` exposes `EXPORT`, which follows `ModelExport`.
The command line (`python -m export`) treats all of them alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, runtime_checkable

from core.runtime.engine.manifest import Artifact


class QuantizationRefused(Exception):
    """The small graph loses more than the limit (1 % relative) of the card's main measure."""


class ExtraUnknown(Exception):
    """An extra was asked for that the model has not; the sentence says which it has."""


class NotTrained(Exception):
    """The run folder does not hold what `build` needs; the sentence says what to train."""


@runtime_checkable
class ModelExport(Protocol):
    """The steps of one model's journey. `out` is always the artifact's folder, artifacts/<id>."""

    id: str

    def build(self, run: Path, out: Path) -> None:
        """Trained run folder → float graphs, tokenizer.json, config.json, curves.json, …"""

    def quantize(self, out: Path) -> None:
        """Float graph → the small graph that the CPU serves. Raises `QuantizationRefused`."""

    def verify(self, out: Path) -> dict[str, float]:
        """Role → largest |onnx − module| over several batch sizes and lengths."""

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """Held-out measures of the served artifact; no `files` means its own test split;
        `sample=None` means every line."""

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        """The manifest's entry for what lies in `out`."""

    def example(self) -> str:
        """`example.py` of the bundle: onnxruntime, numpy and the standard library only."""


@runtime_checkable
class WithExtras(Protocol):
    """A `ModelExport` of texts: it reads whole documents, and computes files for pages to show."""

    usual_sample: int | None

    def extras(self, out: Path, names: list[str]) -> Iterator[tuple[str, str | None]]:
        """Write all extras, or the named ones, with the graphs in `out`; each name, and why it was
        skipped. Raises `ExtraUnknown`."""


def model_ids() -> list[str]:
    """Every model that has an export module, sorted."""
    package = import_module("export.models")
    return sorted(module.name.replace("_", "-") for module in iter_modules(package.__path__))


def model_export(model: str) -> ModelExport:
    """The export of a model id. Raises `KeyError` with the known ids."""
    if model not in model_ids():
        raise KeyError(f"no model “{model}”; there are: {', '.join(model_ids()) or 'none'}")
    export: ModelExport = import_module(f"export.models.{model.replace('-', '_')}").EXPORT
    return export
