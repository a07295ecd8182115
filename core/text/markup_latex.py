"""The brackets of LaTeX: environments, braces, `$ … $` and `$$ … $$`.

A backslash takes the next character with it, so `\\{` and `\\$` are text; a `%` hides the rest of
its line. A `$` inside the braces of `\\text` and its like begins a formula of its own. A formula
does not outlive its paragraph: TeX ends it at an empty line, and so it is left there.
"""

from __future__ import annotations

import regex

from core.text.markup_token import TEXT, Act, Construct, Token

KINDS = ("environment", "brace", "inline", "display")

# Commands whose argument is text, even inside a formula.
TEXT_COMMANDS = frozenset(
    "\\" + name
    for name in ("text", "textbf", "textit", "textrm", "mbox", "hbox", "footnote", "intertext")
)
# Environments that stand inside a formula.
INSIDE_FORMULAS = frozenset(
    (
        "aligned",
        "array",
        "cases",
        "gathered",
        "matrix",
        "pmatrix",
        "bmatrix",
        "smallmatrix",
        "split",
    )
)
_COMMAND = regex.compile(r"\\[A-Za-z]+")
_ENVIRONMENT = regex.compile(r"\\(?<act>begin|end)\{(?<name>[^{}\\$\s]{1,40})\}")
_ACTS: dict[str, Act] = {"begin": "open", "end": "close"}
SPECIAL = frozenset("\\{}$%\n")


def token(pending: str, stack: list[Construct], line_begins: bool, final: bool) -> Token | None:
    """What `pending` begins with, or None if that depends on what follows."""
    first = pending[0]
    if first not in SPECIAL:
        return TEXT
    if first == "{":
        return Token(1, "open", "brace")
    if first == "}":
        return Token(1, "close", "brace")
    if first == "\n":
        return _paragraph(stack) if line_begins else TEXT
    if first == "%":
        return Token(1, "comment")
    return _command(pending, final) if first == "\\" else _dollar(pending, stack, final)


def _paragraph(stack: list[Construct]) -> Token:
    for at, construct in enumerate(stack):
        if construct.kind in ("inline", "display"):
            return Token(1, "leave", at=at)
    return TEXT


def _command(pending: str, final: bool) -> Token | None:
    if len(pending) == 1:
        return TEXT if final else None
    if not (pending[1].isascii() and pending[1].isalpha()):
        return TEXT if pending[1] == "\n" else Token(2)
    environment = _ENVIRONMENT.match(pending, partial=True)
    if environment and not environment.partial:
        length, name = environment.end(), environment["name"]
        return Token(length, _ACTS[environment["act"]], "environment", name)
    command = _COMMAND.match(pending)
    assert command
    undecided = environment is not None or command.end() == len(pending)
    if undecided and not final:
        return None
    return Token(command.end(), "command", name=command[0])


def _dollar(pending: str, stack: list[Construct], final: bool) -> Token | None:
    """One dollar or two, opening or closing: it depends on the formula around, if any."""
    formula = _formula(stack)
    if formula == "inline":
        return Token(1, "close", "inline")
    if len(pending) == 1 and not final:
        return None
    double = pending.startswith("$$")
    if formula == "display":
        # A single dollar ends it too, with an error: TeX says "display math should end with $$".
        return Token(2, "close", "display") if double else Token(1, "close", "display", "$")
    return Token(2, "open", "display") if double else Token(1, "open", "inline")


def _formula(stack: list[Construct]) -> str:
    """The kind of the formula around, or nothing in running text."""
    for construct in reversed(stack):
        if construct.kind in ("inline", "display"):
            return construct.kind
        if construct.kind == "brace" and construct.name in TEXT_COMMANDS:
            return ""
        if construct.kind == "environment" and construct.name not in INSIDE_FORMULAS:
            return ""
    return ""
