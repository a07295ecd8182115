"""A model to take away: one zip with its graphs, tokeniser, card, licences and a program to run it.

The unpacked folder is itself a folder of artifacts (`Registry(folder)` serves it). The bytes depend
on the artifact alone, so that the same model is the same file. Pages offer it for download and
`python -m export bundle` writes it to the disk.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files
from string import Template
from typing import BinaryIO

from core.runtime.engine.manifest import MANIFEST_NAME, MANIFEST_VERSION, Artifact
from core.runtime.engine.registry import Registry

# The earliest date that a zip can hold; any fixed one would do.
_DATE = (1980, 1, 1, 0, 0, 0)
# What we test with; older ones miss the 8-bit MatMulNBits on the CPU.
_REQUIREMENTS = "onnxruntime>=1.31\nnumpy>=2\n"


def bundle_name(artifact: Artifact) -> str:
    """The file name to offer."""
    return f"unrolled-{artifact.id}.zip"


def bundle_bytes(artifact: Artifact, registry: Registry) -> bytes:
    """The whole zip in memory. Raises `ArtifactMissing` or `ArtifactDamaged`."""
    buffer = io.BytesIO()
    write_bundle(artifact, registry, buffer)
    return buffer.getvalue()


def write_bundle(artifact: Artifact, registry: Registry, file: BinaryIO) -> None:
    """Write the zip to `file`; each file of the artifact is checked against its sha256 first."""
    paths = {name: registry.file(artifact, name) for name in sorted(artifact.files)}
    manifest = {"version": MANIFEST_VERSION, "artifacts": [artifact.model_dump(mode="json")]}
    with zipfile.ZipFile(file, "w") as archive:
        _add(archive, "README.md", _readme(artifact).encode())
        _add(archive, "LICENCES.md", _licences(artifact).encode())
        _add(archive, "requirements.txt", _REQUIREMENTS.encode())
        _add(
            archive,
            MANIFEST_NAME,
            (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode(),
        )
        for name, path in paths.items():
            _add(archive, f"{artifact.id}/{name}", path.read_bytes())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def _text(name: str, **values: str) -> str:
    template = files("core.runtime").joinpath("texts", name).read_text(encoding="utf-8")
    return Template(template).substitute(values)


def _readme(artifact: Artifact) -> str:
    rows = ["| role | file | precision | inputs | outputs |", "|---|---|---|---|---|"]
    for role, graph in artifact.graphs.items():
        sides = [
            ", ".join(
                f"`{name}` {spec.dtype}[{', '.join(map(str, spec.shape))}]"
                for name, spec in side.items()
            )
            for side in (graph.inputs, graph.outputs)
        ]
        rows.append(f"| {role} | `{graph.file}` | {graph.precision} | {sides[0]} | {sides[1]} |")
    return _text("bundle_readme.md", title=artifact.title, id=artifact.id, graphs="\n".join(rows))


def _licences(artifact: Artifact) -> str:
    lines = [
        f"- **{corpus.id}**: {corpus.licence}."
        + (f" {corpus.attribution}" if corpus.attribution else "")
        for corpus in artifact.corpora
    ]
    return _text(
        "bundle_licences.md",
        id=artifact.id,
        licence=artifact.licence,
        corpora="\n".join(lines) or "- none",
    )
