"""Generation letter by letter: seeded, stoppable, side by side, never mixed between visitors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.runtime import BadInput, Cancelled, load
from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.character_model import CharacterModel
from core.runtime.tasks.character_model.generation import LONGEST, Spelling
from core.text.characters import START, CharacterVocabulary
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import (
    add_cells,
    add_english_verse,
    add_persian_verse,
    add_wiki_markup,
)

BOLD = SamplingSettings(temperature=1.3, seed=3, length=60)


@pytest.fixture
def artifacts(tiny_artifacts: TinyArtifacts) -> TinyArtifacts:
    add_english_verse(tiny_artifacts)
    return tiny_artifacts


@pytest.fixture
def model(artifacts: TinyArtifacts) -> CharacterModel:
    return load("english-verse", artifacts.registry)


def written(model: CharacterModel, text: str, settings: SamplingSettings, **more: object) -> str:
    return "".join(step.text for step in model.generate(text, settings, **more))  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_text_in_another_process_as_it_were(artifacts) -> None:
    one, other = (load("english-verse", artifacts.registry) for _ in range(2))
    other.log_probs("something else")
    text = written(one, "The ", BOLD)
    assert len(text) == 60 and text == written(other, "The ", BOLD)
    assert text != written(one, "The ", replace(BOLD, seed=4))


def test_a_draw_depends_on_the_seed_and_its_place_alone(model) -> None:
    """So a text that was left at any letter goes on with the same dice on its other road."""
    steps = list(model.generate("The ", BOLD))
    road = [step.id for step in steps[:20]]
    again = list(model.generate("The ", BOLD, road=road))
    assert [step.id for step in again] == [step.id for step in steps]
    other = [model.vocabulary.encode("q" if "q" in model.vocabulary else "b")[0]]
    left = list(model.generate("The ", BOLD, road=[*road[:5], *other]))
    assert [step.id for step in left[:6]] == [*road[:5], *other]


def test_no_temperature_takes_the_most_probable_each_time(model) -> None:
    text = "The "
    for step in model.generate(text, SamplingSettings(temperature=0, length=12)):
        best = model.distribution(text, 1)[0]
        assert (step.text, step.id) == (best.label, best.id)
        assert step.log_prob == pytest.approx(best.log_prob, abs=1e-6)
        text += step.text


def test_log_probabilities_are_the_models_own_at_any_temperature(model) -> None:
    steps = list(model.generate("The ", replace(BOLD, temperature=4.0, length=20)))
    said = "".join(step.text for step in steps)
    chances = model.surprise("The " + said)[4:]
    assert [step.log_prob for step in steps] == pytest.approx([c.log_prob for c in chances])


def test_it_ends_with_the_character_that_completes_the_stop(model) -> None:
    steps = list(model.generate("The ", SamplingSettings(seed=2, length=400), stop="\n"))
    assert steps[-1].ended and steps[-1].text == "\n"
    assert not any(step.ended for step in steps[:-1])
    two = list(model.generate("The ", SamplingSettings(seed=2, length=2000), stop=",\n"))
    assert "".join(step.text for step in two).endswith(",\n") and two[-1].ended
    assert not any(step.ended for step in model.generate("The ", replace(BOLD, length=30)))


def test_forbidden_characters_are_never_drawn_and_some_letter_always_is(model) -> None:
    for seed in range(8):
        text = written(model, "The ", replace(BOLD, seed=seed, length=80), forbid="\n ,🙂")
        assert not set(text) & set("\n ,")
    everything = model.vocabulary.characters
    assert len(written(model, "The ", replace(BOLD, length=5), forbid=everything)) == 5


def test_a_road_that_leads_nowhere_is_left(model) -> None:
    for wild in ((10**9,), (-5,), (START,), (len(model.vocabulary),)):
        assert written(model, "The ", BOLD, road=wild) == written(model, "The ", BOLD)


def test_an_unknown_condition_is_refused_before_anything_is_drawn(model) -> None:
    with pytest.raises(BadInput):
        model.generate("a", BOLD, condition="hafez")


def test_it_stops_between_two_letters_and_keeps_what_it_said(model) -> None:
    cancel = Cancel()
    steps = model.generate("The ", BOLD, cancel=cancel)
    said = next(steps).text + next(steps).text
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(steps)
    assert said == written(model, "The ", BOLD)[:2]
    with pytest.raises(Cancelled):
        next(model.generate("a text not read yet", BOLD, cancel=cancel))
    with pytest.raises(Cancelled):
        model.candidates("The ", 3, BOLD, cancel=cancel)


def test_wild_settings_are_brought_into_range(model) -> None:
    wild = SamplingSettings(temperature=float("nan"), top_k=-4, top_p=9, seed=-1, length=10**9)
    steps = model.generate("The ", wild)
    assert [next(steps).index for _ in range(3)] == [0, 1, 2]
    assert len(written(model, "The ", replace(BOLD, length=-3))) == 1


def test_a_text_may_be_as_long_as_is_said_and_no_longer(model) -> None:
    """Beyond the length that other generators keep to, up to this task's own."""
    assert len(written(model, "The ", replace(BOLD, length=LONGEST + 500))) == LONGEST


