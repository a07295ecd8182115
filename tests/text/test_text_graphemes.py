"""Grapheme clusters: what a reader takes for one character."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.graphemes import count_graphemes, first_graphemes, graphemes, with_signs

FAMILY = "👨‍👩‍👧"


def test_clusters_stay_whole() -> None:
    assert graphemes("e\u0301a") == ["e\u0301", "a"]
    assert graphemes(f"a{FAMILY}b") == ["a", FAMILY, "b"]
    assert count_graphemes("خانهٔ") == 4


def test_cutting_never_splits_a_cluster() -> None:
    assert first_graphemes(f"{FAMILY}ab", 2) == f"{FAMILY}a"
    assert first_graphemes("abc", 0) == ""
    assert first_graphemes("abc", -1) == ""


@given(st.text())
def test_clusters_give_the_text_back(text: str) -> None:
    assert "".join(graphemes(text)) == text
    assert count_graphemes(text) == len(graphemes(text))


def test_non_joiner_is_made_visible() -> None:
    assert with_signs("می\u200cخواهم") == "می|خواهم"
