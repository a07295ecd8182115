"""Whether KaTeX can set the formulas of a text: the share that it accepts.

The KaTeX is that of the dashboard's Streamlit (0.18.10), kept as `export/data/katex.min.js` and
run by V8 (package mini-racer, for export alone). Real text and a model's are treated alike: the
same commands spelled out (`core.text.formulas`), labels left out, no error forgiven. A formula that
its paragraph ends before it is closed counts as refused. `\\xymatrix` is refused too, in both.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from py_mini_racer import MiniRacer

from core.text.formulas import Formula, formulas

KATEX = Path(__file__).resolve().parents[1] / "data" / "katex.min.js"
_ASK = """
function refusal(source, display) {
  try {
    katex.renderToString(source, {displayMode: display, throwOnError: true, strict: 'ignore'});
    return '';
  } catch (error) { return String(error.message); }
}
"""


class Katex:
    """KaTeX in a V8 of its own; to be had from `opened_katex`, which closes it."""

    def __init__(self, engine: MiniRacer) -> None:
        self._engine = engine
        engine.eval(KATEX.read_text(encoding="utf-8"))
        engine.eval(_ASK)

    @property
    def version(self) -> str:
        return str(self._engine.eval("katex.version"))

    def refusal(self, source: str, *, display: bool = False) -> str:
        """What KaTeX says against the formula; nothing if it accepts it."""
        asked = f"refusal({json.dumps(source)}, {json.dumps(display)})"
        return str(self._engine.eval(asked))


@contextmanager
def opened_katex() -> Iterator[Katex]:
    """An engine that is not closed keeps its process from ending."""
    engine = MiniRacer()
    try:
        yield Katex(engine)
    finally:
        engine.close()


@dataclass(frozen=True)
class Accepted:
    """`reasons`: KaTeX's own words about the refused, without places, by frequency."""

    formulas: int
    accepted: int
    reasons: Counter[str]

    @property
    def share(self) -> float:
        return self.accepted / self.formulas if self.formulas else 1.0


def accepted(texts: Sequence[str], katex: Katex) -> Accepted:
    """All formulas of the texts, asked one by one; equal ones are asked once."""
    known: dict[tuple[str, bool], str] = {}
    reasons: Counter[str] = Counter()
    count = 0
    for text in texts:
        for formula in formulas(text):
            count += 1
            if why := _refusal(formula, katex, known):
                reasons[why] += 1
    return Accepted(count, count - reasons.total(), reasons)


def _refusal(formula: Formula, katex: Katex, known: dict[tuple[str, bool], str]) -> str:
    if formula.source is None:
        return "never closed"
    key = formula.source, formula.display
    if key not in known:
        said = katex.refusal(formula.source, display=formula.display)
        known[key] = said.removeprefix("KaTeX parse error: ").split(" at position", 1)[0]
    return known[key]
