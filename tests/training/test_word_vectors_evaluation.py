"""Our analogy and similarity scores against gensim's own, on tiny vectors."""

import gensim
import numpy as np
import pytest
from gensim.models import KeyedVectors

from core.training.word_vectors_evaluation import (
    SectionScore,
    analogy_scores,
    answers,
    ranks,
    read_analogies,
    read_pairs,
    similarity_score,
    spearman,
    together,
    unit_rows,
)

WORDS = [f"w{i}" for i in range(40)]
TABLE = np.random.default_rng(5).normal(size=(40, 6)).astype(np.float32)
# Make some analogies hold: w(i+10) = w(i) + shift.
TABLE[10:16] = TABLE[:6] + np.array([1.5, 0, 0, -1, 0, 0.5], np.float32)


@pytest.fixture
def vectors() -> KeyedVectors:
    found = KeyedVectors(6)
    found.add_vectors(WORDS, TABLE)
    return found


def question_file() -> list[str]:
    lines = [": shift"]
    lines += [f"w{i} w{i + 10} w{j} w{j + 10}" for i in range(6) for j in range(6) if i != j]
    lines += [": Noise", *(f"W{i} w{i + 3} w{i + 7} w{i + 20}" for i in range(15))]
    lines += ["w1 w2 w3 missing", "w1 w39 w38 w37"]
    return lines


@pytest.mark.parametrize("cut", [None, 30])
def test_analogies_agree_with_gensim(vectors: KeyedVectors, tmp_path, cut: int | None) -> None:
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(question_file()), encoding="utf-8")
    overall, theirs = vectors.evaluate_word_analogies(str(path), restrict_vocab=cut or 300_000)
    ours = analogy_scores(WORDS, TABLE, read_analogies(question_file()), "add", cut)
    for section in theirs[:-1]:
        score = ours[section["section"]]
        assert score.correct == len(section["correct"])
        assert score.covered == len(section["correct"]) + len(section["incorrect"])
    assert together(ours.values()).accuracy == pytest.approx(overall)
    assert 0 < overall < 1  # the comparison could fail either way


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`:DeprecationWarning")  # in gensim
def test_multiplication_agrees_with_gensim(vectors: KeyedVectors) -> None:
    abc = np.array([[0, 10, 3], [7, 8, 9], [20, 21, 22], [4, 14, 2]])
    ours = answers(unit_rows(TABLE), abc, "mul")
    for (a, b, c), found in zip(abc, ours, strict=True):
        theirs = vectors.most_similar_cosmul(
            positive=[WORDS[b], WORDS[c]], negative=[WORDS[a]], topn=1
        )
        assert WORDS[found] == theirs[0][0]


def test_similarity_agrees_with_gensim(vectors: KeyedVectors, tmp_path) -> None:
    draw = np.random.default_rng(2)
    lines = [
        f"W{a}\tw{b}\t{draw.integers(0, 8)}" for a, b in draw.integers(0, 40, (60, 2)) if a != b
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text("\n".join([*lines, "w1\tmissing\t3"]), encoding="utf-8")
    _, theirs, unknown = vectors.evaluate_word_pairs(str(path))
    ours, coverage = similarity_score(WORDS, TABLE, read_pairs(path.read_text().splitlines()))
    assert ours == pytest.approx(theirs[0], abs=1e-6)
    assert coverage == pytest.approx(1 - unknown / 100)
    assert coverage < 1


def test_equal_values_share_a_rank() -> None:
    np.testing.assert_array_equal(ranks(np.array([3.0, 1, 3, 2])), [3.5, 1, 3.5, 2])


def test_spearman_without_spread_is_zero() -> None:
    assert spearman(np.ones(4), np.arange(4)) == 0.0


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_analogies([": one", "only three words"])


def test_pairs_skip_headers() -> None:
    assert read_pairs(["word1\tword2\tscore", "# note", "Old,New,1.5"]) == [("old", "new", 1.5)]


def test_empty_sections_have_no_accuracy() -> None:
    assert SectionScore(0, 0, 7).accuracy == 0.0
    assert SectionScore(0, 0, 7).coverage == 0.0


def test_gensim_is_the_version_compared_with() -> None:
    assert gensim.__version__.startswith("4.")
