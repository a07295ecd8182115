"""The figures of single units, as data."""

from __future__ import annotations

import pytest

from core.figures.palette import DARK, LIGHT
from core.figures.unit_activation import activation_figure, lost_figure, word_starts
from core.figures.unit_findings import findings_figure


def test_every_letter_has_its_value_and_the_property_lies_behind() -> None:
    figure = activation_figure(
        list("a <b"), [0.1, -0.2, 0.3, 0.4], 0.05, LIGHT,
        axis="unit 3", mean_label="mean", shaded=[0, 0, 1, 1], shaded_label="in a tag",
    )  # fmt: skip
    shaded, curve = figure.data
    assert list(curve.y) == [0.1, -0.2, 0.3, 0.4] and list(shaded.y) == [0, 0, 1, 1]
    assert list(curve.customdata) == ["a", "·", "&lt;", "b"]
    assert figure.layout.shapes[0].y0 == 0.05
    assert curve.line.color == LIGHT.state and figure.layout.showlegend


def test_a_text_from_right_to_left_has_its_axis_so() -> None:
    values = [0.0, 1.0]
    labels = {"axis": "", "mean_label": ""}
    left = activation_figure(list("ab"), values, 0, DARK, **labels).layout.xaxis.range
    right = activation_figure(list("دل"), values, 0, DARK, right_to_left=True, **labels)
    assert list(right.layout.xaxis.range) == list(left)[::-1]
    lost = lost_figure(list("دل"), values, 0.1, DARK, axis="", others_label="", right_to_left=True)
    assert list(lost.layout.xaxis.range) == list(left)[::-1]


def test_words_under_the_axis_are_whole_and_spread() -> None:
    assert word_starts(list("the cat's hat"), 4) == [(0, "the"), (4, "cat's"), (10, "hat")]
    assert word_starts([]) == []
    assert len(word_starts(list("ab " * 200), 10)) <= 10


def test_the_letter_looked_at_stands_out() -> None:
    figure = lost_figure(
        list("abc"), [0.0, 2.0, -0.5], 0.01, LIGHT, axis="bits", others_label="others", chosen=1
    )
    assert list(figure.data[0].y) == [0.0, 2.0, -0.5]
    assert figure.data[0].marker.color == (LIGHT.gradient, LIGHT.prediction, LIGHT.gradient)
    assert figure.layout.shapes[0].y0 == 0.01


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_findings_stand_beside_what_they_have_to_beat(colours) -> None:
    figure = findings_figure(
        ["in a link", "word ends"], [0.8, 0.4], [0.1, 0.2], [0.3, 0.6], colours,
        labels=("unit", "luck", "letters"), axis="|r|",
    )  # fmt: skip
    assert [trace.name for trace in figure.data] == ["unit", "luck", "letters"]
    assert [list(trace.x) for trace in figure.data] == [[0.8, 0.4], [0.1, 0.2], [0.3, 0.6]]
    assert list(figure.layout.yaxis.ticktext) == ["in a link", "word ends"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first on top