def test_writing_on_does_not_read_the_text_again(model) -> None:
    list(model.generate("The river ", BOLD))
    runs: list[int] = []
    run = model._states.graph.run
    model._states.graph.run = lambda *inputs: (runs.append(1), run(*inputs))[1]
    list(model.generate("The river ", BOLD))
    assert not runs
    next(model.generate("The river ", replace(BOLD, seed=9)))
    assert not runs


def test_candidates_are_as_many_as_asked_and_each_has_its_own_dice(model) -> None:
    settings = SamplingSettings(temperature=1.0, seed=5, length=80)
    four = model.candidates("The ", 4, settings)
    assert len(four) == 4 and len({candidate.text for candidate in four}) > 1
    assert model.candidates("The ", 4, settings) == four
    # Candidate i is the same, however many stand beside it.
    assert [c.text for c in model.candidates("The ", 2, settings)] == [c.text for c in four[:2]]
    assert len(model.candidates("The ", 1_000, replace(settings, length=2))) == 32
    assert model.candidates("The ", 0, settings) == ()


def test_a_candidate_leaves_its_stop_off_and_counts_it(model) -> None:
    settings = SamplingSettings(temperature=0.7, seed=1, length=200)
    for candidate in model.candidates("The ", 6, settings):
        assert candidate.ended and "\n" not in candidate.text
        chances = model.surprise("The " + candidate.text + "\n")[4:]
        assert candidate.log_prob == pytest.approx(sum(c.log_prob for c in chances), abs=1e-2)
    short = model.candidates("The ", 6, replace(settings, length=3))
    assert all(len(c.text) == 3 for c in short if not c.ended)
    assert not all(c.ended for c in short)


def test_candidates_hear_condition_forbid_and_the_reading(tiny_artifacts) -> None:
    add_persian_verse(tiny_artifacts)
    model = load("persian-verse", tiny_artifacts.registry)
    settings = SamplingSettings(temperature=1.0, seed=1, length=25)
    one = model.candidates("بنام خداوند ", 3, settings, stop="\t")
    assert one == model.candidates("بنام  خداوند ", 3, settings, stop="\t")
    assert one != model.candidates("بنام خداوند ", 3, settings, stop="\t", condition="hafez")
    barred = model.candidates("بنام خداوند ", 3, settings, stop="\t", forbid="ا\n")
    assert not any(set("ا\n") & set(candidate.text) for candidate in barred)
    with pytest.raises(BadInput):
        model.candidates("بنام", 2, settings, condition="nobody")


@pytest.mark.parametrize("name", ["cells-rnn", "cells-gru", "cells-lstm"])
def test_each_cell_writes_alone_and_side_by_side(tiny_artifacts: TinyArtifacts, name: str) -> None:
    add_cells(tiny_artifacts)
    model = load(name, tiny_artifacts.registry)
    cold = SamplingSettings(temperature=0, length=12)
    alone = written(model, "The ", cold)
    assert len(alone) == 12
    assert {c.text for c in model.candidates("The ", 3, cold, stop="")} == {alone}


def test_a_letter_of_several_bytes_appears_with_its_last_one(tiny_artifacts) -> None:
    add_wiki_markup(tiny_artifacts)
    model = load("wiki-markup", tiny_artifacts.registry)
    road = model.vocabulary.encode("a🙂é")
    steps = list(model.generate("x", replace(BOLD, length=len(road)), road=road))
    assert [step.text for step in steps] == ["a", "", "", "", "🙂", "", "é"]


def test_broken_bytes_are_shown_as_such_and_nothing_is_lost() -> None:
    vocabulary = CharacterVocabulary("ab", bytes=True)
    draw = np.random.default_rng(0)
    for _ in range(200):
        ids = draw.integers(1, len(vocabulary), 12).tolist()
        spelling = Spelling(vocabulary)
        pieces = [spelling.add(id, last=place == 11) for place, id in enumerate(ids)]
        assert "".join(pieces) == vocabulary.decode(ids)


def test_two_visitors_writing_at_once_get_what_each_would_get_alone(artifacts) -> None:
    shared = load("english-verse", artifacts.registry)
    tasks = [
        (prompt, replace(BOLD, seed=seed, length=25))
        for seed in range(6)
        for prompt in ("The ", "And ", "", "🙂")
    ]
    alone = [written(load("english-verse", artifacts.registry), *task) for task in tasks]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda task: written(shared, *task), tasks * 3))
    assert together == alone * 3
