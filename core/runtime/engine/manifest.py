"""The manifest: what artifacts there are, as typed and frozen data.

One file, `artifacts/manifest.json`, names each model with its files, graphs, scores, licences and
origin. What it does not name is never loaded. This module reads and checks its form; whether the
files keep its promises is the registry's business (`core.runtime.engine.registry`), and writing it
is the exporters' (`export.manifest_entry`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

MANIFEST_VERSION = 1
MANIFEST_NAME = "manifest.json"

Precision = Literal["float32", "float16-storage", "int8", "int4"]
DeviceKind = Literal["cpu", "cuda"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Frozen):
    """A file of an artifact: what must be found on the disk, byte for byte."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)


class TensorSpec(_Frozen):
    """A graph's input or output: numpy's name of the dtype, and a shape with symbols (`"B"`)."""

    dtype: str
    shape: list[int | str]


class Graph(_Frozen):
    """An ONNX file in its role; `parity` is the largest |onnx − module| that `verify` measured."""

    file: str
    precision: Precision
    inputs: dict[str, TensorSpec]
    outputs: dict[str, TensorSpec]
    parity: float | None = None


class Score(_Frozen):
    """A measure on held-out data, beside what it should be compared with."""

    value: float
    baseline: float | None = None
    baseline_name: str | None = None
    split: str
    higher_is_better: bool = True


class CorpusRef(_Frozen):
    """A text the model was trained on; the attribution is what the licence asks to be shown."""

    id: str
    licence: str
    attribution: str = ""


class Artifact(_Frozen):
    """One model as it is served: everything needed to run it, judge it, and pass it on."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    task: str
    title: str
    language: str  # BCP-47
    files: dict[str, FileEntry]  # path relative to the artifact's folder -> what it must be
    graphs: dict[str, Graph]  # role, such as "step" or "step-int8" -> graph
    serve: dict[DeviceKind, str] = Field(default_factory=dict)  # device -> role
    vocabulary_sha256: str | None = None
    corpora: list[CorpusRef] = Field(default_factory=list)
    recipe: dict[str, Any] = Field(default_factory=dict)
    seed: int = 0
    commit: str = ""
    versions: dict[str, str] = Field(default_factory=dict)
    scores: dict[str, Score] = Field(default_factory=dict)
    licence: str
    notes: str = ""  # markdown: limits, and what was read of its output

    @field_validator("files")
    @classmethod
    def _paths_stay_inside(cls, files: dict[str, FileEntry]) -> dict[str, FileEntry]:
        for name in files:
            path = PurePosixPath(name)
            odd = "\\" in name or "\0" in name or not path.parts
            if odd or path.is_absolute() or ".." in path.parts:
                raise ValueError(f"the path {name!r} leaves the artifact's folder")
        return files

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        for role, graph in self.graphs.items():
            if graph.file not in self.files:
                raise ValueError(f"the graph {role!r} names {graph.file!r}, which is no file here")
        for device, role in self.serve.items():
            if role not in self.graphs:
                raise ValueError(f"{device} is to be served by {role!r}, which is no graph here")
        return self

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(entry.bytes for entry in self.files.values())


class Manifest(_Frozen):
    """All artifacts, sorted by id when written."""

    version: int = MANIFEST_VERSION
    artifacts: list[Artifact] = Field(default_factory=list)


@dataclass(frozen=True)
class ManifestReading:
    """What could be read: sound entries, the ids (or places) of unsound ones with the reason,
    and, where the file as a whole is missing or unreadable, the sentence that says so."""

    manifest: Manifest
    damaged: dict[str, str]
    missing: bool = False
    unreadable: str = ""


def read_manifest(path: Path) -> ManifestReading:
    """Read `path` entry by entry, so that one damaged entry costs one lab and not the house."""
    empty = Manifest()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ManifestReading(empty, {}, missing=True)
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        return ManifestReading(empty, {}, unreadable=str(error))
    if not isinstance(raw, dict) or not isinstance(raw.get("artifacts"), list):
        return ManifestReading(empty, {}, unreadable="it holds no list of artifacts")
    if raw.get("version") != MANIFEST_VERSION:
        return ManifestReading(
            empty, {}, unreadable=f"version {raw.get('version')!r}, not {MANIFEST_VERSION}"
        )
    sound: dict[str, Artifact] = {}
    damaged: dict[str, str] = {}
    for place, entry in enumerate(raw["artifacts"]):
        name = entry.get("id") if isinstance(entry, dict) else None
        name = name if isinstance(name, str) else f"entry {place}"
        try:
            artifact = Artifact.model_validate(entry)
        except ValidationError as error:
            damaged[name] = str(error)
            continue
        if name in sound or name in damaged:
            sound.pop(name, None)
            damaged[name] = "the manifest names it twice"
        else:
            sound[name] = artifact
    return ManifestReading(Manifest(artifacts=list(sound.values())), damaged)
