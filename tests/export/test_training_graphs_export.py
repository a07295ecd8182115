"""The exported training steps: parity with autograd, symbolic sizes, a program that trains."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import onnx
import pytest

from export.manifest_entry import machine_paths
from export.model_export import ModelExport
from export.models.training_graphs import EXPORT, FILES
from export.onnx_file import tensor_specs
from tests.support.tiny_training_graphs import add_training_graphs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    return root / add_training_graphs(root, anew=True).id


def test_both_steps_agree_with_autograd(folder: Path) -> None:
    errors = EXPORT.verify(folder)
    assert set(errors) == set(FILES)
    assert all(error <= 1e-6 for error in errors.values())


@pytest.mark.parametrize("file", FILES.values())
def test_every_size_is_a_symbol(folder: Path, file: str) -> None:
    inputs, outputs = tensor_specs(folder / file)
    sizes = [size for spec in [*inputs.values(), *outputs.values()] for size in spec.shape]
    assert sizes and all(isinstance(size, str) for size in sizes)
    assert next(iter(outputs)) == "loss" and outputs["loss"].shape == []


@pytest.mark.parametrize("file", FILES.values())
def test_nothing_of_the_machine_is_left(folder: Path, file: str) -> None:
    assert not machine_paths((folder / file).read_bytes())
    assert onnx.load(str(folder / file)).ir_version == 10
    assert (folder / file).stat().st_size < 20_000  # arithmetic alone, no weights


def test_the_bundles_program_trains(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=folder, capture_output=True, text=True, check=True
    )
    losses = [float(line.split()[-1]) for line in done.stdout.splitlines() if "loss" in line]
    assert losses[0] > 4 and losses[-1] < 2.5
    assert "king: queen" in done.stdout


def test_score_trains_on_any_text(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "own.txt"
    text.write_text("The cat sleeps. The dog sleeps. The cat eats. The dog eats.\n" * 3)
    scores = EXPORT.score(folder, [text], sample=None)
    assert scores["loss"] < scores["untrained_loss"] and scores["words"] == 5


def test_it_follows_the_protocol() -> None:
    assert isinstance(EXPORT, ModelExport)
