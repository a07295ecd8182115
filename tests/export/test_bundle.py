"""A model to take away: what is in the zip, and that it runs where nothing else is."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest

from core.runtime import Artifact, ArtifactDamaged, ArtifactMissing, Registry, load
from core.runtime.bundle import bundle_bytes, bundle_name
from tests.support.bundle_answers import ANSWERS

PROJECT = Path(__file__).resolve().parents[2]
GUARD = PROJECT / "tests" / "support" / "import_guard.py"
PUBLISHED = {artifact.id: artifact for artifact in Registry(PROJECT / "artifacts").artifacts()}


def unpack(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def run_example(folder: Path, artifact: Artifact, *arguments: str) -> str:
    """What example.py prints in an isolated interpreter that has onnxruntime and numpy only."""
    packages = json.dumps([runtime_package(), "numpy"])
    done = subprocess.run(
        [sys.executable, "-I", str(GUARD), packages, f"{artifact.id}/example.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def runtime_package() -> str:
    from importlib import metadata

    for name in ("onnxruntime-gpu", "onnxruntime"):
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        return name
    raise AssertionError("no ONNX Runtime is installed")


def test_it_holds_everything_and_serves_as_a_folder_of_artifacts(tiny_artifacts, tmp_path) -> None:
    corpora = [{"id": "novels", "licence": "public domain", "attribution": "By somebody."}]
    files = {"tokenizer.json": b"{}", "card.md": b"# card", "sub/curves.json": b"[]"}
    artifact = tiny_artifacts.add(files=files, corpora=corpora)
    folder = unpack(bundle_bytes(artifact, tiny_artifacts.registry), tmp_path / "out")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "README.md",
        "LICENCES.md",
        "requirements.txt",
        "manifest.json",
        *(f"tiny/{name}" for name in artifact.files),
    }
    assert "By somebody." in (folder / "LICENCES.md").read_text(encoding="utf-8")
    assert "`small.onnx`" in (folder / "README.md").read_text(encoding="utf-8")
    registry = Registry(folder)
    assert registry.artifact("tiny") == artifact
    assert registry.served(artifact).role == "small"


def test_the_same_model_is_the_same_file(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add()
    first = bundle_bytes(artifact, tiny_artifacts.registry)
    for path in (tiny_artifacts.root / "tiny").iterdir():
        path.touch()
    assert bundle_bytes(artifact, tiny_artifacts.registry) == first
    assert bundle_name(artifact) == "unrolled-tiny.zip"


def test_what_is_damaged_is_not_passed_on(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add(files={"tokenizer.json": b"{}"})
    tiny_artifacts.damage("tiny", "tokenizer.json")
    with pytest.raises(ArtifactDamaged):
        bundle_bytes(artifact, tiny_artifacts.registry)
    (tiny_artifacts.root / "tiny" / "tokenizer.json").unlink()
    with pytest.raises(ArtifactMissing):
        bundle_bytes(artifact, tiny_artifacts.registry)


def test_an_example_sees_no_other_package(tiny_artifacts, tmp_path) -> None:
    program = (
        b"import onnxruntime, numpy\ntry:\n import torch\nexcept ImportError: print('alone')\n"
    )
    artifact = tiny_artifacts.add(files={"example.py": program})
    folder = unpack(bundle_bytes(artifact, tiny_artifacts.registry), tmp_path / "out")
    assert run_example(folder, artifact).strip() == "alone"


def test_every_published_model_has_an_example_and_an_answer_to_compare_with() -> None:
    for artifact in PUBLISHED.values():
        assert {"example.py", "card.md"} <= set(artifact.files), artifact.id
        assert artifact.id in ANSWERS, artifact.id


@pytest.mark.parametrize("model", sorted(ANSWERS))
def test_the_example_says_what_the_dashboard_says(model: str, tmp_path) -> None:
    if model not in PUBLISHED:
        pytest.skip(f"the model {model} is not among the committed artifacts")
    registry = Registry(PROJECT / "artifacts")
    artifact = registry.artifact(model)
    folder = unpack(bundle_bytes(artifact, registry), tmp_path)
    ANSWERS[model](load(model, registry), partial(run_example, folder, artifact))
