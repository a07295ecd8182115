"""`python -m core.runtime.gpu_check`, on this machine and on one that we do not have."""

import pytest

from core.runtime import gpu_check
from core.runtime.engine.providers import CPU, Machine
from core.runtime.engine.registry import Registry
from core.runtime.engine.sessions import Sessions, open_session


def on_cpu(path, wanted):
    return open_session(path, [CPU])


def test_a_model_is_timed_where_it_runs(tiny_artifacts, monkeypatch, capsys) -> None:
    tiny_artifacts.add("next-word")
    monkeypatch.setenv("UNROLLED_ARTIFACTS", str(tiny_artifacts.root))
    monkeypatch.setattr(gpu_check, "RUNS", 3)
    assert gpu_check.main([]) == 0
    said = capsys.readouterr().out
    assert "Processor:" in said
    assert "next-word: small (int8) on CPUExecutionProvider" in said


def test_a_gpu_without_its_libraries_is_told_what_to_install(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add()
    registry = Registry(tiny_artifacts.root, Sessions(Machine("c", gpu="A GPU"), on_cpu))
    said = "\n".join(gpu_check.timed(registry, artifact))
    assert "onnxruntime-gpu[cuda,cudnn]" in said
    assert "float (" not in said


def test_a_missing_model_is_a_sentence(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("UNROLLED_ARTIFACTS", str(tmp_path))
    assert gpu_check.main(["nothing"]) == 1
    assert "no models" in capsys.readouterr().err


@pytest.mark.parametrize("shape", [["B", 3], [2, "T"], []])
def test_inputs_follow_the_specification(tiny_artifacts, shape) -> None:
    graph = tiny_artifacts.add().graphs["float"]
    spec = graph.inputs["x"].model_copy(update={"shape": shape})
    zeros = gpu_check.zero_inputs(graph.model_copy(update={"inputs": {"x": spec}}))
    assert zeros["x"].shape == tuple(n if isinstance(n, int) else 1 for n in shape)
