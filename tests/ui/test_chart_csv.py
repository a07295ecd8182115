"""The CSV of a chart: from its table, or gathered from what it draws."""

from __future__ import annotations

import csv
import io

import pandas as pd
import plotly.graph_objects as go

from core.figures.palette import DARK
from core.figures.theme import styled
from core.ui.chart import csv_of


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def test_the_table_is_what_is_saved() -> None:
    table = pd.DataFrame({"word": ["سلام", "how"], "bits": [1.5, 2.0]})
    assert rows(csv_of(go.Figure(), table)) == [
        {"word": "سلام", "bits": "1.5"},
        {"word": "how", "bits": "2.0"},
    ]


def test_traces_are_gathered_with_their_names() -> None:
    figure = go.Figure([go.Bar(name="a", x=["p", "q"], y=[1, 2]), go.Scatter(x=[0], y=[5])])
    found = rows(csv_of(figure))
    assert [(row["series"], row["x"], row["y"]) for row in found] == [
        ("a", "p", "1"),
        ("a", "q", "2"),
        ("series 2", "0", "5"),
    ]


def test_a_heat_map_is_one_row_a_cell() -> None:
    figure = go.Figure(go.Heatmap(z=[[1, 2], [3, 4]], x=["l", "r"], y=["top", "low"]))
    found = {(row["y"], row["x"]): row["value"] for row in rows(csv_of(figure))}
    assert found == {("top", "l"): "1", ("top", "r"): "2", ("low", "l"): "3", ("low", "r"): "4"}


def test_an_empty_figure_is_an_empty_file() -> None:
    assert csv_of(go.Figure()).strip() in (b"", b'""')


def test_formulas_are_made_harmless() -> None:
    table = pd.DataFrame({"word": ["=1+1", "@x", "fine"]})
    assert [row["word"] for row in rows(csv_of(go.Figure(), table))] == ["'=1+1", "'@x", "fine"]


def test_the_look_keeps_what_a_figure_sets_itself() -> None:
    figure = go.Figure(go.Bar(x=[1], y=[2]), layout={"height": 200, "dragmode": "pan"})
    shown = styled(figure, DARK)
    assert (shown.layout.height, shown.layout.dragmode) == (200, "pan")
    assert figure.layout.template.layout.paper_bgcolor != DARK.background  # the original is intact
    assert shown.layout.template.layout.paper_bgcolor == DARK.background
    plain = styled(go.Figure(), DARK)
    assert plain.layout.dragmode is False and plain.layout.height
    both = styled(go.Figure([go.Bar(name="a", y=[1]), go.Bar(y=[2]), go.Heatmap(z=[[1]])]), DARK)
    assert [trace.showlegend for trace in both.data] == [None, False, False]
    solid = styled(go.Figure(go.Scatter3d(x=[1], y=[1], z=[1])), DARK)
    assert solid.layout.dragmode is None  # a solid chart is turned by dragging
