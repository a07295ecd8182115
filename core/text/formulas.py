"""Formulas in LaTeX text: where they stand, and what they say without a book's own commands.

A formula is what KaTeX can be handed: the inside of `$ … $` or `$$ … $$`, or a whole environment
for displays. One that its paragraph ends before it is closed has no inside; it is given as `None`.

The commands that the Stacks project defines for itself (`\\Spec`, `\\Hom` …) are spelled out with
what its preamble says. Labels are left out: they print nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from core.text.markup import begin, feed

# As in the preamble of the Stacks project (github.com/stacks/stacks-project, preamble.tex).
MACROS: dict[str, str] = {
    **{
        name: rf"\mathop{{\mathrm{{{name}}}}}\nolimits"
        for name in ("colim", "Hom", "Ext", "Mor", "Ob", "Ker", "Coker", "Coim", "Im", "Spec")
    },
    **{name: rf"\mathit{{{name}}}" for name in ("Sch", "QCoh", "Coh")},
    "Sh": r"\mathop{\mathit{Sh}}\nolimits",
    "SheafHom": r"\mathop{\mathcal{H}\!\mathit{om}}\nolimits",
    "SheafExt": r"\mathop{\mathcal{E}\!\mathit{xt}}\nolimits",
    "NL": r"\mathop{N\!L}\nolimits",
    "etale": r"{\acute{e}tale}",
    "proetale": r"{pro\text{-}\acute{e}tale}",
    "Pic": r"\mathop{\mathrm{Pic}}\nolimits",
    "Proj": r"\mathop{\mathrm{Proj}}\nolimits",
    "CH": r"\mathop{\mathrm{CH}}\nolimits",
    "id": r"\mathop{\mathrm{id}}\nolimits",
}
# Environments that hold a formula by themselves and that KaTeX knows.
DISPLAYS = ("align", "align*", "equation", "equation*", "gather", "gather*", "alignat", "alignat*")
_MACRO = regex.compile(r"\\(" + "|".join(sorted(MACROS, key=len, reverse=True)) + r")(?![A-Za-z])")
_LABEL = regex.compile(r"\\label\{[^{}]*\}")


@dataclass(frozen=True)
class Formula:
    """A formula at [start, end) of its text, brackets included. `source`: as KaTeX gets it."""

    source: str | None
    display: bool
    start: int
    end: int


def spelled_out(source: str) -> str:
    """The formula with the book's own commands replaced, and without labels."""
    return _MACRO.sub(lambda found: MACROS[found[1]], _LABEL.sub("", source)).strip()


def formulas(text: str) -> list[Formula]:
    """The formulas of a text in their order; one inside another is not told of, nor is one that
    the text's end cut off."""
    kept: list[Formula] = []
    for formula in sorted(_all(text), key=lambda f: (f.start, -f.end)):
        if not kept or formula.start >= kept[-1].end:
            kept.append(formula)
    return kept


def _all(text: str) -> Iterator[Formula]:
    _, events = feed(begin("latex"), text)
    for event in events:
        kind, name = event.construct.kind, event.construct.name
        math = kind in ("inline", "display")
        if not math and not (kind == "environment" and name in DISPLAYS):
            continue
        if event.what in ("right", "wrong"):
            start, end = event.construct.start, event.end
            inside = text[event.construct.end : event.start] if math else text[start:end]
            found = Formula(spelled_out(inside), kind != "inline", start, end)
        elif event.what == "left":
            found = Formula(None, kind != "inline", event.construct.start, event.end)
        else:
            continue
        yield found
