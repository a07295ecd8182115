"""The LSTM put together from a plain recurrent net, one part a stage, as a drawing.

The stages: 1 the plain net · 2 a carry track beside it · 3 a forget gate on the track · 4 an input
gate before it · 5 an output gate behind it. What a stage adds is drawn strong, what was there
before it stays. Each wire can carry a number. The idea of the drawing follows Christopher Olah's
"Understanding LSTM Networks" (2015); the construction by stages is the lecture's.
"""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from core.figures.palette import Palette, ink_on

STAGES = 5
HEIGHT = 330
TRACK, ROAD, OUT = 6.1, 1.15, 3.1  # y of the carry track, of what is read, of what goes on
AT = {"forget": 2.4, "input": 4.0, "candidate": 5.6, "output": 7.4}  # x of each gate's box
FUNCTION = {"forget": "σ", "input": "σ", "candidate": "tanh", "output": "σ"}
STAGE_OF = {"candidate": 1, "track": 2, "forget": 3, "input": 4, "output": 5}
BOX = 2.35  # y of the middle of the gates' boxes
TURN = 8.9  # x where the track comes down to h


def construction_figure(
    stage: int, colours: Palette, *, symbols: Mapping[str, str], values: Mapping[str, str]
) -> go.Figure:
    """The cell at `stage` (1 … 5). `symbols` names gates and wires ("forget", "cell",
    "cell_before", "hidden", "hidden_before", "x"); `values` has numbers to write beside them.
    """
    stage = min(max(stage, 1), STAGES)
    pen = _Pen(go.Figure(), colours, stage, symbols, values)
    fill = colours.surface
    pen.figure.add_shape(
        type="rect", x0=1.1, x1=9.9, y0=0.45, y1=7.0, line={"color": colours.grid, "width": 1.5},
        fillcolor=fill, layer="below",
    )  # fmt: skip
    # What is read: h from the left, x from below, joined into one road under the gates.
    pen.wire([(0.1, ROAD), (AT["output"] if stage >= 5 else AT["candidate"], ROAD)], colours.state)
    pen.wire([(1.7, -0.35), (1.7, ROAD)], colours.input)
    pen.word(0.1, ROAD, "hidden_before", colours.text, anchor="left", above=True)
    pen.word(1.85, -0.25, "x", colours.text, anchor="left")
    if stage == 1:
        pen.gate("candidate")
        pen.wire([(AT["candidate"], BOX + 0.45), (AT["candidate"], OUT + 0.6), (10.9, OUT + 0.6)],
                 colours.state, arrow=True)  # fmt: skip
        pen.word(10.9, OUT + 0.6, "hidden", colours.text, anchor="right", above=True)
    else:
        _track(pen)
    figure = pen.figure
    figure.update_xaxes(visible=False, range=[-0.05, 11.05], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-0.55, 7.3], fixedrange=True)
    figure.update_layout(height=HEIGHT, margin={"l": 0, "r": 0, "t": 4, "b": 4}, showlegend=False)
    # A figure of shapes alone has no area to draw in.
    figure.add_scatter(x=[0, 11], y=[0, 7], mode="markers", marker_opacity=0, hoverinfo="skip")
    return figure


def _track(pen: _Pen) -> None:
    """Stages 2 to 5: the track and what hangs on it."""
    colours, stage = pen.colours, pen.stage
    x = AT["candidate"]
    new = "track"
    pen.wire([(0.1, TRACK), (10.9, TRACK)], colours.state, arrow=True, part=new, width=4)
    pen.word(0.1, TRACK, "cell_before", colours.text, anchor="left", above=True)
    pen.word(10.9, TRACK, "cell", colours.text, anchor="right", above=True)
    pen.gate("candidate")
    pen.wire([(x, BOX + 0.45), (x, TRACK)], colours.candidate, part="candidate")
    pen.sign(x, TRACK, "+", part=new)
    if stage >= 3:
        pen.gate("forget")
        pen.wire([(AT["forget"], BOX + 0.45), (AT["forget"], TRACK)], colours.forget, part="forget")
        pen.sign(AT["forget"], TRACK, "×", part="forget")
    if stage >= 4:
        pen.gate("input")
        pen.wire([(AT["input"], BOX + 0.45), (AT["input"], 4.4), (x, 4.4)], colours.input_gate,
                 part="input")  # fmt: skip
        pen.sign(x, 4.4, "×", part="input")
    down = [(TURN, TRACK), (TURN, OUT), (10.9, OUT)]
    pen.wire(down, colours.state, arrow=True, part=new)
    pen.pill(TURN, 5.0, "tanh", colours.state, part=new)
    pen.word(10.9, OUT, "hidden", colours.text, anchor="right", above=True)
    if stage >= 5:
        pen.gate("output")
        pen.wire([(AT["output"], BOX + 0.45), (AT["output"], 3.9), (TURN, 3.9)],
                 colours.output_gate, part="output")  # fmt: skip
        pen.sign(TURN, 3.9, "×", part="output")


