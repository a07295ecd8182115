"""Every artifact that is committed: whole, clean, as its entry says, and equal to its module."""

from __future__ import annotations

import onnx
import pytest

from core.runtime import Artifact, Registry
from core.runtime.tasks import TASKS
from export import verification
from export.card import card
from export.manifest_entry import check_files
from export.model_export import NotTrained, model_export, model_ids
from export.onnx_file import IR_VERSION, OPSET, file_entries, tensor_specs
from tests.conftest import PROJECT

ROOT = PROJECT / "artifacts"
REGISTRY = Registry(ROOT)
PUBLISHED = {artifact.id: artifact for artifact in REGISTRY.artifacts()}
# The small graph of a model, in megabytes, that a server loads.
LARGEST_SERVED = {"next-word": 15, "word-vectors": 25, "contextual": 30, "persian-verse": 15}

each = pytest.mark.parametrize("model", sorted(PUBLISHED))


def graphs(artifact: Artifact) -> dict[str, onnx.ModelProto]:
    return {
        role: onnx.load(str(ROOT / artifact.id / graph.file))
        for role, graph in artifact.graphs.items()
    }


def test_the_manifest_is_sound_and_nothing_lies_beside_it() -> None:
    if not ROOT.joinpath("manifest.json").exists():
        pytest.skip("no artifacts are committed")
    assert REGISTRY.damaged() == {}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert {name for name in folders if not name.startswith(".")} == set(PUBLISHED)


@each
def test_its_files_are_those_of_its_entry(model: str) -> None:
    artifact = PUBLISHED[model]
    assert file_entries(ROOT / model) == artifact.files
    check_files(artifact, ROOT)


@each
def test_its_graphs_are_as_described_and_clean(model: str) -> None:
    artifact = PUBLISHED[model]
    for role, graph in graphs(artifact).items():
        assert graph.ir_version == IR_VERSION
        assert {e.version for e in graph.opset_import if e.domain in ("", "ai.onnx")} == {OPSET}
        assert tensor_specs(graph) == (artifact.graphs[role].inputs, artifact.graphs[role].outputs)
        assert not graph.metadata_props
        assert not any(node.metadata_props or node.doc_string for node in graph.graph.node)
        assert not graph.graph.value_info


@each
def test_its_task_and_export_are_here_and_its_card_is_its_own(model: str) -> None:
    artifact = PUBLISHED[model]
    assert artifact.task in TASKS
    assert model in model_ids()
    assert artifact.licence
    assert artifact.corpora
    assert artifact.notes.strip()
    assert (ROOT / model / "card.md").read_text(encoding="utf-8") == card(artifact)
    assert artifact.files["example.py"].bytes > 0
    for device, role in artifact.serve.items():
        if device == "cuda":
            assert artifact.graphs[role].precision.startswith("float"), "CUDA has no int8 steps"


@each
def test_its_float_graphs_were_verified_and_its_measures_have_a_baseline(model: str) -> None:
    artifact = PUBLISHED[model]
    for role, graph in artifact.graphs.items():
        if graph.precision.startswith("float"):
            assert graph.parity is not None, role
            assert graph.parity <= verification.PARITY_LIMIT
    assert artifact.scores
    assert any(score.baseline is not None for score in artifact.scores.values())
    assert all(score.split for score in artifact.scores.values())


@each
def test_it_is_its_module(model: str) -> None:
    try:
        parity = model_export(model).verify(ROOT / model)
    except NotTrained as error:  # weights that a package brings, and that is not installed
        pytest.skip(str(error))
    assert verification.failures(PUBLISHED[model], parity) == []


@pytest.mark.parametrize("model", sorted(set(PUBLISHED) & set(LARGEST_SERVED)))
def test_what_the_cpu_serves_is_small(model: str) -> None:
    artifact = PUBLISHED[model]
    graph = artifact.graphs[artifact.serve["cpu"]]
    assert artifact.files[graph.file].bytes <= LARGEST_SERVED[model] * 1e6
