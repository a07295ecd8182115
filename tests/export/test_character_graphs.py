"""The graphs of a character model against its module, and held tracks against NumPy."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from core.models.character_rnn import CharacterRNN, CharacterRNNConfig
from core.runtime.engine.sessions import session_options
from core.runtime.tasks.character_model.results import GATES, TRACKS
from export.graphs.block_quantised_nodes import BlockQuantisedNodes
from export.graphs.character_model import (
    sequence_graph,
    small_step_graph,
    state_dict_of,
    step_graph,
)
from export.graphs.step_nodes import StepNodes

CELLS = ("SimpleRNN", "GRU", "LSTM")
V, E, H = 23, 20, 40  # no multiples of a block, so that the padding is tried too
PLAIN = {"ngrams": (), "conditions": ()}
FULL = {"ngrams": ((2, 101), (4, 211), (5, 331)), "conditions": ("one", "other")}
Arrays = list[np.ndarray]


def made(cell: str, **more: tuple) -> tuple[CharacterRNN, CharacterRNNConfig]:
    torch.manual_seed(3)
    config = CharacterRNNConfig(V, E, H, cell, **more)
    module = CharacterRNN(config).eval()
    with torch.no_grad():
        for weight in module.parameters():  # biases that are not zero, tables that are heard
            weight.add_(0.2 * torch.randn_like(weight))
    return module, config


def weights(module: CharacterRNN) -> dict[str, np.ndarray]:
    return {name: weight.numpy() for name, weight in module.state_dict().items()}


def session(model: onnx.ModelProto) -> ort.InferenceSession:
    onnx.checker.check_model(model)
    return ort.InferenceSession(
        model.SerializeToString(), session_options(), providers=["CPUExecutionProvider"]
    )


def drawn(config: CharacterRNNConfig, B: int, T: int) -> tuple[np.ndarray, np.ndarray, Arrays]:
    """Characters with their context, conditions, and states that are not zero."""
    draw = np.random.default_rng((B, T))
    characters = draw.integers(0, config.vocabulary, (B, config.context + T))
    condition = draw.integers(0, len(config.conditions) + 1, B)
    states = draw.normal(0, 0.5, (2 if config.cell == "LSTM" else 1, B, config.hidden))
    return characters, condition, list(states.astype(np.float32))


def fed(config: CharacterRNNConfig, characters, condition, states: Arrays, hold=None, held=None):
    nothing = np.zeros((len(TRACKS[config.cell]), config.hidden), np.float32)
    names = ["h", "c"][: len(states)]
    feed = {"characters": characters, "condition": condition, **dict(zip(names, states))}  # noqa: B905
    free = hold is None
    return feed | {"hold": nothing if free else hold, "held": nothing if free else held}


def wanted(
    module: CharacterRNN, characters, condition, states: Arrays
) -> tuple[np.ndarray, Arrays]:
    with torch.no_grad():
        logits, new = module(
            torch.from_numpy(characters),
            torch.from_numpy(condition),
            tuple(torch.from_numpy(state)[None] for state in states),
        )
    return logits.log_softmax(-1).numpy(), [part[0].numpy() for part in new]


def stepped(
    step: ort.InferenceSession, config: CharacterRNNConfig, characters, condition, states: Arrays
) -> tuple[np.ndarray, Arrays]:
    """The text character by character, each step with the states of the one before."""
    found, C = [], config.context
    for t in range(characters.shape[1] - C):
        names = ["h", "c"][: len(states)]
        feed = {"characters": characters[:, t : t + C + 1], "condition": condition}
        log_probs, *states = step.run(None, feed | dict(zip(names, states, strict=True)))
        found.append(log_probs)
    return np.stack(found, 1), states


@pytest.mark.parametrize("more", [PLAIN, FULL], ids=["plain", "full"])
@pytest.mark.parametrize("cell", CELLS)
def test_both_float_graphs_are_the_module(cell: str, more: dict) -> None:
    module, config = made(cell, **more)
    sequence = session(sequence_graph(weights(module), config))
    step = session(step_graph(weights(module), config, StepNodes()))
    outputs = ["log_probs", *(f"{name}_next" for name in ("h", "c")[: 1 + (cell == "LSTM")])]
    for B in (1, 3):
        for T in (1, 2, 17):
            inputs = drawn(config, B, T)
            log_probs, states = wanted(module, *inputs)
            by_text, *after_text = sequence.run(outputs, fed(config, *inputs))
            by_step, after_step = stepped(step, config, *inputs)
            for got in (by_text, by_step):
                assert got.shape == log_probs.shape
                assert np.abs(got - log_probs).max() < 1e-5
            for got in (after_text, after_step):
                assert np.abs(np.array(got) - np.array(states)).max() < 1e-5


@pytest.mark.parametrize("more", [PLAIN, FULL], ids=["plain", "full"])
@pytest.mark.parametrize("cell", CELLS)
def test_the_small_step_is_near_the_module_and_its_tables_are_small(cell: str, more: dict) -> None:
    module, config = made(cell, **more)
    model = small_step_graph(weights(module), config)
    inputs = drawn(config, 3, 17)
    got, _ = stepped(session(model), config, *inputs)
    assert 1e-6 < np.abs(got - wanted(module, *inputs)[0]).max() < 0.1
    assert np.exp(got).sum(-1) == pytest.approx(np.ones((3, 17)), abs=1e-5)
    kinds = [node.op_type for node in model.graph.node]
    assert "GatherBlockQuantized" in kinds and "Gemm" not in kinds
    large = [t for t in model.graph.initializer if int(np.prod(t.dims)) >= 1000]
    assert large and all(
        t.data_type == onnx.TensorProto.UINT8 for t in large if "scales" not in t.name
    )


def test_a_row_of_the_small_step_does_not_depend_on_its_batch() -> None:
    module, config = made("LSTM", **FULL)
    step = session(small_step_graph(weights(module), config))
    characters, condition, states = drawn(config, 4, 5)
    together, _ = stepped(step, config, characters, condition, states)
    for row in range(4):
        one = slice(row, row + 1)
        alone, _ = stepped(
            step, config, characters[one], condition[one], [state[one] for state in states]
        )
        assert np.abs(alone[0] - together[row]).max() < 1e-5


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def by_hand(
    config: CharacterRNNConfig, w: dict[str, np.ndarray], x: np.ndarray, states: Arrays, holds: dict
) -> dict[str, np.ndarray]:
    """Every track [B, T, H] from x [B, T, E] and the equations of `Weights`, in NumPy float64."""
    W, U, b, u = (w[name].astype(np.float64) for name in "WUbu")
    h, c = states[0], states[-1]
    kept: dict[str, list[np.ndarray]] = {track: [] for track in TRACKS[config.cell]}

    def keep(track: str, value: np.ndarray) -> np.ndarray:
        mask, held = holds.get(track, (np.zeros(config.hidden), np.zeros(config.hidden)))
        kept[track].append(np.where(mask > 0, held, value))
        return kept[track][-1]

    for t in range(x.shape[1]):
        read, past = x[:, t] @ W.T + b, h @ U.T
        if config.cell == "SimpleRNN":
            h = keep("hidden", np.tanh(read + past))
        elif config.cell == "LSTM":
            i, f, g, o = np.split(read + past, 4, axis=1)
            i, f = keep("input", sigmoid(i)), keep("forget", sigmoid(f))
            g, o = keep("candidate", np.tanh(g)), keep("output", sigmoid(o))
            c = keep("cell", f * c + i * g)
            h = keep("hidden", o * np.tanh(c))
        else:
            (r, z, n), (pr, pz, pn) = np.split(read, 3, axis=1), np.split(past, 3, axis=1)
            r, z = keep("reset", sigmoid(r + pr)), keep("update", sigmoid(z + pz))
            n = keep("candidate", np.tanh(n + r * (pn + u)))
            h = keep("hidden", (1 - z) * n + z * h)
    return {track: np.stack(values, 1) for track, values in kept.items()}


@pytest.mark.parametrize(
    ("cell", "held_track"),
    [(cell, track) for cell in CELLS for track in (None, "all", *TRACKS[cell])],
)
def test_tracks_and_held_tracks_are_those_of_numpy(cell: str, held_track: str | None) -> None:
    tracks = TRACKS[cell]
    module, config = made(cell, **FULL)
    graph = session(sequence_graph(weights(module), config))
    inputs = drawn(config, 2, 9)
    draw = np.random.default_rng(5)
    hold, held = np.zeros((2, len(tracks), H), np.float32)
    for place, track in enumerate(tracks):
        if held_track in ("all", track):
            hold[place] = draw.random(H) < 0.4
            held[place] = draw.random(H)  # also where it is not held, to no effect
    names = ["log_probs", "x", *tracks, *"WUbuVSd"]
    found = dict(zip(names, graph.run(names, fed(config, *inputs, hold, held)), strict=True))
    holds = {track: (hold[i], held[i]) for i, track in enumerate(tracks)}
    expected = by_hand(config, found, found["x"], inputs[2], holds)
    for track in tracks:
        assert np.abs(found[track] - expected[track]).max() < 1e-5, track
    logits = expected["hidden"] @ found["V"].T + found["x"] @ found["S"].T + found["d"]
    log_probs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    assert np.abs(found["log_probs"] - log_probs).max() < 1e-5
    free = graph.run(["log_probs"], fed(config, *inputs))[0]
    moved = np.abs(free - found["log_probs"]).max()
    assert moved > 1e-2 if held_track else moved == 0


@pytest.mark.parametrize("cell", CELLS)
def test_weights_alone_can_be_fetched_and_have_their_shapes(cell: str) -> None:
    module, config = made(cell, **PLAIN)
    graph = session(sequence_graph(weights(module), config))
    options = ort.RunOptions()
    options.only_execute_path_to_fetches = True
    W, U, b, u, out, S, d = graph.run(list("WUbuVSd"), fed(config, *drawn(config, 1, 1)), options)
    G = len(GATES[cell])
    assert [a.shape for a in (W, U, b, u)] == [(G * H, E), (G * H, H), (G * H,), (H,)]
    assert [a.shape for a in (out, S, d)] == [(V, H), (V, E), (V,)]
    assert not S.any()
    state = weights(module)
    assert np.array_equal(W, state["cell.weight_ih_l0"])
    assert np.array_equal(U, state["cell.weight_hh_l0"])
    assert np.array_equal(out, state["predict.weight"])
    assert u.any() == (cell == "GRU")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("more", [PLAIN, FULL], ids=["plain", "full"])
@pytest.mark.parametrize("cell", CELLS)
def test_the_module_can_be_filled_from_the_sequence_graph(
    cell: str, more: dict, narrow: bool
) -> None:
    module, config = made(cell, **more)
    model = sequence_graph(weights(module), config, narrow=narrow)
    again = CharacterRNN(config).eval()
    state = state_dict_of(model, config)
    again.load_state_dict({name: torch.from_numpy(np.array(w)) for name, w in state.items()})
    inputs = drawn(config, 2, 7)
    got = session(model).run(["log_probs"], fed(config, *inputs))[0]
    assert np.abs(got - wanted(again, *inputs)[0]).max() < 1e-5
    assert np.abs(got - wanted(module, *inputs)[0]).max() < (3e-2 if narrow else 1e-5)
    if narrow:
        large = [t for t in model.graph.initializer if int(np.prod(t.dims)) >= 1024]
        assert large and all(t.data_type == onnx.TensorProto.FLOAT16 for t in large)


def test_numbers_of_ngrams_wrap_where_64_bits_end_as_in_the_module() -> None:
    config = CharacterRNNConfig(1000, 8, 12, "GRU", ((7, 97), (8, 101)))
    torch.manual_seed(0)
    module = CharacterRNN(config).eval()
    inputs = drawn(config, 2, 5)
    sequence = session(sequence_graph(weights(module), config))
    step = session(step_graph(weights(module), config, StepNodes()))
    expected = wanted(module, *inputs)[0]
    got = sequence.run(["log_probs"], fed(config, *inputs))[0]
    assert np.abs(got - expected).max() < 1e-5
    assert np.abs(stepped(step, config, *inputs)[0] - expected).max() < 1e-5


def test_narrower_weights_make_a_worse_step() -> None:
    """What the writer of a product decides is really what runs."""
    module, config = made("LSTM", **FULL)
    inputs = drawn(config, 2, 9)
    expected = wanted(module, *inputs)[0]

    def error(nodes: StepNodes) -> float:
        got, _ = stepped(session(step_graph(weights(module), config, nodes)), config, *inputs)
        return float(np.abs(got - expected).max())

    eight, four = error(BlockQuantisedNodes(8, 16)), error(BlockQuantisedNodes(4, 16))
    assert 1e-5 < eight < four