class _Pen:
    """Draws wires, boxes and signs; what belongs to an earlier stage is drawn thinner."""

    def __init__(
        self,
        figure: go.Figure,
        colours: Palette,
        stage: int,
        symbols: Mapping[str, str],
        values: Mapping[str, str],
    ) -> None:
        self.figure, self.colours, self.stage = figure, colours, stage
        self.symbols, self.values = symbols, values

    def new(self, part: str | None) -> bool:
        return part is not None and STAGE_OF[part] == self.stage

    def wire(
        self,
        points: list[tuple[float, float]],
        colour: str,
        *,
        arrow: bool = False,
        part: str | None = None,
        width: float = 2.5,
    ) -> None:
        path = "M" + " L".join(f"{x},{y}" for x, y in points)
        size = width + 1.5 if self.new(part) else width
        self.figure.add_shape(
            type="path", path=path, line={"color": colour, "width": size}, layer="below"
        )
        if arrow:
            (x, y), (from_x, _) = points[-1], points[-2]
            self.figure.add_annotation(
                x=x, y=y, ax=x - 0.4 if from_x < x else x, ay=y, axref="x", ayref="y",
                text="", arrowhead=2, arrowsize=0.8, arrowwidth=size,
                arrowcolor=colour,
            )  # fmt: skip

    def gate(self, name: str) -> None:
        """A box with its function on the road, its symbol and number above the function."""
        colour = str(getattr(self.colours, {"input": "input_gate", "output": "output_gate"}.get(
            name, name)))  # fmt: skip
        x = AT[name]
        self.wire([(x, ROAD), (x, BOX - 0.45)], self.colours.state)
        self.figure.add_shape(
            type="rect", x0=x - 0.62, x1=x + 0.62, y0=BOX - 0.45, y1=BOX + 0.45, fillcolor=colour,
            line={"color": self.colours.text, "width": 3 if self.new(name) else 0}, layer="above",
        )  # fmt: skip
        self._text(x, BOX, f"<b>{FUNCTION[name]}</b>", ink_on(colour), 14)
        self.word(x + 0.1, BOX + 0.85, name, self.colours.text, anchor="left")

    def sign(self, x: float, y: float, sign: str, *, part: str) -> None:
        radius = 0.3
        self.figure.add_shape(
            type="circle", x0=x - radius * 0.8, x1=x + radius * 0.8, y0=y - radius * 1.25,
            y1=y + radius * 1.25, fillcolor=self.colours.background, layer="above",
            line={"color": self.colours.text, "width": 3 if self.new(part) else 1.5},
        )  # fmt: skip
        self._text(x, y, f"<b>{sign}</b>", self.colours.text, 15)

    def pill(self, x: float, y: float, word: str, colour: str, *, part: str) -> None:
        self.figure.add_shape(
            type="rect", x0=x - 0.55, x1=x + 0.55, y0=y - 0.36, y1=y + 0.36,
            fillcolor=self.colours.background, layer="above",
            line={"color": colour, "width": 3 if self.new(part) else 2},
        )  # fmt: skip
        self._text(x, y, word, self.colours.text, 13)

    def word(
        self, x: float, y: float, name: str, colour: str, *, anchor: str, above: bool = False
    ) -> None:
        """A symbol and, where there is one, its number."""
        symbol, value = self.symbols.get(name, ""), self.values.get(name)
        text = f"<b>{symbol}</b>" + (f" {value}" if value else "")
        self.figure.add_annotation(
            x=x, y=y, text=text, showarrow=False, xanchor=anchor,
            yanchor="bottom" if above else "middle", yshift=3 if above else 0,
            font={"color": colour, "size": 13},
        )  # fmt: skip

    def _text(self, x: float, y: float, text: str, colour: str, size: int) -> None:
        self.figure.add_annotation(
            x=x, y=y, text=text, showarrow=False, font={"color": colour, "size": size}
        )
