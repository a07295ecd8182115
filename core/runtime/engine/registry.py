"""The registry: from a model's name to its checked files and shared sessions.

It reads the manifest, follows its changes on the disk, hashes each file once per process and
version, and turns everything that can be wrong into an error for that artifact alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import onnxruntime as ort

from core.runtime.engine.manifest import (
    MANIFEST_NAME,
    Artifact,
    DeviceKind,
    ManifestReading,
    read_manifest,
)
from core.runtime.engine.sessions import Sessions
from core.runtime.errors import ArtifactDamaged, ArtifactMissing

ROOT_VARIABLE = "UNROLLED_ARTIFACTS"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Served:
    """The graph in use: its session, its role in the artifact, and where it runs."""

    session: ort.InferenceSession
    role: str
    device: DeviceKind


def artifacts_root() -> Path:
    """The folder of artifacts: the environment's `UNROLLED_ARTIFACTS`, else the project's own."""
    named = os.environ.get(ROOT_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[3] / "artifacts"


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Registry:
    """All artifacts under `root`. Safe to share between threads and pages."""

    def __init__(self, root: Path | None = None, sessions: Sessions | None = None) -> None:
        self.root = root if root is not None else artifacts_root()
        self.sessions = sessions if sessions is not None else Sessions()
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._reading: ManifestReading | None = None
        self._checked: dict[Path, tuple[int, int, str]] = {}

    def artifacts(self) -> tuple[Artifact, ...]:
        """Every sound entry of the manifest, in its order; empty where there is no manifest."""
        return tuple(self._read().manifest.artifacts)

    def damaged(self) -> dict[str, str]:
        """Entries that the manifest holds in a wrong form: id -> reason."""
        return dict(self._read().damaged)

    def artifact(self, name: str) -> Artifact:
        """The artifact of that id, else the first that serves the task of that name.

        Raises `ArtifactMissing` or `ArtifactDamaged`.
        """
        reading = self._read()
        for artifact in reading.manifest.artifacts:
            if artifact.id == name:
                return artifact
        if name in reading.damaged:
            log.error("manifest entry %s: %s", name, reading.damaged[name])
            raise ArtifactDamaged(
                f"The manifest's entry for the model “{name}” is damaged; export it again."
            )
        for artifact in reading.manifest.artifacts:
            if artifact.task == name:
                return artifact
        if reading.unreadable:
            log.error("manifest: %s", reading.unreadable)
            raise ArtifactDamaged("The list of models, artifacts/manifest.json, cannot be read.")
        if reading.missing:
            raise ArtifactMissing("There is no artifacts/manifest.json, and so no models.")
        raise ArtifactMissing(f"The model “{name}” is not among the artifacts here.")

    def folder(self, artifact: Artifact) -> Path:
        """Where the artifact's files are."""
        return self.root / artifact.id

    def file(self, artifact: Artifact, name: str) -> Path:
        """The path of one of the artifact's files, after its sha256 was found to be right.

        Hashed once per process, and again when size or time of change differ.
        """
        entry = artifact.files.get(name)
        if entry is None:
            raise ArtifactMissing(f"The model “{artifact.id}” has no file {name}.")
        path = self.folder(artifact) / name
        try:
            stat = path.stat()
            if stat.st_size != entry.bytes:
                raise self._wrong(artifact, name)
            seen = self._checked.get(path)
            if seen is None or seen[:2] != (stat.st_mtime_ns, stat.st_size):
                seen = (stat.st_mtime_ns, stat.st_size, sha256_of(path))
                self._checked[path] = seen
        except FileNotFoundError as error:
            raise ArtifactMissing(
                f"The file {name} of the model “{artifact.id}” is missing."
            ) from error
        except OSError as error:
            raise ArtifactDamaged(
                f"The file {name} of the model “{artifact.id}” cannot be read."
            ) from error
        if seen[2] != entry.sha256:
            raise self._wrong(artifact, name)
        return path

    def session(self, artifact: Artifact, role: str) -> ort.InferenceSession:
        """The shared session of one graph. On CUDA only where the manifest serves that role there
        and a GPU really answers; on the CPU otherwise."""
        graph = artifact.graphs.get(role)
        if graph is None:
            raise ArtifactMissing(f"The model “{artifact.id}” has no graph “{role}”.")
        path = self.file(artifact, graph.file)
        sha256 = artifact.files[graph.file].sha256
        if artifact.serve.get("cuda") == role and self.sessions.machine.kind == "cuda":
            session = self.sessions.get(path, sha256, "cuda")
            if session is not None:
                return session
        session = self.sessions.get(path, sha256, "cpu")
        assert session is not None  # only "cuda" may be refused
        return session

    def served(self, artifact: Artifact) -> Served:
        """The graph that the manifest names for this machine: float on CUDA, int8 on the CPU."""
        role = artifact.serve.get("cuda")
        if role is not None and self.sessions.machine.kind == "cuda":
            session = self.session(artifact, role)
            if self.sessions.machine.kind == "cuda":  # still: the session ran on it
                return Served(session, role, "cuda")
        role = artifact.serve.get("cpu") or next(iter(artifact.graphs), None)
        if role is None:
            raise ArtifactMissing(f"The model “{artifact.id}” has no graph to serve.")
        graph = artifact.graphs[role]
        session = self.sessions.get(
            self.file(artifact, graph.file), artifact.files[graph.file].sha256, "cpu"
        )
        assert session is not None
        return Served(session, role, "cpu")

    def _wrong(self, artifact: Artifact, name: str) -> ArtifactDamaged:
        return ArtifactDamaged(
            f"The file {name} of the model “{artifact.id}” is not the one that was published: "
            "its checksum differs. Fetch the artifacts again."
        )

    def _read(self) -> ManifestReading:
        path = self.root / MANIFEST_NAME
        try:
            stat = path.stat()
            stamp: tuple[int, int] | None = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            stamp = None
        with self._lock:
            if self._reading is None or stamp != self._stamp:
                self._reading, self._stamp = read_manifest(path), stamp
            return self._reading
