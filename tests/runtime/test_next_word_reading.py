"""Distribution, surprise, teacher forcing and beam search against the same numbers got by hand."""

import math

import numpy as np
import pytest

from core.runtime import load
from core.runtime.tasks.next_word import NextWord
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> NextWord:
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    add_next_word(artifacts)
    return load("next-word", artifacts.registry)


def rows(model: NextWord, words: list[str]) -> np.ndarray:
    """log p(· | the first t words) for t = 0 … n, [n + 1, V], by the graph alone."""
    h = c = np.zeros((1, 1, 4), np.float32)
    found = []
    for word in ["</s>", *words]:
        log_probs, h, c = model.served.session.run(
            ["log_probs", "h_next", "c_next"],
            {"word": np.array([model.vocabulary.words.index(word)]), "h": h, "c": c},
        )
        found.append(log_probs[0])
    return np.array(found)


def test_the_distribution_is_the_models_and_sums_to_one(model):
    expected = rows(model, ["how", "can", "i", "make", "a"])[-1]
    found = model.distribution("how can i make a", 5)
    assert [word.word for word in found.words][:2] == ["website", "cake"]
    for word in found.words:
        assert word.log_prob == pytest.approx(expected[model.vocabulary.id(word.word)], abs=1e-5)
    assert found.rest == pytest.approx(1 - sum(word.probability for word in found.words))
    assert found.end == pytest.approx(math.exp(expected[2]), abs=1e-6)
    assert found.rest_count == len(model.vocabulary) - 1 - 5  # all but <pad>
    assert found.after == ("how", "can", "i", "make", "a")


def test_a_half_typed_word_filters_the_distribution(model):
    found = model.distribution("how can i make a w")
    assert found.half == "w" and found.after == ("how", "can", "i", "make", "a")
    assert all(word.word.startswith("w") for word in found.words)
    assert sum(word.probability for word in found.words) == pytest.approx(1, abs=1e-5)


def test_a_word_that_is_the_likeliest_of_its_beginning_counts_as_finished(model):
    assert model.distribution("how can i make a").half == ""
    assert model.distribution("how can i make a websit").half == "websit"
    assert model.distribution("how can i make a w ").half == ""


def test_surprise_is_the_chain_rules_factors_in_bits(model):
    words = ["how", "can", "i", "make", "money", "online"]
    table = rows(model, words)
    bits = [-table[t, model.vocabulary.id(word)] / math.log(2) for t, word in enumerate(words)]
    found = model.surprise(" ".join(words))
    assert [word.bits for word in found.words] == pytest.approx(bits, abs=1e-5)
    assert found.perplexity == pytest.approx(2 ** (sum(bits) / len(bits)), rel=1e-5)
    assert model.surprise("").perplexity == 1.0


def test_unknown_words_are_marked(model):
    found = model.surprise("how can flurbs make a ")
    assert [word.known for word in found.words] == [True, True, False, True, True]


def test_teacher_forcing_shifts_by_one_and_ends_the_sentence(model):
    lesson = model.teacher_forcing("how can i")
    assert lesson.inputs == ("</s>", "how", "can", "i")
    assert lesson.targets == ("how", "can", "i", "</s>")
    table = rows(model, ["how", "can", "i"])
    expected = [-table[t, model.vocabulary.words.index(w)] for t, w in enumerate(lesson.targets)]
    assert lesson.losses == pytest.approx(expected, abs=1e-5)
    assert lesson.perplexity == pytest.approx(math.exp(sum(expected) / 4), rel=1e-5)
    assert [guess.word for guess in lesson.guesses][:3] == ["how", "can", "i"]


def test_a_guess_is_ranked_among_the_words_that_may_be_said(model):
    assert model.guess("how can i make a", "Website!").rank == 1
    assert model.guess("how can i make a", "cake").rank == 2
    assert model.guess("how can i make a", "flurbs").rank is None
    assert model.guess("how can i make a", "  ").word == ""
    assert model.guess("why do people", "shit").rank is None


def test_the_beam_scores_are_sums_along_the_road_and_the_best_comes_first(model):
    tree = model.beam_tree("how can i make a", width=3, depth=3)
    for node in tree.nodes:
        before = tree.nodes[node.parent].score if node.parent >= 0 else 0.0
        assert node.score == pytest.approx(before + node.log_prob, abs=1e-5)
        assert node.depth == (tree.nodes[node.parent].depth + 1 if node.parent >= 0 else 1)
    scores = [tree.nodes[i].score for i in tree.best]
    assert scores == sorted(scores, reverse=True)
    for depth in (1, 2, 3):
        assert sum(node.kept for node in tree.nodes if node.depth == depth) <= 3


def test_a_beam_as_wide_as_the_vocabulary_finds_what_trying_everything_finds(model):
    first = rows(model, ["how", "can"])[-1].astype(float)
    banned = [0, 1, model.vocabulary.id("shit")]
    first[banned] = -np.inf
    best = (first[2], ("",))
    for id in range(3, len(model.vocabulary)):
        if first[id] == -np.inf:
            continue
        word = model.vocabulary.words[id]
        second = rows(model, ["how", "can", word])[-1].astype(float)
        second[banned] = -np.inf
        top = int(second.argmax())
        if first[id] + second[top] > best[0]:
            best = (first[id] + second[top], (word, model.vocabulary.words[top]))
    tree = model.beam_tree("how can", width=len(model.vocabulary), depth=2)
    end = tree.nodes[tree.best[0]]
    assert end.score == pytest.approx(best[0], abs=1e-4)
    assert (tree.nodes[end.parent].word, end.word) == best[1]
