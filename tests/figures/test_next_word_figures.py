"""The figures of the next-word lab, as data: what stands where, and nothing is lost."""

from __future__ import annotations

import pytest

from core.figures.beam_tree import TreeWord, beam_tree_figure
from core.figures.distribution import distribution_figure, percent, settings_figure
from core.figures.palette import DARK, LIGHT
from core.figures.surprise import loss_figure


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_rest_is_one_grey_bar_beneath_the_words(colours):
    figure = distribution_figure(
        ["website", "<b>"], [0.5, 0.2], colours, rest=0.3, rest_label="9 others"
    )
    words, others = figure.data
    assert list(words.x) == [0.5, 0.2] and list(others.x) == [0.3]
    assert others.y[0] == 2 and not others.marker.pattern.shape
    assert others.marker.color == colours.rival and words.marker.color == colours.prediction
    assert list(figure.layout.yaxis.ticktext)[-1] == "9 others"
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first on top


def test_a_rest_beyond_the_words_axis_is_hatched_and_says_its_number():
    figure = distribution_figure(["a"], [0.02], LIGHT, rest=0.98, rest_label="others")
    others = figure.data[1]
    assert others.marker.pattern.shape and others.text[0].startswith("98")
    assert others.x[0] == pytest.approx(figure.layout.xaxis.range[1])


def test_nothing_to_show_is_drawn_as_nothing():
    assert len(distribution_figure([], [], LIGHT).data[0].x) == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.354, "35 %"), (0.0291, "2.9 %"), (0.0004, "< 0.1 %"), (0.0, "0 %"), (1.0, "100 %")],
)
def test_percent(value, text):
    assert percent(value).replace("\u00a0", " ") == text


def test_the_settings_stand_beside_the_model():
    figure = settings_figure(
        ["a", "</s>"], [0.6, 0.1], [0.9, 0.0], LIGHT, labels=("model", "drawn"), chosen=0
    )
    assert [trace.name for trace in figure.data] == ["model", "drawn"]
    assert list(figure.layout.yaxis.ticktext) == ["<b>a</b>", "&lt;/s>"]


def test_losses_and_their_mean():
    figure = loss_figure(["how", "</s>"], [1.0, 3.0], 2.0, LIGHT, axis="nats", mean_label="mean")
    assert list(figure.data[0].y) == [1.0, 3.0]
    assert figure.layout.shapes[0].y0 == 2.0
    assert "</s>" not in figure.layout.xaxis.ticktext  # plotly would take it for a tag


def test_a_tree_draws_each_word_once_and_no_two_in_one_place():
    words = [
        TreeWord("website", -1, 1, -0.9, True),
        TreeWord("cake", -1, 1, -1.1, True),
        TreeWord("wish", -1, 1, -2.1, False),
        TreeWord("for", 0, 2, -1.5, True),
        TreeWord("end", 1, 2, -1.8, True),
        TreeWord("the", 1, 2, -5.0, False),
    ]
    figure = beam_tree_figure(words, [0, 3], LIGHT, root="a", labels=("best", "kept", "lost"))
    points = [
        (x, y, text)
        for trace in figure.data
        if trace.mode == "markers+text"
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    ]
    assert len({(x, y) for x, y, _ in points}) == len(words) + 1
    assert sorted(text.split("<br>")[0] for *_, text in points) == sorted(
        ["<b>website</b>", "cake", "wish", "<b>for</b>", "end", "the", "<b>a</b>"]
    )
    heights = {text.split("<br>")[0]: y for _, y, text in points}
    assert heights["<b>for</b>"] < heights["end"] < heights["the"]  # children of the better first
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
