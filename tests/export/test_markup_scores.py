"""Scores of markup: windows, what they count, and the formulas that KaTeX accepts."""

from __future__ import annotations

import pytest

from core.runtime.engine.sampling import SamplingSettings
from core.text.formulas import MACROS
from export.scores.formulas import accepted, opened_katex
from export.scores.markup import BEFORE, CHARACTERS, continuations, measures, windows

PARAGRAPH = "Let $a_i$ be {b}, see [[c]] and so on.\n\n"
DOCUMENTS = [PARAGRAPH * 200, "short\n", PARAGRAPH * 90]


@pytest.mark.parametrize("language", ["wiki", "latex"])
def test_windows_are_pieces_of_the_documents_with_what_stands_before(language: str) -> None:
    found = windows(DOCUMENTS, language, 12, seed=1)
    assert len(found) == 12
    assert found == windows(DOCUMENTS, language, 12, seed=1)
    assert found != windows(DOCUMENTS, language, 12, seed=2)
    for window in found:
        assert len(window.text) == CHARACTERS and len(window.before) <= BEFORE
        assert any(window.before + window.text in text for text in DOCUMENTS)
        if language == "latex":
            assert window.text.startswith("Let") and window.before[:3] in ("", "Let")


def test_texts_too_short_have_no_windows() -> None:
    assert windows(["short"], "wiki") == []
    assert windows(["no border " * 900], "wiki") == []


def test_what_is_open_at_the_end_lowers_the_share_of_real_text_too() -> None:
    found = measures(
        windows([("[[a]] {{b}} " * 9 + "\n") * 60 + "[[" + "x" * 3000], "wiki", 5), "wiki"
    )
    assert 0.95 < found["balanced"] <= 1
    assert set(found["kinds"]) <= {"link", "template"}
    assert sum(kind["opened"] for kind in found["kinds"].values()) == found["opened"]


def test_a_writer_that_never_closes_scores_nothing() -> None:
    places = windows(DOCUMENTS, "wiki", 6)
    seeds = []

    def write(before: str, settings: SamplingSettings) -> str:
        seeds.append(settings.seed)
        return "[[a " * (settings.length // 4)

    found = measures(continuations(places, write, 0.8), "wiki")
    assert seeds == list(range(6))
    assert found["balanced"] == 0 and found["opened"] == 6 * 500


def test_katex_judges_formulas() -> None:
    text = r"$a_1$ and $\Hom(A, B)$ $\frac{a$ $\nonsense$ $c" + "\n\n" + r"$$\xymatrix{A}$$ $a_1$"
    with opened_katex() as katex:
        assert katex.version == "0.18.10"
        found = accepted([text], katex)
        for name in MACROS:
            assert accepted([rf"$\{name}(A)$"], katex).share == 1
    assert (found.formulas, found.accepted) == (7, 3)
    assert found.reasons["never closed"] == 1
    assert any("xymatrix" in reason for reason in found.reasons)


def test_latex_is_measured_with_its_formulas() -> None:
    found = measures(windows(DOCUMENTS, "latex", 3), "latex")
    assert found["accepted"] == 1 and found["formulas"] > 100
