"""Direction of a text, its runs, and the controls that are taken out."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.direction import direction, is_mixed, isolate, rtl_share, runs, without_controls


def test_first_strong_character_decides() -> None:
    assert direction("سلام world") == "rtl"
    assert direction("hello سلام") == "ltr"
    assert direction("12 … سلام") == "rtl"
    assert direction("123 🙂 ?!") == "neutral"
    assert direction("") == "neutral"


def test_mixture_and_share() -> None:
    assert is_mixed("a سلام")
    assert not is_mixed("سلام ۱۲۳")
    assert rtl_share("abدد") == 0.5
    assert rtl_share("123") == 0.0


def test_runs_cut_where_the_direction_turns() -> None:
    cut = runs("1. hello سلام!")
    assert [(run.text, run.direction) for run in cut] == [("1. hello ", "ltr"), ("سلام!", "rtl")]


@given(st.text())
def test_runs_give_the_text_back(text: str) -> None:
    assert "".join(run.text for run in runs(text)) == text


def test_controls_cannot_reorder_a_page() -> None:
    assert without_controls("a\u202eb\u2066c\u2069") == "abc"
    assert isolate("\u202eabc") == "\u2068abc\u2069"
