"""units.json: which units of a character model track what, on text it never saw.

Every unit is correlated with every property of `core.text.letter_properties` on the first half of
the text; the best are checked on the second. Beside them stand the luckiest unit with shifted
labels and what the last three letters alone foretell. The best unit of each property is then held
at zero and at its mean, beside units drawn at random. The form is `core.runtime.unit_findings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runtime.tasks.character_model import CharacterModel
from core.runtime.unit_findings import (
    Finding,
    Floats,
    TrackedBy,
    Units,
    area_under_curve,
    correlations,
    standardised,
)
from core.text.letter_properties import OF_CORPUS, PROPERTIES, measure
from export.characters.extras import corpus_of, opened
from export.characters.held_out import beginning, held_out_text
from export.characters.unit_states import Rows, StateReader
from export.characters.units_off import Off, short

NAME = "units.json"
SEED = 4
CHARACTERS = 80_000
ROWS = 20
SHIFTS = 20
BEST = 5
PLACES, APART = 20, 40  # of a unit's extremes, and how far from one another at least
BLOCK = 64  # units at a time, as float32

States = dict[str, NDArray[np.float16]]  # by track: [T, H]


def write(model_id: str, out: Path) -> None:
    corpus = corpus_of(model_id)
    found = find_units(opened(out), held_out_text(corpus, CHARACTERS), OF_CORPUS[corpus])
    (out / NAME).write_text(found.to_json() + "\n", encoding="utf-8")


def find_units(model: CharacterModel, text: str, names: Sequence[str]) -> Units:
    """What the units of `model` track in `text`, whose `beginning` is held_out.txt."""
    random = np.random.default_rng(SEED)
    reader = StateReader.of(model)
    ids, owner = spelled(model, text)
    length = len(ids) // ROWS
    T = length * ROWS
    starts = [length * row for row in range(ROWS)]
    tracks = tuple(track for track in ("cell", "hidden") if track in model.shape.tracks)
    read = reader.states(Rows.cut(ids, starts, length, model.shape.context), tracks)
    states = {track: values.reshape(T, -1) for track, values in read.items()}
    labels = np.stack([measure(name, text) for name in names], 1)[owner[:T]]  # [T, P]
    # What never holds in one of the halves cannot be found in one and checked in the other.
    varies = (labels[: T // 2].std(0) > 0) & (labels[T // 2 :].std(0) > 0)
    names, labels = (
        [name for name, kept in zip(names, varies, strict=True) if kept],
        labels[:, varies],
    )
    halves = slice(0, T // 2), slice(T // 2, T)
    r = {
        track: _blockwise(values[halves[0]], labels[halves[0]]) for track, values in states.items()
    }
    check = {
        track: _blockwise(values[halves[1]], labels[halves[1]]) for track, values in states.items()
    }
    luck = shifted_best(states, labels, halves[0], random)
    known = letters_alone([text[place] for place in owner[:T]], labels)
    mean = {track: values.mean(0, dtype=np.float64) for track, values in states.items()}
    off = Off(reader, ids, labels, mean, T, model.shape.context, random)
    findings = []
    for place, name in enumerate(names):
        best = [
            _tracked(track, unit, place, r, check, states, labels, halves[1], name)
            for track, unit in best_units({track: values[:, place] for track, values in r.items()})
        ]
        findings.append(
            Finding(
                name=name,
                share=short(labels[:, place].mean()),
                best=tuple(best),
                shifted=short(luck[:, place].mean()),
                shifted_most=short(luck[:, place].max()),
                letters=short(known[place]),
                off=off.of(best[0], place),
            )
        )
    shown = int((owner[:T] < len(beginning(text))).sum())
    extremes = {track: extreme_places(values[:shown], owner) for track, values in states.items()}
    return Units(
        characters=int(owner[T - 1]) + 1,
        shifts=SHIFTS,
        others=off.count,
        properties=tuple(names),
        findings=tuple(findings),
        mean={track: [short(value) for value in values] for track, values in mean.items()},
        deviation={
            track: [short(value) for value in values.std(0, dtype=np.float64)]
            for track, values in states.items()
        },
        r={track: _hundredths(values) for track, values in r.items()},
        check={track: _hundredths(values) for track, values in check.items()},
        most={track: found[0] for track, found in extremes.items()},
        least={track: found[1] for track, found in extremes.items()},
    )


def spelled(model: CharacterModel, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids of a text, and for each the index of the character that it spells (part of)."""
    counts = [len(model.vocabulary.encode(character)) for character in text]
    return np.array(model.vocabulary.encode(text)), np.repeat(np.arange(len(text)), counts)


