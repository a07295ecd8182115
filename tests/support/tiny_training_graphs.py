"""The artifact `training-graphs` for tests: the project's own, or one built anew.

It holds no trained weights and is small, so pages are tested with the real one where it is there.
"""

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from core.runtime import Artifact, ArtifactDamaged, ArtifactMissing, Registry
from export.manifest_entry import register
from export.models.training_graphs import EXPORT
from export.onnx_file import file_entries

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"


@lru_cache(maxsize=1)
def built_once() -> Path:
    """The folder with both graphs and both finished runs, built by the export of today."""
    folder = Path(tempfile.mkdtemp(prefix="training-graphs-")) / EXPORT.id
    folder.mkdir()
    EXPORT.build(folder, folder)
    (folder / "example.py").write_text(EXPORT.example(), encoding="utf-8")
    return folder


def published() -> Path | None:
    """The project's own artifact, if it is there and sound."""
    registry = Registry(ARTIFACTS)
    try:
        artifact = registry.artifact(EXPORT.id)
        for name in artifact.files:
            registry.file(artifact, name)
    except (ArtifactMissing, ArtifactDamaged):
        return None
    return ARTIFACTS / EXPORT.id


def add_training_graphs(root: Path, *, anew: bool = False) -> Artifact:
    """Put the artifact into the folder of artifacts at `root`; `anew` builds it in any case."""
    source = (None if anew else published()) or built_once()
    shutil.copytree(source, root / EXPORT.id)
    entry = EXPORT.entry(root / EXPORT.id, {"loss": 1.6, "untrained_loss": 4.16}, {})
    entry = entry.model_copy(update={"files": file_entries(root / EXPORT.id)})
    register(entry, root)
    return entry
