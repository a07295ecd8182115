"""LaTeX set in the page: formulas by KaTeX, theorems as blocks, sections as headings.

Text becomes markdown with every sign of punctuation escaped, so that nothing but formulas is
markup. What KaTeX refuses, it shows as source by itself, and the style sheet marks it; what cannot
be handed to it at all (a `$` inside a formula, a diagram of \\xymatrix) is shown as source here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.text.formulas import DISPLAYS, spelled_out
from core.text.markup_tree import Node, tree

BLOCKS = 80  # drawn at most; a text of 2,000 characters has some thirty
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_SECTION = ("\\section", "\\subsection")
_ITALIC = ("\\textit", "\\emph")
_HIDDEN = ("\\label",)
_LITERAL = ("\\ref", "\\cite", "\\eqref")


@dataclass(frozen=True)
class Block:
    """A stretch of markdown; `environment` names the box around it, "" for running text."""

    environment: str
    markdown: str
    broken: bool = False


@lru_cache(maxsize=64)
def blocks(text: str) -> tuple[Block, ...]:
    """The text in blocks, in its order."""
    found = list(_blocks(text, tree(text, "latex"), 0, len(text), "", False))
    return tuple(block for block in found if block.markdown.strip() or block.environment)[:BLOCKS]


def _blocks(
    text: str, nodes: Sequence[Node], start: int, end: int, environment: str, broken: bool
) -> Iterator[Block]:
    """Environments that are boxes stand by themselves; what is between them is running text."""
    between: list[Node] = []
    place = start
    for node in nodes:
        if not _is_box(node):
            between.append(node)
            continue
        yield Block(environment, _prose(text, between, place, node.construct.start), broken)
        name, bad = node.construct.name, node.fate != "right"
        yield from _blocks(text, node.children, node.construct.end, node.inside_end, name, bad)
        between, place = [], node.end
    yield Block(environment, _prose(text, between, place, end), broken)


def _is_box(node: Node) -> bool:
    construct = node.construct
    return (
        construct.kind == "environment" and not _is_formula(node) and construct.name not in _LISTS
    )


_LISTS = ("enumerate", "itemize")


def _is_formula(node: Node) -> bool:
    construct = node.construct
    if construct.kind in ("inline", "display"):
        return True
    return construct.kind == "environment" and construct.name in DISPLAYS


def _prose(text: str, nodes: Sequence[Node], start: int, end: int) -> str:
    pieces, place = [], start
    for node in nodes:
        # The command before a brace is told by the brace.
        name = node.construct.name if node.construct.kind == "brace" else ""
        before = (
            text[place : node.construct.start].rstrip()
            if name
            else text[place : node.construct.start]
        )
        pieces.append(_words(before.removesuffix(name) if name else before))
        pieces.append(_set(text, node))
        place = node.end
    return "".join([*pieces, _words(text[place:end])])


def _set(text: str, node: Node) -> str:
    construct = node.construct
    if _is_formula(node):
        return _formula(text, node)
    inside = _prose(text, node.children, construct.end, node.inside_end)
    if construct.kind == "environment":
        return f"\n\n{inside}\n\n"
    if node.fate != "right":
        return _words(construct.name) + r"\{" + inside
    raw = text[construct.end : node.inside_end]
    if construct.name in _HIDDEN:
        return ""
    if construct.name in _LITERAL:
        return f"`{raw.replace('`', '')}`" if raw.strip() else ""
    if construct.name in _SECTION:
        return f"\n\n**{' '.join(inside.split())}**\n\n" if inside.strip() else ""
    if construct.name in _ITALIC or raw.startswith(("\\it ", "\\em ")):
        shown = inside.replace("\\\\it ", "").replace("\\\\em ", "").strip()
        return f"*{shown}*" if shown else ""
    return (_words(construct.name) if construct.name else "") + inside


def _formula(text: str, node: Node) -> str:
    construct = node.construct
    whole = text[construct.start : node.end]
    if construct.kind == "environment":
        source = spelled_out(whole)
    else:
        source = spelled_out(text[construct.end : node.inside_end])
    source = " ".join(source.split())
    if node.fate in ("left", "open") or "$" in source or "\\xymatrix" in source or not source:
        return source_of(whole)
    return f"${source}$" if construct.kind == "inline" else f"\n\n$$\n{source}\n$$\n\n"


def source_of(whole: str) -> str:
    """A formula that cannot be set, as source with a mark."""
    shown = " ".join(whole.replace("`", "'").split())
    return f" ✗ `{shown}` " if shown else ""


def _words(text: str) -> str:
    """Running text as markdown that means only itself."""
    text = re.sub(r"\\(noindent|medskip|bigskip|smallskip)\b ?", "", text)
    text = re.sub(r"\\item\b ?", "\ue000", text)
    text = text.replace("``", "“").replace("''", "”").replace("---", "—").replace("~", " ")
    text = re.sub(r"\\([{}$%&_#])", r"\1", text)
    return _PUNCTUATION.sub(r"\\\1", text).replace("\ue000", "\n\n•\u2002")