def _blockwise(states: NDArray[np.float16], labels: Floats) -> Floats:
    """`correlations` without a float32 copy of all units at once."""
    wanted = standardised(labels)
    parts = [
        standardised(states[:, start : start + BLOCK].astype(np.float32)).T @ wanted
        for start in range(0, states.shape[1], BLOCK)
    ]
    r: Floats = (np.concatenate(parts) / max(1, len(states))).astype(np.float32)
    return r


def best_units(r: dict[str, Floats]) -> list[tuple[str, int]]:
    """The units of the largest |r| of all tracks, each unit once, by its better track."""
    ranked = sorted(
        (-abs(float(value)), unit, track)
        for track, values in r.items()
        for unit, value in enumerate(values)
    )
    found: dict[int, str] = {}
    for _, unit, track in ranked:
        found.setdefault(unit, track)
        if len(found) == BEST:
            break
    return [(track, unit) for unit, track in found.items()]


def shifted_best(
    states: States, labels: Floats, half: slice, random: np.random.Generator
) -> Floats:
    """|r| of the luckiest unit when labels are shifted round the half: [SHIFTS, P]."""
    cut = labels[half]
    far = len(cut) // 20
    by = random.integers(far, len(cut) - far, SHIFTS)
    moved = np.concatenate([np.roll(cut, shift, axis=0) for shift in by], 1)
    found = [
        np.abs(_blockwise(values[half], moved)).max(axis=0).reshape(SHIFTS, -1)
        for values in states.values()
    ]
    return np.maximum.reduce(found)


def letters_alone(letters: Sequence[str], labels: Floats) -> list[float]:
    """r on the second half of each label with its mean after the same three letters in the
    first; after three letters never met there, the mean of all."""
    kinds: dict[str, int] = {}
    before = ["", "", *letters]
    keys = np.array(
        [kinds.setdefault("".join(before[t : t + 3]), len(kinds)) for t in range(len(letters))]
    )
    half = len(letters) // 2
    counts = np.bincount(keys[:half], minlength=len(kinds))
    found = []
    for values in labels.T:
        sums = np.bincount(keys[:half], values[:half], minlength=len(kinds))
        table = np.where(counts > 0, sums / np.maximum(counts, 1), values[:half].mean())
        foretold = table[keys[half:]].astype(np.float32)[:, None]
        found.append(float(correlations(foretold, values[half:, None])[0, 0]))
    return found


def _tracked(
    track: str,
    unit: int,
    place: int,
    r: dict[str, Floats],
    check: dict[str, Floats],
    states: States,
    labels: Floats,
    half: slice,
    name: str,
) -> TrackedBy:
    sign = 1 if r[track][unit, place] > 0 else -1
    auc = None
    if PROPERTIES[name].yes_or_no:
        values = sign * states[track][half, unit].astype(np.float32)
        auc = short(area_under_curve(values, labels[half, place]))
    return TrackedBy(
        track=track,
        unit=unit,
        r=short(r[track][unit, place]),
        check=short(check[track][unit, place]),
        auc=auc,
    )


def extreme_places(
    states: NDArray[np.float16], owner: NDArray[np.int64]
) -> tuple[list[list[int]], list[list[int]]]:
    """For each unit the characters where it is highest, and lowest, apart from one another."""
    most, least = [], []
    for values in states.T:
        most.append(_places(values.astype(np.float32), owner))
        least.append(_places(-values.astype(np.float32), owner))
    return most, least


def _places(values: Floats, owner: NDArray[np.int64]) -> list[int]:
    near = min(len(values), PLACES * APART)
    ranked = np.argpartition(-values, near - 1)[:near]
    taken = np.zeros(int(owner[len(values) - 1]) + 1, bool)
    found: list[int] = []
    for place in ranked[np.lexsort((ranked, -values[ranked]))]:
        character = int(owner[place])
        if not taken[character]:
            found.append(character)
            taken[max(0, character - APART + 1) : character + APART] = True
            if len(found) == PLACES:
                break
    return found


def _hundredths(r: Floats) -> list[list[int]]:
    rounded: list[list[int]] = np.rint(100 * r).astype(int).tolist()
    return rounded
