"""The sense vectors' task: nearest senses, labels, the plane, bad input."""

import numpy as np
import pytest

from core.runtime import ArtifactDamaged, BadInput
from core.runtime.tasks.senses import MOST_VECTORS, Senses, sense_label
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_vectors import WIDTH, add_senses


@pytest.fixture
def senses(tiny_artifacts: TinyArtifacts) -> Senses:
    return Senses(add_senses(tiny_artifacts), tiny_artifacts.registry)


@pytest.mark.parametrize("word", ["bank", "mouse"])
def test_each_sense_vector_is_nearest_to_itself(senses: Senses, word: str) -> None:
    known = senses.word(word)
    for i, reading in enumerate(senses.read(word, 3 * senses.vectors(word))):
        assert reading.best.sense == known.senses[i]
        assert reading.best.cosine == pytest.approx(1, abs=2e-3)
        assert sum(score.share for score in reading.scores) == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(reading.point, known.centres[i], atol=2e-3)


def test_labelled_senses_are_named_and_clusters_described(senses: Senses) -> None:
    assert [sense.label for sense in senses.word("bank").senses] == ["bank (finance)", "river"]
    assert senses.word("bank").labelled
    mouse = senses.word("mouse")
    assert [sense.label for sense in mouse.senses] == ["cat · cheese · ate", "click", "mouse 3"]
    assert not mouse.labelled
    assert mouse.senses[1].cloud.shape == (0, 2)
    assert senses.words == ("bank", "mouse")


def test_labels_lose_the_word_before_them() -> None:
    assert sense_label("apple", "apple_apple_inc.") == "apple inc."
    assert sense_label("java", "java") == "java"
    assert sense_label("java", "java_") == "java"


def test_unknown_words_and_shapes_are_answered(senses: Senses) -> None:
    with pytest.raises(BadInput, match="bank, mouse"):
        senses.word("table")
    for wrong in (np.zeros((1, 3)), np.zeros(WIDTH), np.zeros((0, WIDTH))):
        with pytest.raises(BadInput):
            senses.read("bank", wrong)
    with pytest.raises(BadInput):
        senses.read("bank", np.zeros((MOST_VECTORS + 1, WIDTH)))


def test_damaged_list_of_senses_is_one_sentence(tiny_artifacts: TinyArtifacts) -> None:
    artifact = tiny_artifacts.add(
        "senses", task="senses", files={"senses.json": b"[]", "senses.npz": b"no archive"}
    )
    with pytest.raises(ArtifactDamaged):
        Senses(artifact, tiny_artifacts.registry)
