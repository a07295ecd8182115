"""Generation: seeded, stoppable, free to take another road, and never mixed between visitors."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.runtime import ArtifactDamaged, ArtifactMissing, Cancelled, load
from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.tasks.next_word import NextWord
from export.onnx_file import file_entries
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word

BOLD = SamplingSettings(temperature=1.5, seed=3, length=30)


@pytest.fixture
def artifacts(tiny_artifacts: TinyArtifacts) -> TinyArtifacts:
    add_next_word(tiny_artifacts)
    return tiny_artifacts


@pytest.fixture
def model(artifacts: TinyArtifacts) -> NextWord:
    return load("next-word", artifacts.registry)


def words(model: NextWord, text: str, settings: SamplingSettings, road: tuple[int, ...] = ()):
    return [step.word for step in model.generate(text, settings, road=road)]


def test_the_same_seed_gives_the_same_text_in_another_process_as_it_were(artifacts):
    one, other = (load("next-word", artifacts.registry) for _ in range(2))
    other.suggest("why do people ")
    assert words(one, "how can", BOLD) == words(other, "how can", BOLD)
    assert words(one, "how can", BOLD) != words(one, "how can", replace(BOLD, seed=4))


def test_no_temperature_takes_the_most_probable_word_each_time(model):
    steps = list(model.generate("how can i", SamplingSettings(temperature=0, length=5)))
    text = "how can i"
    for step in steps:
        if step.ended:
            break
        best = model.distribution(text + " ", 1).words[0]
        assert step.word == best.word
        text += " " + step.word


def test_a_road_is_taken_and_the_rest_follows_from_it(model):
    road = tuple(model.vocabulary.encode(["make", "money"]))
    steps = list(model.generate("how can i", BOLD, road=road))
    assert [step.word for step in steps[:2]] == ["make", "money"]
    after = model.alternatives("how can i make money", (), BOLD, k=100)
    chance = next(word.probability for word in after.words if word.id == steps[2].id)
    assert np.exp(steps[2].log_prob) == pytest.approx(chance, abs=1e-5)
    assert model.alternatives("how can i", road, BOLD).words[0].word == "online"


def test_a_road_that_leads_nowhere_is_left(model):
    offensive = model.vocabulary.id("shit")
    for wild in ((10**9,), (-5,), (0,), (1,), (offensive,)):
        steps = list(model.generate("why do people", replace(BOLD, length=3), road=wild))
        assert steps[0].id not in {0, 1, offensive}


def test_what_may_not_be_shown_is_never_drawn(model):
    for seed in range(40):
        said = words(model, "why do people", SamplingSettings(temperature=3, seed=seed, length=6))
        assert not {"shit", "<unk>", "<pad>"} & set(said)


def test_another_temperature_needs_no_run_of_the_model(model):
    runs = []
    run = model._graph.run
    model._graph.run = lambda *inputs: (runs.append(1), run(*inputs))[1]
    list(model.generate("how can i", replace(BOLD, length=4)))
    before = len(runs)
    assert before > 0
    cold = model.alternatives("how can i", (), replace(BOLD, temperature=0.2))
    warm = model.alternatives("how can i", (), replace(BOLD, temperature=2.0))
    assert len(runs) == before and cold.cached and warm.cached
    assert cold.words[0].probability == warm.words[0].probability
    assert cold.words[0].sampled > warm.words[0].sampled
    assert sum(word.sampled for word in warm.words) + warm.rest == pytest.approx(1)


def test_the_drawn_word_is_listed_however_improbable(model):
    rare = model.vocabulary.id("online")
    found = model.alternatives("how can i", (), BOLD, k=2, also=rare)
    assert [word.id for word in found.words][2:] == [rare]
    assert found.words[2].probability < found.words[1].probability


def test_top_k_and_top_p_cut_the_draw(model):
    assert model.alternatives("how can i", (), replace(BOLD, top_k=3)).open == 3
    assert model.alternatives("how can i", (), replace(BOLD, temperature=1, top_p=0.01)).open == 1


def test_it_stops_between_two_words_and_keeps_what_it_said(model):
    cancel = Cancel()
    settings = SamplingSettings(temperature=1, seed=1, length=50)
    steps = model.generate("how do", settings, cancel)
    said = [next(steps).word, next(steps).word]
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(steps)
    assert said == words(model, "how do", settings)[:2]


def test_wild_settings_are_brought_into_range(model):
    wild = SamplingSettings(temperature=float("nan"), top_k=-4, top_p=9, seed=-1, length=10**9)
    assert 0 < len(words(model, "how", wild)) <= 400


def test_two_visitors_writing_at_once_get_what_each_would_get_alone(artifacts):
    shared = load("next-word", artifacts.registry)
    tasks = [
        (prompt, replace(BOLD, seed=seed))
        for seed in range(12)
        for prompt in ("how can i", "what is the", "why do cats", "سلام")
    ]
    alone = [words(load("next-word", artifacts.registry), *task) for task in tasks]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda task: words(shared, *task), tasks * 3))
    assert together == alone * 3


def test_cached_states_cannot_be_written_and_are_bounded(model):
    state = model._states.after((3, 4))
    for array in (state.log_probs, state.h, state.c):
        with pytest.raises(ValueError):
            array[...] = 0
    model._states._budget = 1
    for id in range(3, 30):
        model._states.after((id,))
    assert len(model._states._states) <= 8
    again = model._states.after((3, 4))
    np.testing.assert_array_equal(again.log_probs, state.log_probs)


def test_a_damaged_word_list_is_refused(artifacts):
    artifacts.damage("next-word", "tokenizer.json")
    with pytest.raises(ArtifactDamaged):
        load("next-word", artifacts.registry)


def test_a_damaged_graph_is_refused(artifacts):
    artifacts.damage("next-word", "step.onnx")
    with pytest.raises(ArtifactDamaged):
        load("next-word", artifacts.registry)


def test_a_missing_file_is_named(artifacts):
    (artifacts.root / "next-word" / "step.onnx").unlink()
    with pytest.raises(ArtifactMissing, match=r"step\.onnx"):
        load("next-word", artifacts.registry)


def test_a_wrong_hash_is_refused(artifacts):
    entry = artifacts.registry.artifact("next-word")
    files = {name: file.model_dump() for name, file in entry.files.items()}
    files["step.onnx"]["sha256"] = "0" * 64
    artifacts.edit_manifest("next-word", files=files)
    with pytest.raises(ArtifactDamaged, match="checksum"):
        load("next-word", artifacts.registry)


def test_a_word_list_that_is_none_is_refused(tiny_artifacts):
    add_next_word(tiny_artifacts)
    path = tiny_artifacts.root / "next-word" / "tokenizer.json"
    path.write_text('{"type": "something else"}')
    entries = {n: e.model_dump() for n, e in file_entries(path.parent).items()}
    tiny_artifacts.edit_manifest("next-word", files=entries)
    with pytest.raises(ArtifactDamaged, match="word list"):
        load("next-word", tiny_artifacts.registry)
