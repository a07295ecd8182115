"""Properties of each place in a text: inside a quotation, how far into the line, a capital next.

What it is: pure functions from a text to one number a character, true of the moment just after
that character was read. A property that speaks of what comes next (`word_end`, `capital_next`) is
what a reader may expect there, and is 0 at the very end. They are what single units of a network
are compared with. What it is not: a parser; brackets that were never opened are passed over.

    measure("in_link", "a [[b]]")  →  0 0 0 1 1 1 0
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LETTER = r"[^\W\d_]|['’\u200c]"
LONGEST_LINE = 100  # a position in a line is counted up to here: prose has lines of thousands
PARAGRAPH = r"\n\n"
PAGE = r"<page>|</text>"


@dataclass(frozen=True)
class Property:
    """`yes_or_no`: whether the values are 0 and 1 alone."""

    name: str
    yes_or_no: bool
    values: Callable[[str], Floats]


def level(text: str, opens: str, closes: str, resets: str = r"(?!)") -> Floats:
    """How many `opens` are not yet met by `closes` (regular expressions), after each character.

    A bracket counts from its last character on; `resets` closes all that is open.
    """
    values = np.zeros(len(text), np.float32)
    pattern = f"(?P<reset>{resets})|(?P<close>{closes})|(?P<open>{opens})"
    depth = start = 0
    for found in re.finditer(pattern, text, re.MULTILINE):
        end = found.end() - 1
        values[start:end] = depth
        start = end
        if found.lastgroup == "open":
            depth += 1
        else:
            depth = 0 if found.lastgroup == "reset" else max(0, depth - 1)
    values[start:] = depth
    return values


def between(text: str, mark: str, resets: str = PARAGRAPH) -> Floats:
    """1 from each odd `mark` to the next one; a `resets` ends what was left open."""
    values = np.zeros(len(text), np.float32)
    start, inside = 0, False
    for found in re.finditer(f"(?P<reset>{resets})|(?P<mark>{mark})", text):
        end = found.end() - 1
        values[start:end] = inside
        start, inside = end, found.lastgroup == "mark" and not inside
    values[start:] = inside
    return values


def inside(opens: str, closes: str, resets: str = r"(?!)") -> Callable[[str], Floats]:
    """1 where anything is open."""
    return lambda text: np.minimum(level(text, opens, closes, resets), 1)


def on(pattern: str) -> Callable[[str], Floats]:
    """1 on every character of each match (of its first group, where there is one)."""
    compiled = re.compile(pattern, re.MULTILINE)

    def values(text: str) -> Floats:
        found = np.zeros(len(text), np.float32)
        for match in compiled.finditer(text):
            start, end = match.span(1 if compiled.groups else 0)
            found[start:end] = 1
        return found

    return values


def since(pattern: str) -> Callable[[str], Floats]:
    """How many characters were read since the last one that matches `pattern`, which has 0."""

    def values(text: str) -> Floats:
        places = np.arange(len(text))
        last = np.full(len(text), -1)
        for match in re.finditer(pattern, text):
            last[match.start()] = match.start()
        return (places - np.maximum.accumulate(last)).astype(np.float32) if text else _none()

    return values


def next_is(pattern: str, here: str = r"[\s\S]") -> Callable[[str], Floats]:
    """1 where this character matches `here` and the next one `pattern`."""
    compiled = re.compile(f"(?:{here})(?={pattern})")

    def values(text: str) -> Floats:
        found = np.zeros(len(text), np.float32)
        for match in compiled.finditer(text):
            found[match.start()] = 1
        return found

    return values


def _none() -> Floats:
    return np.zeros(0, np.float32)


def _line_position(text: str) -> Floats:
    return np.minimum(since(r"\n")(text), LONGEST_LINE)


def _word_position(text: str) -> Floats:
    return since(f"(?!{LETTER})[\\s\\S]")(text)


def _indent(text: str) -> Floats:
    values = np.zeros(len(text), np.float32)
    for line in re.finditer(r"^( *)[^\n]*\n?", text, re.MULTILINE):
        start, end = line.span()
        width = len(line[1])
        values[start:end] = width
        values[start : start + width] = np.arange(1, width + 1)
    return values


def _stanza_line(text: str) -> Floats:
    """log(1 + how many lines are complete since the last blank one): poems run to thousands."""
    return np.log1p(level(text, r"\n(?!\n)", r"(?!)", r"\n\n+")).astype(np.float32)


def _quotation(text: str) -> Floats:
    return between(text, r'"|&quot;|“|”', r"\n\n|<page>|</text>")


def _italics(text: str) -> Floats:
    return between(text, r"'{2,5}", r"\n")


def _formula(text: str) -> Floats:
    return between(text, r"(?<!\\)\${1,2}")


def _display(text: str) -> Floats:
    return between(text, r"(?<!\\)\$\$")


_ALL = (
    # any text
    Property("line_position", False, _line_position),
    Property("line_end", True, next_is(r"\n")),
    Property("word_position", False, _word_position),
    Property("word_end", True, next_is(f"(?!{LETTER})[\\s\\S]", LETTER)),
    Property("capital_next", True, next_is(r"[A-Z]")),
    Property("in_number", True, on(r"\d+")),
    Property("in_quotation", True, _quotation),
    Property("vowel", True, on(r"[aeiouAEIOU]|[اآوی]")),
    # verse
    Property("stanza_line", False, _stanza_line),
    Property("second_hemistich", True, inside(r"\t", r"\n")),
    Property("hemistich_position", False, since(r"[\t\n]")),
    Property("hemistich_end", True, next_is(r"[\t\n]")),
    # pages of an encyclopaedia in XML
    Property("in_page_head", True, inside(r"<page>", r"<text[^>\n]*>")),
    Property("indent", False, _indent),
    Property("in_tag", True, inside(r"<", r">")),
    Property("in_link", True, inside(r"\[\[", r"\]\]", rf"\n|{PAGE}")),
    Property("template_depth", False, lambda text: level(text, r"\{\{", r"\}\}", PAGE)),
    Property("in_template", True, inside(r"\{\{", r"\}\}", PAGE)),
    Property("in_table", True, inside(r"^\{\|", r"^\|\}", PAGE)),
    Property("in_note", True, inside(r"&lt;ref(?:[^&\n/]|/(?!&))*&gt;", r"&lt;/ref&gt;", PAGE)),
    Property("in_entity", True, inside(r"&(?=#?\w{1,8};)", r";", r"\s")),
    Property("in_heading", True, inside(r"^==+", r"\n")),
    Property("in_address", True, inside(r"https?://", r"[\s|\]}<]")),
    Property("in_italics", True, _italics),
    # mathematics in LaTeX
    Property("in_formula", True, _formula),
    Property("in_display", True, _display),
    Property("brace_depth", False, lambda text: level(text, r"\{", r"\}", PARAGRAPH)),
    Property("parenthesis_depth", False, lambda text: level(text, r"\(", r"\)", PARAGRAPH)),
    Property("in_command", True, on(r"\\[A-Za-z]+")),
    Property("in_key", True, inside(r"\\(?:ref|label|cite)\{", r"\}", r"\n")),
    Property(
        "in_environment", True, inside(r"\\begin\{", r"\\end\{[^}\n]*\}", r"\\(?:sub)?section\{")
    ),
    Property("in_proof", True, inside(r"\\begin\{proof\}", r"\\end\{proof\}")),
)
PROPERTIES: dict[str, Property] = {found.name: found for found in _ALL}

_ANY = ("line_position", "line_end", "word_position", "word_end", "capital_next")
# What is looked for in the texts of each corpus.
OF_CORPUS: dict[str, tuple[str, ...]] = {
    "english-poetry": (*_ANY, "in_quotation", "stanza_line", "vowel"),
    "persian-poetry": (
        "hemistich_position", "hemistich_end", "second_hemistich", "line_position",
        "word_position", "word_end", "stanza_line", "vowel",
    ),
    "wiki-markup": (
        *_ANY, "in_quotation", "in_link", "in_template", "template_depth", "in_tag", "in_page_head",
        "indent", "in_table", "in_note", "in_entity", "in_heading", "in_address", "in_italics",
        "in_number",
    ),
    "latex-stacks": (
        *_ANY, "in_formula", "in_display", "brace_depth", "parenthesis_depth", "in_command",
        "in_key", "in_environment", "in_proof",
    ),
}  # fmt: skip


def measure(name: str, text: str) -> Floats:
    """The property of that name: float [length of the text]. `KeyError` for an unknown name."""
    return PROPERTIES[name].values(text)
