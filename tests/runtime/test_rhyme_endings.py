"""Rhyming ends: what is allowed, and that the beam finds the most probable of it."""

from __future__ import annotations

import math

import pytest

from core.runtime import Registry
from core.runtime.couplets import IN_METRE, Wish, write
from core.runtime.engine.limits import Cancel
from core.runtime.errors import Cancelled
from core.runtime.rhyme_endings import allowed_after, endings, rhyming_words
from core.runtime.tasks.character_model import CharacterModel
from core.text.persian_rhyme import rhyme
from tests.support.tiny_character_model import add_persian_verse


@pytest.fixture
def model(tiny_artifacts):
    add_persian_verse(tiny_artifacts)
    registry = Registry(tiny_artifacts.root)
    return CharacterModel(registry.artifact("persian-verse"), registry)


def spelled(model: CharacterModel, beginning: str, ending: str) -> float:
    """ln p of an ending, letter by letter, as the task itself says."""
    seen = model.surprise(f"{beginning} {ending}\n", "ferdousi")
    return sum(chance.log_prob for chance in seen[len(beginning) :])


def test_the_words_that_rhyme():
    words = rhyming_words("شکار")
    assert "کار" in words or "یار" in words
    assert all(rhyme("شکار", word).strength == 1 for word in words)
    assert "شکار" not in words


def test_an_end_may_repeat_the_last_word_and_must_where_there_is_a_radif():
    allowed = allowed_after("ز دانش دل پیر برنا بود")
    assert any(" " not in end for end in allowed)
    assert any(end.endswith(" بود") for end in allowed)
    with_radif = allowed_after("صلاح کار کجا", "کجا")
    assert with_radif and all(end.endswith(" کجا") for end in with_radif)
    assert allowed_after("کجا", "کجا") == () and allowed_after("") == ()


def test_the_most_probable_endings_are_found_with_their_probabilities(model):
    beginning, allowed = "به نام خداوند جان و", ("خرد", "جای", "خداوند", "مهر", "دانا بود")
    found = endings(model, beginning, allowed, "ferdousi", count=6)
    exact = {end: spelled(model, beginning, end) for end in allowed}
    assert [end.text for end in found] == sorted(exact, key=lambda end: -exact[end])
    for end in found:
        assert end.log_prob == pytest.approx(exact[end.text], abs=1e-4)


def test_where_no_candidate_rhymes_an_end_is_fitted(model):
    def rhymed(choose: str) -> list[float]:
        wish = Wish(poet="ferdousi", couplets=6, candidates=2, choose=choose, seed=3)
        lines = list(write(model, wish))
        return [line.option.rhyme.strength for line in lines if line.option.rhyme]

    assert sum(rhymed("fit")) > sum(rhymed("best"))


def test_fitted_options_follow_the_candidates_and_are_marked(model):
    wish = Wish(poet="ferdousi", couplets=6, candidates=2, seed=3)
    options = [line.options for line in write(model, wish) if line.index % 2]
    assert any(option.fitted for line in options for option in line)
    for line in options:
        assert not any(option.fitted for option in line[:2])
        good = [
            option
            for option in line[:2]
            if option.rhyme and option.rhyme.strength == 1 and option.fit >= IN_METRE
        ]
        assert not (good and any(option.fitted for option in line))
        assert all(math.isfinite(option.score) for option in line)


def test_it_can_be_stopped(model):
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        endings(model, "دل", ("من", "تن"), cancel=cancel)
