"""The splits: a property of the words, disjoint, and as large as they say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.corpora.splits import TEST_SHARE, VALIDATION_SHARE, Split, split_of
from core.text.words import tokenize


def test_shares_are_as_said() -> None:
    counts = Counter(split_of(["what", "is", str(number)]) for number in range(20_000))
    assert abs(counts[Split.TEST] / 20 - TEST_SHARE) < 4
    assert abs(counts[Split.VALIDATION] / 20 - VALIDATION_SHARE) < 4


def test_split_of_known_lines_never_moves() -> None:
    """A changed hash would put old training lines into the test split."""
    numbers = [number for number in range(200) if split_of(["line", str(number)]) is Split.TEST]
    assert numbers == [2, 70, 77, 87, 127, 190]


@given(st.text(max_size=80))
def test_spelling_that_tokenises_alike_falls_alike(text: str) -> None:
    words = tokenize(text)
    assert split_of(words) is split_of(tokenize(text + " ?"))
