"""The task `word-vectors` on a tiny generated artifact: every answer a lab asks for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runtime import ArtifactDamaged, BadInput, load
from core.runtime.tasks.word_vectors import WordVectors
from core.runtime.tasks.word_vectors.geometry import best_by_product, plane_of_pairs
from core.runtime.tasks.word_vectors.lexicon import edit_distance
from core.runtime.tasks.word_vectors.maps import pack, unpack
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_word_vectors import OFFENSIVE, PHRASE, add_word_vectors, tiny_table


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> TinyArtifacts:
    made = TinyArtifacts(tmp_path_factory.mktemp("vectors") / "artifacts")
    add_word_vectors(made)
    return made


@pytest.fixture(scope="module")
def vectors(artifacts: TinyArtifacts) -> WordVectors:
    return load("word-vectors", artifacts.registry)


@pytest.mark.parametrize("rule", ["add", "mul"])
@pytest.mark.parametrize(
    ("a", "b", "c", "d"),
    [
        ("man", "king", "woman", "queen"),
        ("france", "paris", "japan", "tokyo"),
        ("king", "kings", "car", "cars"),
    ],
)
def test_analogies(vectors: WordVectors, a: str, b: str, c: str, d: str, rule: str) -> None:
    found = vectors.analogy(a, b, c, rule=rule)
    assert found.items[0].word == d
    assert found.rule == rule
    assert (found.positive, found.negative) == ((b, c), (a,))
    assert not {a, b, c} & {item.word for item in found.items}


@pytest.mark.parametrize("rule", ["add", "mul"])
def test_inputs_come_back_when_asked_for(vectors: WordVectors, rule: str) -> None:
    found = vectors.analogy("man", "king", "woman", include_inputs=True, rule=rule, k=20)
    marked = {item.word for item in found.items if item.is_input}
    assert "woman" in marked


def test_nearest_is_by_cosine(vectors: WordVectors) -> None:
    words, table = tiny_table()
    at = words.index("good")
    cosines = table @ table[at]
    order = [words[i] for i in np.argsort(-cosines) if words[i] not in ("good", OFFENSIVE)]
    found = vectors.nearest(["good"], k=5)
    assert [item.word for item in found.items] == order[:5]
    best = words.index(found.items[0].word)
    assert found.items[0].score == pytest.approx(float(cosines[best]), abs=0.01)
    assert found.items[0].rank == best


def test_weights_count(vectors: WordVectors) -> None:
    royal = vectors.nearest([("man", 1.0), ("king", 0.01)], k=3, include_inputs=True)
    assert royal.items[0].word == "man"
    assert (
        vectors.nearest([("man", 0.01), ("king", 1.0)], include_inputs=True).items[0].word == "king"
    )


def test_offensive_words_are_never_offered(vectors: WordVectors) -> None:
    found = vectors.nearest(["bad"], k=40)
    assert OFFENSIVE not in {item.word for item in found.items}
    assert found.hidden == 1
    assert all(entry.word != OFFENSIVE for entry in vectors.suggest(OFFENSIVE[:2]))
    assert vectors.vector(OFFENSIVE).shape == (vectors.dimensions,)  # typed by hand, it has one


def test_many_offensive_neighbours_leave_none_missing(
    vectors: WordVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfit = vectors.lexicon.offensive.copy()
    near = [item.rank for item in vectors.nearest(["good"], k=12).items]
    unfit[near[:10]] = True
    monkeypatch.setitem(vars(vectors.lexicon), "offensive", unfit)
    found = vectors.nearest(["good"], k=2)
    assert [item.rank for item in found.items] == near[10:]
    assert found.hidden == 11


@pytest.mark.parametrize("typed", ["New York", "new york", " NEW  YORK ", "new-york", PHRASE])
def test_phrases_may_be_typed_as_people_do(vectors: WordVectors, typed: str) -> None:
    assert vectors.entry(typed).word == PHRASE


def test_accents_and_possessives_are_folded(vectors: WordVectors) -> None:
    assert vectors.entry("Frańce’s").word == "france"


@pytest.mark.parametrize(
    ("typed", "meant"), [("quen", "queen"), ("frnace", "france"), ("madrd", "madrid")]
)
def test_unknown_words_name_the_closest_spelling(
    vectors: WordVectors, typed: str, meant: str
) -> None:
    assert vectors.closest_spelling(typed)[0].word == meant
    with pytest.raises(BadInput, match=f"“{typed}”.*“{meant}”"):
        vectors.nearest([typed])


@pytest.mark.parametrize(
    "typed", ["", "   ", "x" * 10_000, "🙂🙂", "سلام", "a\u202eb", "\x00", "'", "_"]
)
def test_wild_words_get_a_sentence(vectors: WordVectors, typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        vectors.nearest([typed])
    assert len(caught.value.sentence) < 300
    assert vectors.suggest(typed) == ()


@given(st.text(max_size=80))
def test_any_text_is_answered_or_refused(vectors: WordVectors, typed: str) -> None:
    vectors.suggest(typed)
    vectors.closest_spelling(typed)
    if typed in vectors:
        assert vectors.nearest([typed]).items
    else:
        with pytest.raises(BadInput):
            vectors.nearest([typed])


def test_suggestions_come_by_frequency(vectors: WordVectors) -> None:
    assert [entry.word for entry in vectors.suggest("k")] == ["king", "kings"]
    assert vectors.suggest("prin", k=1)[0].word == "prince"
    ranks = [entry.rank for entry in vectors.suggest("p")]
    assert ranks == sorted(ranks)


def test_vectors_and_similarities(vectors: WordVectors) -> None:
    words, table = tiny_table()
    rows = vectors.vectors(words)
    assert rows.shape == table.shape
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(rows, table, atol=0.01)
    assert vectors.similarity("king", "queen") == pytest.approx(
        float(vectors.similarities(["king", "queen"])[0, 1])
    )
    assert vectors.vectors([]).shape == (0, vectors.dimensions)


def test_random_vectors_mean_nothing_and_stay(vectors: WordVectors) -> None:
    first = vectors.random_vectors(["accurate", "exact"])
    np.testing.assert_array_equal(first, vectors.random_vectors(["accurate", "exact"]))
    assert abs(float(first[0] @ first[1])) < 0.6 < vectors.similarity("accurate", "exact")


def test_relation_from_examples(vectors: WordVectors) -> None:
    found = vectors.relation([("france", "paris"), ("Italy", "rome")], "spain")
    assert found.neighbours.items[0].word == "madrid"
    assert found.examples == (("france", "paris"), ("italy", "rome"))
    assert found.agreement > 0.9


def test_plane_of_best_fit_shows_parallels(vectors: WordVectors) -> None:
    plane = vectors.plane_of_best_fit([("man", "woman"), ("king", "queen"), ("prince", "princess")])
    assert all(pair.parallel > 0.95 for pair in plane.pairs)
    moves = [np.subtract(pair.end_at, pair.start_at) for pair in plane.pairs]
    assert all(move[0] > 0 and abs(move[1]) < 0.2 * move[0] for move in moves)
    assert 0.8 < plane.explained <= 1


def test_plane_is_the_plane_of_principal_components() -> None:
    draw = np.random.default_rng(0)
    starts, ends = draw.normal(size=(2, 4, 9)).astype(np.float32)
    plane = plane_of_pairs([(str(i), str(i)) for i in range(4)], starts, ends)
    points = np.concatenate([starts, ends])
    centred = points - points.mean(axis=0)
    strengths = np.linalg.svd(centred, compute_uv=False) ** 2
    assert plane.explained == pytest.approx(strengths[:2].sum() / strengths.sum(), abs=1e-5)
    flat = np.array([pair.start_at for pair in plane.pairs] + [p.end_at for p in plane.pairs])
    assert (flat**2).sum() == pytest.approx(strengths[:2].sum(), rel=1e-4)


def test_axis_puts_words_in_order(vectors: WordVectors) -> None:
    axis = vectors.axis("woman", "man", ["queen", "king", "car"])
    assert [item.word for item in axis.items] == ["queen", "car", "king"]
    assert len(vectors.axis("woman", "man", n=10).items) == 9  # one of them is not offered


@pytest.mark.parametrize("kind", ["pca-2d", "pca-3d", "tsne-2d", "random-2d", "random-3d"])
def test_maps(vectors: WordVectors, kind: str) -> None:
    points = vectors.map(kind, 12)
    assert points.at.shape == (12, int(kind[-2]))
    assert points.words == vectors.words[:12]
    assert points.topics.max() < len(points.topic_names)
    assert np.abs(points.at).max() <= 1


def test_unknown_maps_are_refused(vectors: WordVectors) -> None:
    with pytest.raises(BadInput, match="pca-2d"):
        vectors.map("mercator")


def test_scoreboard(vectors: WordVectors) -> None:
    board = vectors.scoreboard()
    assert [section.name for section in board.totals] == ["tuned", "untuned", "all"]
    assert board.sections[0].add == pytest.approx(0.667)
    assert board.tables["hierarchical"] == pytest.approx(0.4)
    with pytest.raises(BadInput):
        vectors.scoreboard(7)


@pytest.mark.parametrize(
    "ask",
    [
        lambda v: v.nearest([]),
        lambda v: v.nearest(["king"] * 100),
        lambda v: v.nearest(["king"], rule="divide"),
        lambda v: v.nearest([("king", float("nan"))]),
        lambda v: v.plane_of_best_fit([("man", "woman")]),
        lambda v: v.relation([], "king"),
        lambda v: v.vectors(["king"] * 1000),
    ],
)
def test_impossible_questions_get_a_sentence(vectors: WordVectors, ask) -> None:
    with pytest.raises(BadInput):
        ask(vectors)


def test_damage_is_told(tmp_path) -> None:
    made = TinyArtifacts(tmp_path)
    add_word_vectors(made)
    made.damage("word-vectors", "tokenizer.json")
    with pytest.raises(ArtifactDamaged):
        load("word-vectors", made.registry).nearest(["king"])


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [("", "abc", 3), ("abc", "abc", 0), ("abcd", "abdc", 1), ("kitten", "sitting", 3)],
)
def test_edit_distance(first: str, second: str, edits: int) -> None:
    assert edit_distance(first, second) == edits == edit_distance(second, first)


def test_packed_coordinates_keep_their_shape() -> None:
    points = np.random.default_rng(0).normal(size=(50, 2))
    np.testing.assert_allclose(unpack(pack(points)), points / np.abs(points).max(), atol=2e-5)


def test_product_rule_by_hand() -> None:
    cosines = np.array([[0.5, 0.0, 0.9], [0.2, 0.8, 0.1]], np.float32)
    ids, scores = best_by_product(cosines, np.array([1, -1], np.float32), 3, np.array([0]), True)
    by_hand = ((1 + cosines[0]) / 2) / ((1 + cosines[1]) / 2 + 1e-6)
    np.testing.assert_array_equal(ids, np.argsort(-by_hand))
    np.testing.assert_allclose(scores, np.sort(by_hand)[::-1], rtol=1e-4)
