"""The registry: what it serves, and that each damage costs only the artifact it hits."""

import threading

import numpy as np
import pytest

import core.runtime
from core.runtime import ArtifactDamaged, ArtifactMissing, Registry
from core.runtime.engine import registry as registry_module

X = np.ones((2, 3), np.float32)


def run(session) -> np.ndarray:
    return session.run(None, {"x": X})[0]


def test_it_finds_by_id_and_by_task(tiny_artifacts) -> None:
    tiny_artifacts.add("one", task="linear")
    tiny_artifacts.add("two", task="linear")
    registry = tiny_artifacts.registry
    assert registry.artifact("two").id == "two"
    assert registry.artifact("linear").id == "one"
    assert [artifact.id for artifact in registry.artifacts()] == ["one", "two"]


def test_it_serves_the_cpu_graph_on_the_cpu_and_shares_sessions(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add()
    registry = tiny_artifacts.registry
    served = registry.served(artifact)
    assert (served.role, served.device) == ("small", "cpu")
    assert run(served.session).tolist() == [[9, 12], [9, 12]]
    assert registry.session(artifact, "small") is served.session
    assert run(registry.session(artifact, "float")).tolist() == [[6, 9], [6, 9]]


def test_two_artifacts_with_one_graph_share_its_session(tiny_artifacts) -> None:
    one, two = tiny_artifacts.add("one"), tiny_artifacts.add("two")
    registry = tiny_artifacts.registry
    assert registry.session(one, "small") is registry.session(two, "small")


def test_no_manifest_is_one_clear_sentence(tmp_path) -> None:
    registry = Registry(tmp_path)
    assert registry.artifacts() == ()
    with pytest.raises(ArtifactMissing, match=r"manifest\.json"):
        registry.artifact("next-word")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 1}',
        b'{"version": 99, "artifacts": []}',
        b"\xff\xfe",
        b"null",
    ],
)
def test_an_unreadable_manifest_is_one_clear_sentence(tmp_path, content) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    registry = Registry(tmp_path)
    assert registry.artifacts() == ()
    with pytest.raises(ArtifactDamaged, match="cannot be read"):
        registry.artifact("next-word")


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {"../secret": {"sha256": "0" * 64, "bytes": 1}}},
        {"files": {"a\0b": {"sha256": "0" * 64, "bytes": 1}}},
        {"files": {}},
        {"serve": {"cpu": "no such graph"}},
        {"licence": None},
        {"surprise": 1},
    ],
)
def test_a_damaged_entry_costs_only_itself(tiny_artifacts, changes) -> None:
    tiny_artifacts.add("broken")
    tiny_artifacts.add("sound")
    tiny_artifacts.edit_manifest("broken", **changes)
    registry = tiny_artifacts.registry
    assert registry.served(registry.artifact("sound"))
    assert set(registry.damaged()) == {"broken"}
    with pytest.raises(ArtifactDamaged, match="broken"):
        registry.artifact("broken")


def test_an_entry_named_twice_is_not_guessed_at(tiny_artifacts) -> None:
    tiny_artifacts.add("one")
    tiny_artifacts.add("two")
    tiny_artifacts.edit_manifest("two", id="one")
    with pytest.raises(ArtifactDamaged):
        tiny_artifacts.registry.artifact("one")


def test_a_missing_file_costs_only_its_artifact(tiny_artifacts) -> None:
    broken, sound = tiny_artifacts.add("broken"), tiny_artifacts.add("sound", files={"a": b"1"})
    (tiny_artifacts.root / "broken" / "small.onnx").unlink()
    registry = tiny_artifacts.registry
    with pytest.raises(ArtifactMissing, match=r"small\.onnx"):
        registry.served(broken)
    assert registry.served(sound)
    with pytest.raises(ArtifactMissing, match="no file"):
        registry.file(sound, "not named.json")


@pytest.mark.parametrize("name", ["small.onnx", "tokenizer.json"])
def test_a_wrong_hash_is_refused(tiny_artifacts, name) -> None:
    artifact = tiny_artifacts.add(files={"tokenizer.json": b'{"words": []}'})
    tiny_artifacts.damage("tiny", name)
    with pytest.raises(ArtifactDamaged, match="checksum"):
        tiny_artifacts.registry.file(artifact, name)


def test_a_longer_file_is_refused(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add(files={"a.json": b"{}"})
    (tiny_artifacts.root / "tiny" / "a.json").write_bytes(b"{} ")
    with pytest.raises(ArtifactDamaged):
        tiny_artifacts.registry.file(artifact, "a.json")


def test_a_file_that_is_no_graph_is_damaged_even_with_the_right_hash(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add(files={"noise.onnx": b"no graph at all"})
    graph = artifact.graphs["small"].model_copy(update={"file": "noise.onnx"})
    artifact = artifact.model_copy(update={"graphs": {"small": graph}})
    with pytest.raises(ArtifactDamaged, match="ONNX Runtime"):
        tiny_artifacts.registry.session(artifact, "small")


def test_files_are_hashed_once_and_again_when_changed(tiny_artifacts, monkeypatch) -> None:
    artifact = tiny_artifacts.add(files={"a.json": b"{}"})
    registry, hashed = tiny_artifacts.registry, []
    real = registry_module.sha256_of
    monkeypatch.setattr(registry_module, "sha256_of", lambda p: hashed.append(p) or real(p))
    path = registry.file(artifact, "a.json")
    registry.file(artifact, "a.json")
    assert hashed == [path]
    path.write_bytes(b"[]")
    with pytest.raises(ArtifactDamaged):
        registry.file(artifact, "a.json")


def test_a_new_manifest_is_seen_without_a_restart(tiny_artifacts) -> None:
    registry = tiny_artifacts.registry
    assert registry.artifacts() == ()
    tiny_artifacts.add("late")
    assert registry.artifact("late").id == "late"


def test_many_threads_get_one_session(tiny_artifacts) -> None:
    artifact, registry = tiny_artifacts.add(), tiny_artifacts.registry
    found, errors = [], []

    def work() -> None:
        try:
            session = registry.served(artifact).session
            found.append(session)
            for _ in range(100):
                np.testing.assert_array_equal(run(session), [[9, 12], [9, 12]])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len({id(session) for session in found}) == 1


def test_load_says_what_is_missing(tiny_artifacts) -> None:
    tiny_artifacts.add("tiny", task="unheard-of")
    with pytest.raises(ArtifactMissing, match="unheard-of"):
        core.runtime.load("tiny", tiny_artifacts.registry)
    with pytest.raises(ArtifactMissing, match="nowhere"):
        core.runtime.load("nowhere", tiny_artifacts.registry)


def test_the_folder_can_be_named_by_the_environment(tmp_path, monkeypatch, project) -> None:
    monkeypatch.delenv("UNROLLED_ARTIFACTS", raising=False)
    assert Registry().root == project / "artifacts"
    monkeypatch.setenv("UNROLLED_ARTIFACTS", str(tmp_path))
    assert Registry().root == tmp_path
