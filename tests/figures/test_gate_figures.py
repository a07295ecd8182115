"""The figures of the gates, as data: bytes give the numbers back, rows have an order."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from core.figures.gate_maps import LEVELS, ORDERS, gate_map, unit_order, values_of
from core.figures.gates import Line, lines_figure, moved_figure
from core.figures.gates_construction import STAGES, construction_figure
from core.figures.palette import DARK, LIGHT

T, H = 30, 12
SYMBOLS = {"forget": "f", "input": "i", "candidate": "g", "output": "o"}


@pytest.fixture(scope="module")
def tracks() -> dict[str, np.ndarray]:
    draw = np.random.default_rng(0)
    slow = np.cumsum(draw.normal(size=(T, 2)), axis=0)
    hidden = np.tanh(np.concatenate([slow[:, :1]] * 6 + [slow[:, 1:]] * 6, axis=1))
    hidden = (hidden + draw.normal(0, 0.02, (T, H))).astype(np.float32)
    return {
        "hidden": np.clip(hidden, -1, 1),
        "forget": draw.random((T, H)).astype(np.float32),
        "cell": (5 * hidden).astype(np.float32),
    }


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["forget", "hidden", "cell"])
def test_a_byte_gives_its_number_back(tracks, colours, name: str) -> None:
    order = unit_order(tracks, "stored")
    found = gate_map(name, tracks[name], order, colours)
    assert found.bytes.shape == (H, T) and found.bytes.max() <= LEVELS
    apart = np.abs(values_of(found).T - tracks[name])
    half_a_step = (found.high - found.low) / LEVELS / 2
    if name == "cell":  # small values are told more exactly than large ones
        assert apart[np.abs(tracks[name]) < 0.2].max() < half_a_step / 2
        half_a_step *= 2
    assert apart.max() <= half_a_step + 1e-6


def test_zero_has_a_byte_of_its_own_in_a_signed_track(tracks) -> None:
    found = gate_map("cell", np.zeros((3, H), np.float32), np.arange(H), LIGHT)
    assert set(found.bytes.ravel()) == {LEVELS // 2}
    assert tuple(found.table[LEVELS // 2]) == (0xF4, 0xF4, 0xF4)


def test_a_gate_goes_from_the_ground_to_its_own_colour() -> None:
    found = gate_map("forget", np.zeros((1, 1), np.float32), np.arange(1), LIGHT)
    ends = ["#" + "".join(f"{part:02x}" for part in found.table[place]) for place in (0, LEVELS)]
    assert ends == [LIGHT.surface, LIGHT.forget]


@pytest.mark.parametrize("way", ORDERS)
def test_each_unit_has_one_row(tracks, way: str) -> None:
    assert sorted(unit_order(tracks, way)) == list(range(H))
    assert sorted(unit_order({"hidden": tracks["hidden"]}, way)) == list(range(H))


def test_orders_mean_what_they_say(tracks) -> None:
    means = tracks["forget"].mean(axis=0)[unit_order(tracks, "kept")]
    assert (np.diff(means) <= 0).all()
    sizes = np.abs(tracks["hidden"]).mean(axis=0)[unit_order(tracks, "active")]
    assert (np.diff(sizes) <= 0).all()
    groups = [int(unit) // 6 for unit in unit_order(tracks, "alike")]
    assert sum(a != b for a, b in pairwise(groups)) == 1


def test_a_text_of_one_letter_and_still_units_is_ordered_too() -> None:
    still = {"hidden": np.zeros((1, H), np.float32)}
    for way in ORDERS:
        assert sorted(unit_order(still, way)) == list(range(H))


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_time_runs_in_the_direction_of_the_text(direction: str) -> None:
    bits = np.array([0.5, 2.0, 1.0])
    moved = moved_figure(
        ["a", "<", "c"], bits, LIGHT, axis="bits", along="text", mean_label="mean", place=1,
        direction=direction,
    )  # fmt: skip
    lines = lines_figure(
        ["a", "b", "c"], [Line("C", bits, LIGHT.state)], LIGHT, axis="y", along="text",
        direction=direction,
    )  # fmt: skip
    for figure in (moved, lines):
        low, high = figure.layout.xaxis.range
        assert (low > high) == (direction == "rtl")
    assert list(moved.data[0].y) == [0.5, 2.0, 1.0]
    assert moved.data[1].y[0] == 2.0 and moved.data[1].x[0] == 2
    assert "&lt;" in moved.layout.xaxis.ticktext


def test_a_short_text_is_spelled_a_longer_one_in_words_a_long_one_numbered() -> None:
    texts = {
        "a river": ["a", "·", "r", "i", "v", "e", "r"],
        "by·the·river·of·": ["by", "the", "river", "of"] * 3,
        "x": None,
    }
    for (text, spelled), times in zip(texts.items(), (1, 3, 500), strict=True):
        letters = [*text.replace(" ", "·")] * times
        line = Line("C", np.zeros(len(letters)), LIGHT.state)
        axis = lines_figure(letters, [line], LIGHT, axis="y", along="text").layout.xaxis
        assert (axis.ticktext and list(axis.ticktext)) == spelled
        if times == 3:
            assert list(axis.tickvals)[:3] == [1, 4, 8]


def signs(stage: int) -> list[str]:
    figure = construction_figure(stage, LIGHT, symbols=SYMBOLS, values={"forget": "0.98"})
    return [annotation.text for annotation in figure.layout.annotations if annotation.text]


def test_each_stage_adds_its_part() -> None:
    # what stands in the drawing: × signs, + signs, σ boxes
    counts = [
        tuple(sum(text == f"<b>{sign}</b>" for text in signs(stage)) for sign in "×+σ")
        for stage in range(1, STAGES + 1)
    ]
    assert counts == [(0, 0, 0), (0, 1, 0), (1, 1, 1), (2, 1, 2), (3, 1, 3)]
    assert "<b>f</b> 0.98" in signs(3) and "<b>f</b> 0.98" not in signs(2)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_gates_wear_their_colours_in_the_drawing(colours) -> None:
    figure = construction_figure(5, colours, symbols=SYMBOLS, values={})
    fills = {shape.fillcolor for shape in figure.layout.shapes if shape.type == "rect"}
    assert {colours.forget, colours.input_gate, colours.candidate, colours.output_gate} <= fills
