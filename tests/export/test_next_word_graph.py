"""The step graph against its module: batches, consecutive steps, and the weights back again."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from core.models.word_lstm import WordLSTM, WordLSTMConfig
from core.runtime.engine.sessions import session_options
from export.graphs.block_quantised_nodes import BlockQuantisedNodes, nearest
from export.graphs.next_word import state_dict_of, step_graph
from export.graphs.step_nodes import StepNodes
from export.onnx_file import store_float16

# Widths that are no multiple of a block, so that the padding is tried too.
CONFIG = WordLSTMConfig(cutoffs=(40, 90, 200), ranks=(48, 24, 16), hidden=40, layers=2)


@pytest.fixture(scope="module")
def module() -> WordLSTM:
    torch.manual_seed(0)
    return WordLSTM(CONFIG).eval()


def weights(module: WordLSTM) -> dict[str, np.ndarray]:
    return {name: weight.numpy() for name, weight in module.state_dict().items()}


def session(model: onnx.ModelProto) -> ort.InferenceSession:
    return ort.InferenceSession(
        model.SerializeToString(), session_options(), providers=["CPUExecutionProvider"]
    )


def largest_error(step: ort.InferenceSession, module: WordLSTM, batch: int) -> float:
    """Over four consecutive steps that cross all clusters, each side with its own state."""
    draw = np.random.default_rng(batch)
    h, c = module.zero_state(batch)
    own_h, own_c = h.numpy(), c.numpy()
    worst = 0.0
    for ids in ([2, 41, 92, 199], [89, 90, 39, 40], [0, 1, 150, 60], [2, 2, 120, 3]):
        word = draw.permutation(np.resize(np.array(ids), batch))
        with torch.no_grad():
            wanted, h, c = module(torch.from_numpy(word), h, c)
        got, own_h, own_c = step.run(
            ["log_probs", "h_next", "c_next"], {"word": word, "h": own_h, "c": own_c}
        )
        for a, b in ((got, wanted), (own_h, h), (own_c, c)):
            assert a.shape == tuple(b.shape)
            worst = max(worst, float(np.abs(a - b.numpy()).max()))
    return worst


@pytest.mark.parametrize("batch", [1, 2, 3, 8])
def test_float_graph_is_the_module(module: WordLSTM, batch: int) -> None:
    model = step_graph(weights(module), CONFIG, StepNodes())
    onnx.checker.check_model(model)
    assert largest_error(session(model), module, batch) < 1e-5


def test_log_probabilities_sum_to_one(module: WordLSTM) -> None:
    step = session(step_graph(weights(module), CONFIG, BlockQuantisedNodes(8)))
    zero = np.zeros((2, 3, 40), np.float32)
    (log_probs,) = step.run(["log_probs"], {"word": np.array([2, 50, 199]), "h": zero, "c": zero})
    assert np.exp(log_probs).sum(1) == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize(("bits", "limit"), [(8, 0.05), (4, 0.7)])
def test_small_graph_is_near_the_module(
    module: WordLSTM, bits: int, limit: float, batch: int
) -> None:
    model = step_graph(weights(module), CONFIG, BlockQuantisedNodes(bits, 16))
    assert 1e-6 < largest_error(session(model), module, batch) < limit


def test_a_row_of_the_small_graph_does_not_depend_on_its_batch(module: WordLSTM) -> None:
    step = session(step_graph(weights(module), CONFIG, BlockQuantisedNodes(8)))
    draw = np.random.default_rng(0)
    words = np.array([7, 45, 120, 199])
    h, c = draw.normal(size=(2, 2, 4, 40)).astype(np.float32)
    together = step.run(["log_probs"], {"word": words, "h": h, "c": c})[0]
    for row in range(4):
        one = slice(row, row + 1)
        alone = step.run(["log_probs"], {"word": words[one], "h": h[:, one], "c": c[:, one]})[0]
        assert np.abs(alone[0] - together[row]).max() < 1e-5


@pytest.mark.parametrize("narrow", [False, True])
def test_the_module_can_be_filled_from_the_float_graph(module: WordLSTM, narrow: bool) -> None:
    model = step_graph(weights(module), CONFIG, StepNodes())
    if narrow:
        model = store_float16(model, at_least=64)
    again = WordLSTM(CONFIG).eval()
    state = state_dict_of(model, CONFIG)
    again.load_state_dict({name: torch.from_numpy(np.array(w)) for name, w in state.items()})
    assert largest_error(session(model), again, 3) < 1e-5
    h, c = module.zero_state(1)
    with torch.no_grad():
        wanted, got = (net(torch.tensor([150]), h, c)[0] for net in (module, again))
    assert float((wanted - got).abs().max()) < (1e-2 if narrow else 1e-5)


def test_tied_weights_are_stored_once(module: WordLSTM) -> None:
    for nodes in (StepNodes(), BlockQuantisedNodes(8, 16)):
        model = step_graph(weights(module), CONFIG, nodes)
        sizes = [int(np.prod(t.dims)) for t in model.graph.initializer]
        parameters = sum(w.size for w in weights(module).values())
        assert sum(sizes) < 1.35 * parameters  # padding and scales, and no second embedding


@pytest.mark.parametrize("bits", [4, 8])
def test_nearest_levels_err_by_half_a_level(bits: int) -> None:
    weight = np.random.default_rng(0).normal(size=(9, 50)).astype(np.float32)
    blocks = nearest(weight, bits, 16)
    error = np.abs(blocks.values[:, :50] - weight)
    scale = np.repeat(np.abs(blocks.scales), 16, axis=1)[:, :50]
    # Beyond half a level lies only what the chosen scale clips, and that is rare.
    assert np.mean(error > 0.501 * scale) < 0.05
    assert np.sqrt(np.mean(error**2)) < {4: 0.09, 8: 0.006}[bits]


def test_zero_rows_stay_zero() -> None:
    assert not nearest(np.zeros((2, 32), np.float32), 8, 32).values.any()
