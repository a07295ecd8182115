"""The step in NumPy against PyTorch's cells, and against the graphs of small character models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.runtime import Registry, load
from core.runtime.recurrent_step import (
    STEPS,
    before,
    by_hand,
    carried,
    cell_parameters,
    cho_candidate,
    kl_bits,
    sums,
)
from core.runtime.tasks.character_model.results import GATES, Hold, Weights
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import add_cells, add_english_verse

E, H, T = 5, 7, 9
MODULES = {"SimpleRNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}
TEXT = "The river runs below the hill,\nAnd all the evening air is still,\n"


def module_and_weights(cell: str) -> tuple[torch.nn.Module, Weights]:
    """A PyTorch cell with random weights, and the same as the runtime holds them."""
    torch.manual_seed(3)
    module = MODULES[cell](E, H, batch_first=True)
    found = {name: value.detach().numpy() for name, value in module.named_parameters()}
    b, inner, u = found["bias_ih_l0"].copy(), found["bias_hh_l0"], np.zeros(H, np.float32)
    if cell == "GRU":
        b[: 2 * H] += inner[: 2 * H]
        u = inner[2 * H :]
    else:
        b += inner
    none = np.zeros((3, H), np.float32)
    weights = Weights(
        found["weight_ih_l0"], found["weight_hh_l0"], b, u, none, none[:, :E], none[:, 0]
    )
    return module, weights


@pytest.mark.parametrize("cell", MODULES)
def test_step_after_step_is_what_pytorch_computes(cell: str) -> None:
    module, weights = module_and_weights(cell)
    x = torch.randn(1, T, E)
    with torch.no_grad():
        wanted, last = module(x)
    states = [np.zeros(H, np.float32)] * (2 if cell == "LSTM" else 1)
    for t in range(T):
        tracks = STEPS[cell](weights, x[0, t].numpy(), *states)
        states = [tracks["hidden"], tracks["cell"]] if cell == "LSTM" else [tracks["hidden"]]
        np.testing.assert_allclose(states[0], wanted[0, t].numpy(), atol=5e-7)
    if cell == "LSTM":
        np.testing.assert_allclose(states[1], last[1][0, 0].numpy(), atol=5e-7)


@pytest.mark.parametrize("cell", MODULES)
def test_parameters_are_pytorchs_without_the_second_bias(cell: str) -> None:
    module, _ = module_and_weights(cell)
    counted = sum(value.numel() for value in module.parameters())
    doubled = len(GATES[cell]) * H - (H if cell == "GRU" else 0)
    assert cell_parameters(cell, E, H) == counted - doubled


def test_the_parts_of_a_gate_add_up_to_the_gate() -> None:
    _, weights = module_and_weights("LSTM")
    draw = np.random.default_rng(0)
    x, h, C = (draw.normal(size=n).astype(np.float32) for n in (E, H, H))
    tracks = STEPS["LSTM"](weights, x, h, C)
    for gate, parts in sums(weights, "LSTM", x, h).items():
        function = np.tanh if gate == "candidate" else lambda a: 1 / (1 + np.exp(-a))
        np.testing.assert_allclose(function(sum(parts)), tracks[gate], atol=1e-6)


def test_chos_candidate_differs_only_where_the_reset_gate_is_not_one() -> None:
    _, weights = module_and_weights("GRU")
    draw = np.random.default_rng(1)
    x, h = draw.normal(size=E).astype(np.float32), draw.normal(size=H).astype(np.float32)
    pytorch = STEPS["GRU"](weights, x, h)
    assert (
        np.abs(cho_candidate(weights, x, h, pytorch["reset"]) - pytorch["candidate"]).max() > 0.01
    )
    wx, uh, b = sums(weights, "GRU", x, h)["candidate"]
    open_gate = cho_candidate(weights, x, h, np.ones(H, np.float32))
    np.testing.assert_allclose(open_gate, np.tanh(wx + uh + b), atol=1e-6)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    root: Path = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_cells(tiny)
    add_english_verse(tiny)
    return Registry(root)


@pytest.mark.parametrize("name", ["cells-rnn", "cells-gru", "cells-lstm", "english-verse"])
def test_by_hand_is_what_the_graph_computes(models: Registry, name: str) -> None:
    model = load(name, models)
    trace = model.trace(TEXT)
    found = by_hand(model.shape.cell, model.weights(), trace)
    assert set(found) == {*model.shape.tracks, "log_probs"}
    for track, values in found.items():
        graph = trace.log_probs if track == "log_probs" else trace.tracks[track]
        assert values.shape == graph.shape
        assert np.abs(values - graph).max() < 2e-5, track


def test_nothing_moves_without_a_hold_and_something_with_one(models: Registry) -> None:
    model = load("cells-lstm", models)
    plain = model.trace(TEXT)
    assert kl_bits(plain.log_probs, model.trace(TEXT).log_probs).max() == 0
    held = kl_bits(plain.log_probs, model.trace(TEXT, holds=(Hold("hidden", 0.0),)).log_probs)
    assert held.shape == (len(TEXT),)
    assert held.min() >= 0 and held.mean() > 0.1


def test_closed_input_gates_and_closed_output_gates_are_the_same(models: Registry) -> None:
    model = load("cells-lstm", models)
    shut = [model.trace(TEXT, holds=(Hold(gate, 0.0),)).log_probs for gate in ("input", "output")]
    np.testing.assert_allclose(shut[0], shut[1], atol=1e-6)


def test_kl_is_counted_in_bits() -> None:
    p, q = np.log(np.array([[0.5, 0.5]])), np.log(np.array([[0.25, 0.75]]))
    assert kl_bits(p, q)[0] == pytest.approx(0.5 * 1 + 0.5 * np.log2(0.5 / 0.75))


def test_a_track_is_carried_by_its_gates_and_pressed_by_a_sigmoid() -> None:
    ones, zeros = np.ones(20, np.float32), np.zeros(20, np.float32)
    assert set(carried(ones, zeros, zeros, 2.0)) == {2.0}
    ends = [carried(ones, zeros, zeros, start, squashed=True)[-1] for start in (2.0, -2.0)]
    assert ends == pytest.approx([0.659, 0.659], abs=1e-3)  # the fixed point of σ
    f, i, g = (np.array(values, np.float32) for values in ([1, 0.5], [1, 1], [0.5, 1.0]))
    assert carried(f, i, g) == pytest.approx([0.5, 1.25])


def test_before_is_the_track_one_step_late() -> None:
    track = np.arange(6, dtype=np.float32).reshape(3, 2)
    assert before(track).tolist() == [[0, 0], [0, 1], [2, 3]]
