"""Traces and weights: the numbers inside, computed again in NumPy, and tracks held at will."""

from __future__ import annotations

import numpy as np
import pytest

from core.runtime import BadInput, load
from core.runtime.tasks.character_model import TRACKS, CharacterModel, Hold
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import (
    ENGLISH,
    add_cells,
    add_english_verse,
    add_persian_verse,
    add_wiki_markup,
)

IDS = ("cells-rnn", "cells-gru", "cells-lstm", "english-verse")
TEXT = "The river runs\nbelow the hill"


@pytest.fixture
def artifacts(tiny_artifacts: TinyArtifacts) -> TinyArtifacts:
    add_english_verse(tiny_artifacts)
    add_cells(tiny_artifacts)
    return tiny_artifacts


@pytest.fixture(params=IDS)
def model(request: pytest.FixtureRequest, artifacts: TinyArtifacts) -> CharacterModel:
    return load(request.param, artifacts.registry)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def one_step(model: CharacterModel, x: np.ndarray, h: np.ndarray, c: np.ndarray):
    """The step as a student would write it from `weights()`: every track [H] and the new h, c."""
    w = model.weights()
    read, past = w.W @ x + w.b, w.U @ h
    if model.shape.cell == "SimpleRNN":
        tracks = {"hidden": np.tanh(read + past)}
    elif model.shape.cell == "LSTM":
        i, f, g, o = np.split(read + past, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        tracks = {"input": i, "forget": f, "candidate": g, "output": o, "cell": c}
        tracks["hidden"] = o * np.tanh(c)
    else:
        (r, z, n), (pr, pz, pn) = np.split(read, 3), np.split(past, 3)
        r, z = sigmoid(r + pr), sigmoid(z + pz)
        n = np.tanh(n + r * (pn + w.u))
        tracks = {"reset": r, "update": z, "candidate": n, "hidden": (1 - z) * n + z * h}
    return tracks, tracks["hidden"], c


def test_every_step_can_be_computed_again_from_the_weights(model: CharacterModel) -> None:
    trace, w = model.trace(TEXT), model.weights()
    h = c = np.zeros(model.shape.hidden, np.float32)
    for t in range(len(trace.ids)):
        tracks, h, c = one_step(model, trace.x[t], h, c)
        assert tuple(tracks) == model.shape.tracks == tuple(trace.tracks)
        for name, values in tracks.items():
            assert np.abs(values - trace.tracks[name][t]).max() < 1e-5, (name, t)
        logits = w.V @ h + w.S @ trace.x[t] + w.d
        log_probs = logits - np.log(np.exp(logits).sum())
        assert np.abs(log_probs - trace.log_probs[t]).max() < 1e-5


def test_a_row_is_what_is_known_after_its_letter(model: CharacterModel) -> None:
    trace = model.trace(TEXT)
    assert "".join(trace.labels) == TEXT
    assert trace.x.shape == (len(TEXT), model.shape.width)
    assert trace.log_probs.shape == (len(TEXT), len(model.vocabulary))
    shorter = model.trace(TEXT[:10])
    for name in model.shape.tracks:
        assert np.abs(shorter.tracks[name] - trace.tracks[name][:10]).max() < 1e-6
    # The served graph, rounded and with a document's end before the text, says nearly the same.
    served = np.exp(model.log_probs(TEXT))
    assert np.abs(served - np.exp(trace.log_probs[-1])).max() < 0.1


def test_a_held_track_stands_still_and_moves_the_prediction(model: CharacterModel) -> None:
    free = model.trace(TEXT)
    for track in TRACKS[model.shape.cell]:
        some = model.trace(TEXT, holds=[Hold(track, 0.25, (3, 5))])
        assert (some.tracks[track][:, [3, 5]] == 0.25).all()
        others = np.delete(np.arange(model.shape.hidden), [3, 5])
        # What the first letter gives the other units does not come from the held ones.
        assert np.array_equal(some.tracks[track][0, others], free.tracks[track][0, others])
        every = model.trace(TEXT, holds=[Hold(track, 0.25)])
        assert (every.tracks[track] == 0.25).all()
        assert np.abs(every.log_probs - free.log_probs).max() > 1e-3
    with_none = model.trace(TEXT, holds=[])
    assert np.array_equal(with_none.log_probs, free.log_probs)


def test_a_closed_forget_gate_forgets(artifacts: TinyArtifacts) -> None:
    model = load("cells-lstm", artifacts.registry)
    trace = model.trace(TEXT, holds=[Hold("forget", 0.0)])
    expected = trace.tracks["input"] * trace.tracks["candidate"]
    assert np.abs(trace.tracks["cell"] - expected).max() < 1e-6
    kept = model.trace(TEXT, holds=[Hold("forget", 1.0), Hold("input", 0.0)])
    assert not kept.tracks["cell"].any()  # nothing is written, and nothing was there


def test_later_holds_win_where_two_hold_the_same_unit(artifacts: TinyArtifacts) -> None:
    model = load("cells-gru", artifacts.registry)
    trace = model.trace("The", holds=[Hold("update", 0.1), Hold("update", 0.9, (2,))])
    assert np.allclose(trace.tracks["update"][:, 2], 0.9)
    assert np.allclose(trace.tracks["update"][:, 3], 0.1)


@pytest.mark.parametrize(
    "hold",
    [
        Hold("memory", 0.0),
        Hold("hidden", 0.0, (999,)),
        Hold("hidden", 0.0, (-1,)),
        Hold("hidden", float("nan")),
        Hold("hidden", float("inf")),
    ],
)
def test_what_cannot_be_held_is_said(model: CharacterModel, hold: Hold) -> None:
    with pytest.raises(BadInput):
        model.trace("a", holds=[hold])


def test_a_trace_of_nothing_and_of_too_much(model: CharacterModel) -> None:
    nothing = model.trace("")
    assert nothing.ids == () and nothing.x.shape == (0, model.shape.width)
    assert set(nothing.tracks) == set(model.shape.tracks)
    assert model.trace("🙂").log_probs.shape == (0, len(model.vocabulary))
    long = model.trace(ENGLISH * 30)
    assert len(long.ids) == 1_000
    assert len(model.trace(ENGLISH, most=50).ids) == 50
    assert len(model.trace(ENGLISH * 30, most=10**9).ids) == 1_000


def test_a_trace_of_bytes_is_bounded_by_its_ids(tiny_artifacts: TinyArtifacts) -> None:
    add_wiki_markup(tiny_artifacts)
    model = load("wiki-markup", tiny_artifacts.registry)
    trace = model.trace("🙂" * 600)
    assert len(trace.ids) == 1_000
    assert trace.labels[-4:] == ("<f0>", "<9f>", "<99>", "<82>")


def test_a_trace_hears_the_poet(tiny_artifacts: TinyArtifacts) -> None:
    add_persian_verse(tiny_artifacts)
    model = load("persian-verse", tiny_artifacts.registry)
    nobody, saadi = model.trace("بنام خداوند"), model.trace("بنام خداوند", "saadi")
    assert not np.allclose(nobody.x, saadi.x)
    assert np.abs((saadi.x - nobody.x) - (saadi.x - nobody.x)[0]).max() < 1e-6  # one vector more
    with pytest.raises(BadInput):
        model.trace("بنام", "nobody")


def test_weights_are_read_once_and_only_read(model: CharacterModel) -> None:
    weights = model.weights()
    assert model.weights() is weights
    with pytest.raises(ValueError):
        weights.W[0, 0] = 1
    assert weights.S.any() == bool(model.shape.ngrams)
