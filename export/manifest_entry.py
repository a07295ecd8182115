"""Writing the manifest: one entry at a time, under a lock, all or nothing.

Several exports may run at once; none may lose another's entry or leave half a file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from filelock import FileLock

from core.runtime.engine.manifest import (
    MANIFEST_NAME,
    MANIFEST_VERSION,
    Artifact,
    read_manifest,
)
from core.runtime.engine.registry import sha256_of


def register(artifact: Artifact, root: Path) -> None:
    """Put `artifact` into `root`/manifest.json in place of an older entry of the same id.

    Its files must lie in `root`/<id> as the entry says; raises `ValueError` otherwise, and when
    the entry or a text file of the artifact tells an absolute path of the machine that built it.
    """
    check_files(artifact, root)
    root.mkdir(parents=True, exist_ok=True)
    path = root / MANIFEST_NAME
    with FileLock(str(root / ".manifest.lock")):
        reading = read_manifest(path)
        if reading.unreadable or reading.damaged:
            raise ValueError(
                f"{path.name} must be repaired first: {reading.unreadable or reading.damaged}"
            )
        kept = [other for other in reading.manifest.artifacts if other.id != artifact.id]
        entries = sorted([*kept, artifact], key=lambda entry: entry.id)
        document = {
            "version": MANIFEST_VERSION,
            "artifacts": [entry.model_dump(mode="json") for entry in entries],
        }
        new = path.with_suffix(".new")
        new.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        new.replace(path)


def check_files(artifact: Artifact, root: Path) -> None:
    """Raise `ValueError` unless the folder keeps what the entry promises."""
    folder = root / artifact.id
    for name, entry in artifact.files.items():
        file = folder / name
        if not file.is_file():
            raise ValueError(f"{artifact.id}: {name} is not in its folder")
        if file.stat().st_size != entry.bytes or sha256_of(file) != entry.sha256:
            raise ValueError(f"{artifact.id}: {name} is not the file that its entry describes")
        if file.suffix in {".onnx", ".json", ".md", ".py"} and machine_paths(file.read_bytes()):
            raise ValueError(f"{artifact.id}: {name} tells a path of the machine that built it")
    if machine_paths(artifact.model_dump_json().encode()):
        raise ValueError(f"{artifact.id}: the entry tells a path of the machine that built it")


def machine_paths(content: bytes) -> list[str]:
    """Absolute paths of a build machine found in `content`: home folders, virtual environments,
    site-packages, this checkout."""
    found = re.findall(rb"(?:/(?:home|root|work|Users)/[\w.-]+|site-packages/\w+)", content)
    here = str(Path(__file__).resolve().parents[1]).encode()
    return sorted(
        {match.decode() for match in found} | ({here.decode()} if here in content else set())
    )
