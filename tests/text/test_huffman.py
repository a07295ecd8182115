"""The Huffman tree against gensim's own, and against what Huffman's theorem promises."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.huffman import Code, huffman_tree

LECTURE = {
    "fat": 3, "fridge": 2, "zebra": 1, "potato": 3, "and": 14, "in": 7, "today": 4, "kangaroo": 2,
}  # fmt: skip


def gensim_codes(counts: dict[str, int]) -> tuple[list[str], list[int], list[Code]]:
    word2vec = pytest.importorskip(
        "gensim.models.word2vec", reason="gensim trains, it is not served"
    )
    model = word2vec.Word2Vec(hs=1, negative=0, min_count=1, vector_size=2)
    model.build_vocab_from_freq(dict(counts))
    vectors = model.wv
    words = list(vectors.index_to_key)
    codes = [
        Code(
            tuple(int(bit) for bit in vectors.get_vecattr(word, "code")),
            tuple(int(node) for node in vectors.get_vecattr(word, "point")),
        )
        for word in words
    ]
    return words, [vectors.get_vecattr(word, "count") for word in words], codes


def zipf(size: int) -> dict[str, int]:
    return {f"w{rank}": 1 + 5000 // (rank + 1) for rank in range(size)}


def ties(size: int) -> dict[str, int]:
    draw = np.random.default_rng(7).integers(1, 6, size)
    return {f"w{i}": int(count) for i, count in enumerate(draw)}


@pytest.mark.parametrize("counts", [LECTURE, zipf(500), ties(300), {"a": 1, "b": 1}])
def test_codes_and_paths_are_gensims(counts: dict[str, int]) -> None:
    words, ordered, expected = gensim_codes(counts)
    assert list(huffman_tree(words, ordered).codes) == expected


def test_the_lectures_words() -> None:
    tree = huffman_tree(list(LECTURE), list(LECTURE.values()))
    lengths = {word: len(code.bits) for word, code in zip(tree.words, tree.codes, strict=True)}
    assert lengths["and"] == 1
    assert lengths["in"] < lengths["fat"] <= lengths["zebra"]
    assert tree.count(tree.root) == 36
    assert [merge.count for merge in tree.merges][:1] == [3]  # zebra 1 + a word of 2
    assert len(tree.merges) == 7


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=60))
def test_codes_are_prefix_free_and_near_the_entropy(counts: list[int]) -> None:
    tree = huffman_tree([f"w{i}" for i in range(len(counts))], counts)
    texts = sorted(map(str, tree.codes))
    assert all(not later.startswith(earlier) for earlier, later in pairwise(texts))
    assert sum(2.0 ** -len(code.bits) for code in tree.codes) == pytest.approx(1.0)
    shares = [count / sum(counts) for count in counts]
    entropy = -sum(share * math.log2(share) for share in shares)
    assert entropy - 1e-9 <= tree.mean_depth < entropy + 1
    assert tree.depth == max(map(len, texts))


def test_one_word_needs_no_branch() -> None:
    tree = huffman_tree(["alone"], [9])
    assert tree.codes == (Code((), ()),) and tree.root == 0 and tree.mean_depth == 0


@pytest.mark.parametrize(("words", "counts"), [([], []), (["a"], [1, 2]), (["a", "b"], [1, 0])])
def test_refuses_what_is_no_vocabulary(words: list[str], counts: list[int]) -> None:
    with pytest.raises(ValueError, match="count"):
        huffman_tree(words, counts)
