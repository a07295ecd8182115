"""What the heat maps send to the browser, and what they believe of what comes back."""

from __future__ import annotations

import json
import struct
import zlib

import numpy as np
import pytest

from core.figures.gate_maps import gate_map
from core.figures.palette import LIGHT
from core.ui.gate_maps import _place, packed
from pages.gates.units import read_units, written


def test_a_packet_holds_head_tables_and_bytes() -> None:
    values = np.random.default_rng(0).random((4, 3)).astype(np.float32)
    maps = [gate_map(name, values, np.arange(3), LIGHT) for name in ("forget", "output")]
    packet = packed({"letters": ["ب\u200d", "<b>"]}, maps)
    (size,) = struct.unpack("<I", packet[:4])
    assert json.loads(packet[4 : 4 + size]) == {"letters": ["ب\u200d", "<b>"]}
    planes = np.frombuffer(zlib.decompress(packet[4 + size :]), np.uint8)
    assert len(planes) == 2 * (768 + 12)
    assert planes[768:780].tolist() == maps[0].bytes.ravel().tolist()


@pytest.mark.parametrize(
    "place",
    [None, "x", {}, {"step": 1}, {"step": 4, "unit": 0}, {"step": 0, "unit": 3},
     {"step": -1, "unit": 0}, {"step": "1", "unit": 0}, [1, 2]],
)  # fmt: skip
def test_a_place_outside_of_the_figure_is_none(place) -> None:
    assert _place(place, 4, 3) == (None, None)


def test_a_place_inside_is_taken() -> None:
    assert _place({"step": 3, "unit": 2}, 4, 3) == (3, 2)


@pytest.mark.parametrize(
    ("text", "units", "odd"),
    [
        ("", (), ()),
        ("3, 17", (3, 17), ()),
        ("40-42 , 3", (3, 40, 41, 42), ()),
        ("1 – 3", (1, 2, 3), ()),
        ("۳، ۱۷", (3, 17), ()),
        ("250-400", (250, 251, 252, 253, 254, 255), ("250-400",)),
        ("999", (), ("999",)),
        ("5-2", (), ("5-2",)),
        ("all 🙂 -1", (), ("all", "🙂", "-1")),
    ],
)
def test_units_are_read_from_lists_and_ranges(text, units, odd) -> None:
    assert read_units(text, 256) == (units, odd)


def test_units_are_written_as_they_are_read() -> None:
    assert read_units(written((3, 40, 41)), 256) == ((3, 40, 41), ())
