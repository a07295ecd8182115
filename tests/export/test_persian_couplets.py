"""The shares of rhyme and metre that are kept with the model of Persian verse."""

from __future__ import annotations

import pytest

from core.runtime import Registry
from core.runtime.tasks.character_model import CharacterModel
from export.characters.couplets import CANDIDATES, COUPLETS, measures, shares
from tests.support.tiny_character_model import add_persian_verse

REAL = [
    "به نام خداوند جان و خرد",
    "کز این برتر اندیشه بر نگذرد",
    "خداوند نام و خداوند جای",
    "خداوند روزی ده رهنمای",
]
BROKEN = [REAL[0], REAL[3], REAL[2], "جای خداوند نام و خداوند در"]


def test_shares_of_real_couplets_and_of_broken_ones():
    assert shares([REAL]) == (1.0, 1.0)
    rhymed, fitting = shares([BROKEN])
    assert rhymed == 0.0 and fitting < 1.0
    assert shares([]) == (0.0, 0.0)


def test_what_is_kept(tiny_artifacts):
    add_persian_verse(tiny_artifacts, conditions=("ferdousi", "hafez"))
    registry = Registry(tiny_artifacts.root)
    model = CharacterModel(registry.artifact("persian-verse"), registry)
    found = measures(model, [REAL], poems_each=1)
    assert found["couplets"] == 2 * COUPLETS and found["candidates"] == CANDIDATES
    assert found["rhymed_real"] == pytest.approx(1.0)
    for name in ("fitted", "chosen", "first"):
        assert 0 <= found[f"metre_{name}"] <= 1
    assert found["rhymed_fitted"] >= found["rhymed_chosen"] >= found["rhymed_first"]
    assert measures(model, [REAL], poems_each=1) == found
