"""The layout every figure shares: fonts, greys, margins, quiet axes, room for a phone.

`styled` is applied by `core.ui.chart`; figure functions only add data, titles of axes, and colours
from `core.figures.palette`.
"""

from __future__ import annotations

import plotly.graph_objects as go

from core.figures.palette import Palette

FONT = "Inter, Vazirmatn, sans-serif"
HEIGHT = 340  # px: what a chart takes unless its figure says otherwise


def styled(figure: go.Figure, colours: Palette) -> go.Figure:
    """A copy of `figure` in the project's look; what the figure itself sets is kept."""
    figure = go.Figure(figure)
    layout = figure.layout
    axis = {
        "gridcolor": colours.grid,
        "linecolor": colours.grid,
        "zerolinecolor": colours.grid,
        "tickcolor": colours.grid,
        "title": {"font": {"color": colours.muted, "size": 13}},
        "tickfont_color": colours.muted,
        "automargin": True,
    }
    template = go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": colours.text},
            "paper_bgcolor": colours.background,
            "plot_bgcolor": colours.background,
            "colorway": [*colours.families().values(), *colours.meanings().values()],
            "colorscale": {
                "sequential": [list(stop) for stop in colours.sequential],
                "diverging": [list(stop) for stop in colours.diverging],
            },
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "hoverlabel": {
                "bgcolor": colours.surface,
                "font": {"family": FONT, "color": colours.text},
                "bordercolor": colours.grid,
            },
        }
    )
    own = layout.template.layout.to_plotly_json() if layout.template.layout else {}
    # plotly's default template comes with any figure; one without its marks is the page's own
    if own and "ternary" not in own:
        template.layout.update(own)
    figure.update_layout(template=template)
    if layout.height is None:
        figure.update_layout(height=HEIGHT)
    if layout.dragmode is None and not is_solid(figure):
        # dragging a chart on a phone must scroll the page; a solid one is turned by dragging
        figure.update_layout(dragmode=False)
    for trace in figure.data:
        # a trace without a name would stand in the legend as "trace 2"
        if "showlegend" in trace and trace.name is None and trace.showlegend is None:
            trace.showlegend = False
    return figure


def is_solid(figure: go.Figure) -> bool:
    """Whether the figure has a scene in three dimensions."""
    return any(trace.type.endswith("3d") or trace.type == "surface" for trace in figure.data)
