"""The figures of writing letter by letter, as data: what stands where, in both directions."""

from __future__ import annotations

import pytest

from core.figures.distribution import distribution_figure
from core.figures.letter_bars import letter_bars_figure
from core.figures.letters_seen import SeenCurve, letters_seen_figure, wilson
from core.figures.next_letter import Cut, LetterBar, next_letter_figure
from core.figures.palette import DARK, LIGHT
from core.figures.repetition import repetition_figure
from core.figures.unit_interval import unit_interval_figure

BARS = [
    LetterBar("e", 0.5, 0.6, 0.75),
    LetterBar("<", 0.2, 0.2, 0.25),
    LetterBar("·", 0.1, 0.05, 0.0),
]
LABELS = ("model", "drawn", "cut")


def bars(**more):
    return next_letter_figure(BARS, LIGHT, labels=LABELS, axis="p", **more)


def test_kept_and_cut_letters_have_bars_of_their_own():
    model, drawn, cut = bars(chosen=1).data
    assert list(model.x) == [0.5, 0.2, 0.1]
    assert list(drawn.x) == [0.75, 0.25, None]
    assert list(cut.x) == [None, None, 0.05] and cut.marker.pattern.shape
    assert [trace.name for trace in (model, drawn, cut)] == list(LABELS)


def test_the_drawn_letter_stands_out_and_markup_is_none():
    names = bars(chosen=1).layout.yaxis.ticktext
    assert names[1] == "<b>► &lt;</b>" and names[0] == "e"


def test_without_a_cut_there_is_no_bar_for_it():
    assert len(next_letter_figure(BARS[:2], LIGHT, labels=LABELS, axis="p").data) == 2


def test_a_cut_is_a_line_between_two_letters():
    figure = bars(cuts=[Cut(2, "top-k keeps 2"), Cut(9, "beyond")])
    assert [1 < line.y0 < 2 for line in figure.layout.shapes] == [True]
    assert figure.layout.annotations[0].text == "top-k keeps 2"


@pytest.mark.parametrize("log", [False, True])
def test_bars_run_from_the_side_where_reading_begins(log):
    left, right = bars(log=log).layout, bars(log=log, rtl=True).layout
    assert left.xaxis.range[0] < left.xaxis.range[1] and left.yaxis.side == "left"
    assert right.xaxis.range[0] > right.xaxis.range[1] and right.yaxis.side == "right"
    assert left.xaxis.type == ("log" if log else "linear")


def test_bars_over_words_can_run_to_the_left():
    figure = distribution_figure(["ب"], [0.4], LIGHT, rtl=True)
    assert figure.layout.xaxis.range[0] > figure.layout.xaxis.range[1] == 0
    assert figure.layout.yaxis.side == "right"
    assert list(figure.layout.yaxis.ticktext) == ["ب"]


def interval(number=0.55, chosen=1, **more):
    return unit_interval_figure(
        ["a", "b", "c"], [0.5, 0.49, 0.01], number, chosen, LIGHT, said="0.550", **more
    )


def test_the_shares_lie_side_by_side_and_fill_the_line():
    shares = interval().data[0]
    assert list(shares.base) == pytest.approx([0.0, 0.5, 0.99])
    assert sum(shares.x) == pytest.approx(1.0)
    assert list(shares.text) == ["<b>a</b>", "<b>b</b>", ""]  # no room for the last
    tints = shares.marker.color
    assert tints[1] == LIGHT.prediction
    assert LIGHT.prediction not in (tints[0], tints[2])


def test_the_needle_stands_at_the_number_and_is_absent_without_one():
    needle = interval().layout.shapes[0]
    assert needle.x0 == needle.x1 == 0.55
    bare = interval(None, -1)
    assert not bare.layout.shapes and LIGHT.prediction not in bare.data[0].marker.color


def test_the_line_of_a_right_to_left_text_begins_at_the_right():
    ends = interval(rtl=True).layout.xaxis.range
    assert ends[0] > ends[1]
    assert interval(number=0.02, rtl=True).layout.annotations[0].xanchor == "right"
    assert interval(number=0.02).layout.annotations[0].xanchor == "left"


@pytest.mark.parametrize("rtl", [False, True])
def test_letters_stand_under_their_bars_in_their_direction(rtl):
    figure = letter_bars_figure(
        ["ا", "<"],
        [1.0, 2.0],
        DARK.prediction,
        DARK,
        axis="bits",
        name="entropy",
        dots=[0.5, 3.0],
        dots_name="surprise",
        mean=1.5,
        mean_label="mean",
        rtl=rtl,
    )
    assert list(figure.data[0].y) == [1.0, 2.0] and list(figure.data[1].y) == [0.5, 3.0]
    assert list(figure.layout.xaxis.ticktext) == ["ا", "&lt;"]
    assert (figure.layout.xaxis.range[0] > figure.layout.xaxis.range[1]) == rtl
    assert figure.layout.shapes[0].y0 == 1.5


def test_repetition_has_the_real_texts_line_and_the_sliders():
    figure = repetition_figure(
        [0.0, 1.0], [0.6, 0.01], LIGHT, axes=("T", "share"), real=0.02, real_label="real", now=0.5
    )
    assert list(figure.data[0].y) == [0.6, 0.01]
    assert {shape.y0 for shape in figure.layout.shapes} >= {0.02}
    assert any(shape.x0 == 0.5 for shape in figure.layout.shapes)


def test_each_kind_of_cell_has_its_colour_and_its_band():
    curves = {
        "lstm": SeenCurve("LSTM", [0.3, 0.6], [100, 400]),
        "gru": SeenCurve("GRU", [0.2, 0.0], [100, 0]),
    }
    figure = letters_seen_figure(["0", "1+"], curves, LIGHT, axes=("seen", "right"))
    lines = {trace.name: trace for trace in figure.data if trace.name}
    assert lines["LSTM"].line.color == LIGHT.lstm and lines["GRU"].line.color == LIGHT.gru
    assert list(lines["GRU"].x) == [0]  # nothing was counted at the other place
    band = figure.data[0]
    low, high = wilson(0.3, 100)
    assert list(band.x) == [0, 1, 1, 0] and band.y[0] == high and band.y[-1] == low


def test_wilsons_interval_is_the_known_one():
    # Agresti & Coull 1998 use such counts; by hand: 7 of 10 at 95 % is 0.3968 to 0.8922
    assert wilson(0.7, 10) == pytest.approx((0.3968, 0.8922), abs=2e-4)
    assert wilson(0.0, 0) == (0.0, 1.0)
