"""Skip-gram runs by the exported graphs: they learn, repeat, stop, go on, refuse nonsense."""

from __future__ import annotations

import threading
from math import prod
from pathlib import Path

import numpy as np
import pytest

from core.runtime import BadInput, Registry, load
from core.runtime.tasks.training_graph import (
    SkipGramSettings,
    TrainingGraph,
    branch_probabilities,
    go_left,
    nearest,
)
from core.runtime.training import Limits, TrainingRound
from tests.support.tiny_training_graphs import add_training_graphs

TEXT = "The cat drinks milk. The dog drinks milk. The cat sleeps here. The dog sleeps here."
SHORT = SkipGramSettings(dimensions=6, steps=300, learning_rate=0.1)


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> TrainingGraph:
    root: Path = tmp_path_factory.mktemp("artifacts")
    add_training_graphs(root)
    return load("training-graphs", Registry(root))


@pytest.mark.parametrize("hierarchical", [False, True])
def test_the_loss_falls_from_what_knowing_nothing_costs(task, hierarchical) -> None:
    run = task.skip_gram(TEXT, SHORT, hierarchical=hierarchical)
    first = run.step(run.start())
    assert first.loss == pytest.approx(run.untrained_loss, rel=0.25 if hierarchical else 1e-5)
    assert run.run().loss < 0.8 * run.untrained_loss


def test_the_same_seed_is_the_same_run_and_another_is_not(task) -> None:
    runs = [task.skip_gram(TEXT, SHORT).run() for _ in range(2)]
    assert np.array_equal(runs[0].input_vectors, runs[1].input_vectors)
    other = task.skip_gram(TEXT, SkipGramSettings(dimensions=6, steps=300, seed=2)).run()
    assert not np.array_equal(runs[0].input_vectors, other.input_vectors)


def test_a_state_is_never_changed(task) -> None:
    run = task.skip_gram(TEXT, SHORT)
    state = run.start()
    before = state.input_vectors.copy()
    run.step(state)
    assert np.array_equal(before, state.input_vectors) and state.step == 0


def test_stopping_and_going_on_ends_at_the_same_vectors(task) -> None:
    run = task.skip_gram(TEXT, SHORT)
    rounds = TrainingRound(Limits(workers=1))
    try:
        rounds.start("me", run, run.start(), pace=5000, every=50)
        tick = threading.Event()
        for _ in range(2000):
            if rounds.look("me").steps:
                break
            tick.wait(0.01)
        rounds.stop("me")
        rounds.go_on("me")
        for _ in range(2000):
            if rounds.look("me").status == "finished":
                break
            tick.wait(0.01)
        view = rounds.look("me")
    finally:
        rounds.close()
    assert view.status == "finished"
    assert np.array_equal(view.state.input_vectors, run.run().input_vectors)
    assert [seen.step for seen in view.history] == list(range(0, 301, 50))


def test_words_used_alike_end_up_nearest(task) -> None:
    example = task.finished("negative-sampling")
    words = example.text.words
    for word, twin in (("king", "queen"), ("rain", "snow"), ("cat", "dog"), ("bread", "cake")):
        near = [words[at] for at, _ in nearest(example.state, words.index(word), 3)]
        assert twin in near


def test_the_lectures_words_have_the_lectures_counts(task) -> None:
    text = task.finished("hierarchical").text
    counts = "and 14, in 7, today 4, fat 3, potato 3, fridge 2, kangaroo 2, zebra 1"
    found = zip(text.words, text.counts, strict=True)
    assert ", ".join(f"{word} {count}" for word, count in found) == counts


def test_branches_multiply_to_a_distribution_that_was_learned(task) -> None:
    example = task.finished("hierarchical")
    tree = example.text.tree
    vectors, nodes = example.state.input_vectors, example.state.other_vectors
    for centre in vectors:
        products = [prod(turns) for turns in branch_probabilities(tree, go_left(nodes, centre))]
        assert sum(products) == pytest.approx(1.0, abs=1e-9)
    given = vectors[tree.words.index("fat")]
    after_fat = [prod(turns) for turns in branch_probabilities(tree, go_left(nodes, given))]
    assert max(after_fat) == after_fat[tree.words.index("and")]  # its most frequent neighbour


def test_noise_is_never_the_word_to_be_foretold(task) -> None:
    run = task.skip_gram(TEXT, SkipGramSettings(negatives=20))
    context = np.zeros(64, np.int64)
    noise = run._noise(np.random.default_rng(0), context)
    assert noise.shape == (64, 20) and (noise != 0).all() and noise.max() < len(run.text.words)


def test_wild_settings_are_bounded() -> None:
    wild = SkipGramSettings(10**9, -5, 10**6, 1e9, -1, -7, 10**8).bounded()
    assert (wild.dimensions, wild.window, wild.negatives, wild.steps) == (64, 1, 20, 1)
    assert wild.learning_rate == 0.5 and wild.seed == 7 and wild.batch == 256


@pytest.mark.parametrize("text", ["", "🙂", "two words", "\u200c" * 50, "a. b. c. d."])
def test_too_little_text_is_bad_input(task, text: str) -> None:
    with pytest.raises(BadInput, match=r"\."):
        task.skip_gram(text)
