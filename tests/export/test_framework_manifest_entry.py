"""Writing the manifest: nothing lost, nothing half written, nothing that tells on the machine."""

import json
import threading

import pytest

from core.runtime import Registry
from export.manifest_entry import machine_paths, register


def test_an_entry_takes_the_place_of_its_older_self(tiny_artifacts) -> None:
    tiny_artifacts.add("one", title="first")
    tiny_artifacts.add("two")
    tiny_artifacts.add("one", title="second")
    titles = {artifact.id: artifact.title for artifact in tiny_artifacts.registry.artifacts()}
    assert titles == {"one": "second", "two": "two"}


def test_exports_at_the_same_time_lose_nothing(tiny_artifacts) -> None:
    errors = []

    def work(number: int) -> None:
        try:
            tiny_artifacts.add(f"model-{number}")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(Registry(tiny_artifacts.root).artifacts()) == 12


def test_the_same_artifacts_are_the_same_bytes(tiny_artifacts) -> None:
    tiny_artifacts.add("one")
    artifact = tiny_artifacts.add("two")
    before = (tiny_artifacts.root / "manifest.json").read_bytes()
    register(artifact, tiny_artifacts.root)
    assert (tiny_artifacts.root / "manifest.json").read_bytes() == before


def test_files_that_are_not_as_described_are_refused(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add(files={"a.json": b"{}"})
    tiny_artifacts.damage("tiny", "a.json")
    with pytest.raises(ValueError, match=r"a\.json"):
        register(artifact, tiny_artifacts.root)
    (tiny_artifacts.root / "tiny" / "a.json").unlink()
    with pytest.raises(ValueError, match="not in its folder"):
        register(artifact, tiny_artifacts.root)


def test_paths_of_the_build_machine_are_refused(tiny_artifacts, project) -> None:
    with pytest.raises(ValueError, match="path of the machine"):
        tiny_artifacts.add(files={"config.json": b'{"run": "/home/somebody/runs"}'})
    with pytest.raises(ValueError, match="path of the machine"):
        tiny_artifacts.add("other", notes=f"made in {project}")
    assert machine_paths(b"lib/python3.11/site-packages/torch/nn") == ["site-packages/torch"]
    assert machine_paths(b"either/or, and/home") == []


def test_a_damaged_manifest_is_not_written_over(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add()
    path = tiny_artifacts.root / "manifest.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="repaired"):
        register(artifact, tiny_artifacts.root)
    assert path.read_text(encoding="utf-8") == "{"


def test_it_is_readable_json_with_a_version(tiny_artifacts) -> None:
    tiny_artifacts.add()
    document = json.loads((tiny_artifacts.root / "manifest.json").read_text(encoding="utf-8"))
    assert document["version"] == 1
    assert [entry["id"] for entry in document["artifacts"]] == ["tiny"]
