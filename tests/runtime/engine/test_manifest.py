"""The manifest's form: what is read back, and that no content of the file can do harm."""

import contextlib
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runtime import Registry, UnrolledError
from core.runtime.engine.manifest import Artifact, Manifest, read_manifest

ENTRY = {
    "id": "next-word",
    "task": "next-word",
    "title": "Next word",
    "language": "en",
    "licence": "Apache-2.0",
    "files": {"step.onnx": {"sha256": "0" * 64, "bytes": 3}},
    "graphs": {
        "step": {
            "file": "step.onnx",
            "precision": "int8",
            "inputs": {"word": {"dtype": "int64", "shape": ["B"]}},
            "outputs": {"log_probs": {"dtype": "float32", "shape": ["B", 100]}},
            "parity": 1e-7,
        }
    },
    "serve": {"cpu": "step"},
    "scores": {"perplexity": {"value": 90.5, "split": "test", "higher_is_better": False}},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def paths(value, here=()):
    """Every place in a nested document."""
    yield here
    children = value.items() if isinstance(value, dict) else []
    for key, child in children:
        yield from paths(child, (*here, key))


def test_an_entry_comes_back_as_it_went() -> None:
    artifact = Artifact.model_validate(ENTRY)
    again = Manifest.model_validate_json(Manifest(artifacts=[artifact]).model_dump_json())
    assert again.artifacts == [artifact]
    assert artifact.bytes == 3
    assert artifact.graphs["step"].outputs["log_probs"].shape == ["B", 100]


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_can_make_reading_fail(tmp_path, content) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    assert read_manifest(tmp_path / "manifest.json").manifest.artifacts == []


@given(st.sampled_from(list(paths(ENTRY))[1:]), json_values)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_one_field_becomes_the_other_artifact_is_there(tmp_path, place, value) -> None:
    broken = json.loads(json.dumps(ENTRY))
    inner = broken
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    sound = ENTRY | {"id": "sound-one"}
    document = {"version": 1, "artifacts": [broken, sound]}
    (tmp_path / "manifest.json").write_text(json.dumps(document))
    registry = Registry(tmp_path)
    assert registry.artifact("sound-one").title == "Next word"
    with contextlib.suppress(UnrolledError):  # anything else would be a fault
        registry.served(registry.artifact("next-word"))


def test_a_deeply_nested_file_is_unreadable_and_no_crash(tmp_path) -> None:
    (tmp_path / "manifest.json").write_text("[" * 100_000)
    assert read_manifest(tmp_path / "manifest.json").unreadable
