"""The palette: readable on its background, and distinguishable for every kind of sight."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from core.figures.palette import DARK, LIGHT, Palette, ink_on, palette

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
GATES = ("input", "state", "forget", "input_gate", "candidate", "output_gate")
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted((linear(one) @ weights, linear(other) @ weights))
    return float((high + 0.05) / (low + 0.05))


def oklab(colour: str, sight: np.ndarray) -> np.ndarray:
    seen = np.clip(sight @ linear(colour), 0, 1)
    lms = np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]
    )  # fmt: skip
    lab = np.array(
        [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]
    )  # fmt: skip
    return np.asarray(lab @ np.cbrt(lms @ seen))


@BOTH
def test_every_colour_stands_out_from_the_background(colours: Palette) -> None:
    for name, colour in (colours.meanings() | colours.families()).items():
        assert contrast(colour, colours.background) >= 3, name
    assert contrast(colours.text, colours.background) >= 7
    assert contrast(colours.muted, colours.background) >= 4.5


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_stay_apart_for_every_sight(colours: Palette, sight: str) -> None:
    seen = {
        name: oklab(colour, SIGHTS[sight])
        for name, colour in (colours.meanings() | colours.families()).items()
    }
    gates = [colours.meanings()[name] for name in GATES]
    assert len(set(gates)) == len(GATES)
    for group, least in ((GATES, 0.10), (colours.meanings(), 0.08), (colours.families(), 0.11)):
        for one, other in combinations(group, 2):
            apart = float(np.linalg.norm(seen[one] - seen[other]))
            assert apart >= least, f"{one} and {other}: {apart:.3f}"


@BOTH
def test_scales_run_evenly_in_lightness(colours: Palette) -> None:
    steps = [oklab(colours.along(x), SIGHTS["normal"])[0] for x in np.linspace(0, 1, 11)]
    assert all(np.diff(steps) < 0) if colours is LIGHT else all(np.diff(steps) > 0)
    ends = [oklab(colours.along(x, signed=True), SIGHTS["normal"]) for x in (-1, 0, 1)]
    middle = contrast(colours.along(0, signed=True), colours.background)
    assert middle < 1.3
    assert np.linalg.norm(ends[0] - ends[2]) > 0.15


def test_the_scales_hold_at_and_beyond_their_ends() -> None:
    assert LIGHT.along(-5) == LIGHT.along(0) == LIGHT.sequential[0][1]
    assert LIGHT.along(7) == LIGHT.sequential[-1][1]
    assert LIGHT.along(-9, signed=True) == LIGHT.diverging[0][1]


@pytest.mark.parametrize("value", [0.0, 0.2, 0.5, 0.8, 1.0])
@BOTH
def test_ink_is_readable_on_every_tint(colours: Palette, value: float) -> None:
    for signed in (False, True):
        tint = colours.along(value, signed=signed)
        assert contrast(ink_on(tint), tint) >= 4.5


def test_the_mode_chooses_the_palette() -> None:
    assert palette("dark") is DARK
    assert palette("light") is palette(None) is LIGHT
