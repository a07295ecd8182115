"""`python -m export` on a model made up here: each step alone, the whole walk, and its refusals."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from core.runtime import Registry
from core.runtime.engine.manifest import Artifact, Score
from export import __main__ as command
from export import journey, verification
from export.model_export import NotTrained, QuantizationRefused, model_ids
from export.onnx_file import file_entries, finish, graph_entry
from tests.support.tiny_artifacts import linear_graph


class Linear:
    """y = x · W, whose "training" wrote W into a file."""

    id = "linear"

    def __init__(self) -> None:
        self.error = 1e-7
        self.loss = 0.0
        self.asked: list[object] = []

    def build(self, run: Path, out: Path) -> None:
        if not (run / "weights.npy").is_file():
            raise NotTrained("train linear first")
        finish(linear_graph(np.load(run / "weights.npy")), out / "model.onnx")

    def quantize(self, out: Path) -> None:
        if self.loss > 0.01:
            raise QuantizationRefused("accuracy goes down by 3 %")
        (out / "small.onnx").write_bytes((out / "model.onnx").read_bytes())

    def verify(self, out: Path) -> dict[str, float]:
        weights = np.load(journey.run_folder("linear") / "weights.npy")
        cases = []
        for batch in (1, 4):
            x = np.ones((batch, 3), np.float32)
            cases.append(({"x": x}, {"y": x @ weights + np.float32(self.error)}))
        return {"float": verification.largest_error(out / "model.onnx", cases)}

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        self.asked.append((files, sample))
        return {"accuracy": 0.75, "lines": float(len(files))}

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        graphs = {}
        for role, name in (("float", "model.onnx"), ("small", "small.onnx")):
            if (out / name).exists():
                precision = "float32" if role == "float" else "int8"
                graphs[role] = graph_entry(out / name, precision, parity.get(role))
        return Artifact(
            id=self.id,
            task="linear",
            title="A linear map",
            language="en",
            files=file_entries(out),
            graphs=graphs,
            serve={"cpu": "small" if "small" in graphs else "float"},
            licence="Apache-2.0",
            scores={
                name: Score(value=value, baseline=0.5, baseline_name="coin", split="test")
                for name, value in scores.items()
                if name == "accuracy"
            },
        )

    def example(self) -> str:
        return "print('{}')\n"


class Bench:
    """The command line over one made-up model and folders of its own."""

    def __init__(self, tmp_path: Path) -> None:
        self.model, self.root = Linear(), tmp_path / "artifacts"
        self.run_folder = journey.run_folder("linear")

    def train(self) -> None:
        self.run_folder.mkdir(parents=True)
        np.save(self.run_folder / "weights.npy", np.arange(6, dtype=np.float32).reshape(3, 2))

    def __call__(self, *words: str, ok: bool = True) -> str:
        arguments = [*words, "--artifacts", str(self.root)]
        done = CliRunner().invoke(command.app, arguments)
        assert (done.exit_code == 0) is ok, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        return done.output

    @property
    def artifact(self) -> Artifact:
        return Registry(self.root).artifact("linear")


@pytest.fixture
def bench(tmp_path, monkeypatch) -> Bench:
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    made = Bench(tmp_path)
    monkeypatch.setattr(command, "_export", lambda model: made.model)
    return made


def test_untrained_says_so(bench) -> None:
    assert "train linear first" in bench("build-here", "linear", ok=False)


def test_a_build_that_fails_leaves_what_was_there(bench) -> None:
    bench.train()
    bench("build-here", "linear")
    bench("quantize", "linear")
    (bench.run_folder / "weights.npy").unlink()
    bench("build-here", "linear", ok=False)
    assert bench.artifact.serve == {"cpu": "small"}
    assert sorted(path.name for path in bench.root.iterdir() if path.is_dir()) == ["linear"]


def test_a_new_build_leaves_nothing_of_the_old_one(bench) -> None:
    bench.train()
    bench("build-here", "linear")
    bench("quantize", "linear")
    bench("build-here", "linear")
    assert bench.artifact.serve == {"cpu": "float"}
    assert not (bench.root / "linear" / "small.onnx").exists()


def test_the_steps_follow_each_other(bench) -> None:
    bench.train()
    bench("build-here", "linear")
    assert bench.artifact.serve == {"cpu": "float"}
    assert {"card.md", "example.py", "model.onnx"} == set(bench.artifact.files)
    bench("quantize", "linear")
    assert bench.artifact.serve == {"cpu": "small"}
    assert "largest error" in bench("verify", "linear", "--record")
    parity = bench.artifact.graphs["float"].parity
    assert parity is not None
    assert parity < 1e-6
    last = bench("score", "linear", "--record").splitlines()[-1]
    assert json.loads(last) == {"accuracy": 0.75, "lines": 0.0}
    card = (bench.root / "linear" / "card.md").read_text(encoding="utf-8")
    assert "| accuracy | 0.75 | higher | 0.5 (coin) | test |" in card
    assert bench.artifact.graphs["float"].parity == parity
    assert "accuracy 0.75" in bench("list")


def test_a_number_does_not_outlive_the_graph_it_speaks_of(bench) -> None:
    bench.train()
    bench("build-here", "linear")
    bench("verify", "linear", "--record")
    bench("score", "linear", "--record")
    np.save(bench.run_folder / "weights.npy", np.ones((3, 2), np.float32))
    bench("build-here", "linear")
    assert bench.artifact.scores == {}
    assert bench.artifact.graphs["float"].parity is None


def test_verify_refuses_a_graph_that_is_not_its_module(bench) -> None:
    bench.train()
    bench("build-here", "linear")
    bench.model.error = 0.01
    assert "over 0.0001" in bench("verify", "linear", ok=False)


def test_a_costly_quantisation_is_refused_and_the_float_graph_stays(bench) -> None:
    bench.train()
    bench("build-here", "linear")
    bench.model.loss = 0.03
    assert "refused" in bench("quantize", "linear", ok=False)
    assert bench.artifact.serve == {"cpu": "float"}


def test_score_takes_files_a_sample_or_everything(bench, tmp_path) -> None:
    bench.train()
    bench("build-here", "linear")
    file = tmp_path / "lines.txt"
    file.write_text("a line\n", encoding="utf-8")
    assert json.loads(bench("score", "linear", str(file)).splitlines()[-1])["lines"] == 1
    bench("score", "linear", "--all")
    bench("score", "linear", "--sample", "20")
    assert bench.model.asked == [([file], 500), ([], None), ([], 20)]
    assert "no file" in bench("score", "linear", str(tmp_path / "none"), ok=False)
    assert "own test split" in bench("score", "linear", str(file), "--record", ok=False)


def test_bundle_writes_a_zip(bench, tmp_path) -> None:
    bench.train()
    bench("build-here", "linear")
    bench("bundle", "linear", "--to", str(tmp_path / "dist"))
    with zipfile.ZipFile(tmp_path / "dist" / "unrolled-linear.zip") as archive:
        assert "linear/model.onnx" in archive.namelist()


def test_a_step_before_build_says_what_to_do(bench) -> None:
    for step in ("quantize", "verify", "score", "card"):
        assert "export build linear" in bench(step, "linear", ok=False)


@pytest.mark.parametrize(
    "step", ["list", "build", "verify", "quantize", "score", "card", "bundle", "all"]
)
def test_each_command_explains_itself(step) -> None:
    done = CliRunner().invoke(command.app, [step, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 5


def test_an_unknown_model_is_named_with_the_known_ones(project) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "export", "score", "no-such-model"],
        capture_output=True,
        text=True,
        cwd=project,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("no model “no-such-model”")
    assert all(model in done.stderr for model in model_ids())


def test_every_model_keeps_the_contract() -> None:
    from export.model_export import ModelExport, model_export

    for model in model_ids():
        export = model_export(model)
        assert isinstance(export, ModelExport), model
        assert export.id == model
        compile(export.example(), f"{model}/example.py", "exec")
