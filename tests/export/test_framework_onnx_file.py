"""What a published ONNX file looks like."""

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import helper, numpy_helper

from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from export.manifest_entry import machine_paths
from export.onnx_file import finish, store_float16, tensor_specs
from tests.support.tiny_artifacts import linear_graph

WEIGHTS = np.random.default_rng(0).normal(size=(64, 32)).astype(np.float32)


def noisy_graph() -> onnx.ModelProto:
    """A graph as the exporter leaves it: a trace in each node, and the example's lengths."""
    model = linear_graph(WEIGHTS)
    model.doc_string = "/home/somebody/project/model.py"
    model.metadata_props.add(key="torch", value="/home/somebody")
    node = model.graph.node[0]
    node.doc_string = "File /home/somebody/project/model.py, line 3"
    node.metadata_props.add(key="pkg.torch.onnx.stack_trace", value="/home/somebody/model.py")
    model.graph.value_info.append(helper.make_tensor_value_info("y", 1, [7, 32]))
    model.graph.output[0].type.tensor_type.shape.dim[0].Clear()
    model.graph.output[0].type.tensor_type.shape.dim[0].dim_value = 7
    return model


def test_traces_and_frozen_lengths_are_taken_away(tmp_path) -> None:
    path = finish(noisy_graph(), tmp_path / "a.onnx", outputs={"y": ["B", 32]})
    content = path.read_bytes()
    assert b"somebody" not in content
    assert machine_paths(content) == []
    model = onnx.load(str(path))
    assert model.ir_version == 10
    assert [entry.version for entry in model.opset_import] == [20]
    inputs, outputs = tensor_specs(path)
    assert inputs["x"].shape == ["B", 64]
    assert (outputs["y"].dtype, outputs["y"].shape) == ("float32", ["B", 32])
    assert not model.graph.value_info


def test_what_it_computes_stays_and_no_warning_is_logged(tmp_path, capfd) -> None:
    path = finish(noisy_graph(), tmp_path / "a.onnx", outputs={"y": ["B", 32]})
    options = ort.SessionOptions()
    options.log_severity_level = 2
    session = ort.InferenceSession(str(path), options, providers=[CPU])
    for batch in (1, 2, 5):
        x = np.random.default_rng(batch).normal(size=(batch, 64)).astype(np.float32)
        np.testing.assert_allclose(
            session.run(None, {"x": x})[0], x @ WEIGHTS, rtol=1e-5, atol=1e-5
        )
    assert capfd.readouterr().err == ""


def test_the_bytes_depend_on_the_graph_alone(tmp_path) -> None:
    one = finish(noisy_graph(), tmp_path / "one.onnx", outputs={"y": ["B", 32]})
    two = finish(one, tmp_path / "two.onnx")
    assert one.read_bytes() == two.read_bytes()


def test_a_subgraph_is_cleaned_too(tmp_path) -> None:
    inner = helper.make_node("Identity", ["x"], ["inner"], doc_string="/home/somebody/inner.py")
    branch = helper.make_graph(
        [inner], "branch", [], [helper.make_tensor_value_info("inner", 1, ["B"])]
    )
    branch.doc_string = "/home/somebody"
    graph = helper.make_graph(
        [helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)],
        "outer",
        [helper.make_tensor_value_info("c", 9, []), helper.make_tensor_value_info("x", 1, ["B"])],
        [helper.make_tensor_value_info("y", 1, ["B"])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    assert b"somebody" not in finish(model, tmp_path / "a.onnx").read_bytes()


def test_another_opset_and_an_unknown_output_are_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="no 'z'"):
        finish(linear_graph(WEIGHTS), tmp_path / "a.onnx", outputs={"z": ["B"]})
    model = linear_graph(WEIGHTS)
    model.opset_import[0].version = 21
    with pytest.raises(ValueError, match="opset"):
        finish(model, tmp_path / "a.onnx")


def test_float16_is_storage_and_arithmetic_stays_float32(tmp_path) -> None:
    full = finish(linear_graph(WEIGHTS), tmp_path / "full.onnx")
    half = finish(store_float16(onnx.load(str(full))), tmp_path / "half.onnx")
    assert half.stat().st_size < 0.6 * full.stat().st_size
    x = np.ones((3, 64), np.float32)
    expected = x @ WEIGHTS.astype(np.float16).astype(np.float32)
    got = open_session(half, [CPU]).run(None, {"x": x})[0]
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


def test_float16_leaves_small_weights_and_refuses_large_numbers() -> None:
    kept = store_float16(linear_graph(np.ones((3, 2), np.float32)))
    assert numpy_helper.to_array(kept.graph.initializer[0]).dtype == np.float32
    with pytest.raises(ValueError, match="float16"):
        store_float16(linear_graph(np.full((64, 32), 1e6, np.float32)))
