"""The brackets of a Wikipedia dump: XML around, MediaWiki's markup inside.

Inside the XML the page's own tags stand escaped, as `&lt;ref&gt; … &lt;/ref&gt;`. Only names that
MediaWiki knows are tags; any other `&lt;` is text, as it is there. Tags that never enclose (br, hr
…) open nothing. Between `&lt;nowiki&gt;`, `&lt;math&gt;` and their like nothing is markup but their
own end. A table begins and ends at the beginning of a line; an external link ends with its line.
"""

from __future__ import annotations

import regex

from core.text.markup_token import TEXT, Construct, Token

KINDS = ("element", "tag", "template", "link", "external", "table", "comment")

# Sanitizer::getRecognizedTagData of MediaWiki, and the extensions that Wikipedia installs.
_TAGS = """
    abbr b bdi bdo big blockquote caption center cite code data dd del dfn div dl dt em font h1 h2
    h3 h4 h5 h6 i ins kbd li mark ol p q rb rp rt rtc ruby s samp small span strike strong sub sup
    table td th time tr tt u ul var
    gallery imagemap includeonly indicator inputbox noinclude onlyinclude poem ref references
    section templatestyles
    ce chem graph hiero math nowiki pre score source syntaxhighlight timeline
    br hr wbr
"""
_RAW = frozenset(
    (
        *("ce", "chem", "graph", "hiero", "math", "nowiki", "pre", "score", "source"),
        *("syntaxhighlight", "timeline"),
    )
)
_VOID = ("br", "hr", "wbr")
_NAMES = "|".join(sorted(_TAGS.split(), key=len, reverse=True))

# An XML tag: a quoted value may hold ">", nothing may hold "<".
_ELEMENT = regex.compile(
    r"<(?:(?<comment>!--)|[!?][^<>]*>"
    r"|/(?<close>[\w:.-]+)\s*>"
    r"""|(?<open>[A-Za-z_:][\w:.-]*)(?<more>(?:[\s/](?:"[^"<]*"|'[^'<]*'|[^<>"'])*+)?)>)"""
)
_TAG = regex.compile(
    rf"&lt;(?:(?<comment>!--)|/(?<close>{_NAMES})\s*&gt;"
    rf"|(?<open>{_NAMES})(?<more>(?:[\s/](?:(?!&lt;|&gt;|<).)*+)?)&gt;)",
    regex.DOTALL | regex.IGNORECASE,
)
_EXTERNAL = regex.compile(r"\[(?:https?://|ftps?://|//|mailto:|news:|ircs?://|git://)")
LONGEST_TAG = 600  # characters: what is longer is no tag but a stray "<"
SPECIAL = frozenset("<&[]{}|-\n")


def token(pending: str, stack: list[Construct], line_begins: bool, final: bool) -> Token | None:
    """What `pending` begins with, or None if that depends on what follows."""
    first = pending[0]
    if first not in SPECIAL:
        return TEXT
    top = stack[-1] if stack else None
    if first == "<" and not (top and top.name == "<!--"):
        return _element(pending, final)
    if top and (top.kind == "comment" or (top.kind == "tag" and top.name in _RAW)):
        return _raw(pending, top, final)
    if first == "&":
        return _tag(pending, final)
    if first == "\n":
        return _line_end(stack)
    if first == "]" and top and top.kind == "external":
        return Token(1, "close", "external")
    if first == "-" or (first == "|" and not line_begins):
        return TEXT
    if len(pending) == 1:
        return TEXT if final else None
    pair = pending[:2]
    if pair == "{|" and line_begins:
        return Token(2, "open", "table")
    if pair == "|}":
        return _table_end(pending, stack, final)
    if pair in _PAIRS:
        return _PAIRS[pair]
    return _external(pending, final) if first == "[" else TEXT


_PAIRS = {
    "[[": Token(2, "open", "link"),
    "]]": Token(2, "close", "link"),
    "{{": Token(2, "open", "template"),
    "}}": Token(2, "close", "template"),
}


def _line_end(stack: list[Construct]) -> Token:
    """External links that nothing else is open in do not outlive the line."""
    at = len(stack)
    while at and stack[at - 1].kind == "external":
        at -= 1
    return Token(1, "leave", at=at) if at < len(stack) else TEXT


def _matched(
    pattern: regex.Pattern[str], pending: str, final: bool
) -> regex.Match[str] | Token | None:
    """The match; or None to wait for more; or that it is plain text after all."""
    found = pattern.match(pending, partial=True)
    if found is None or (found.partial and (final or len(pending) > LONGEST_TAG)):
        return TEXT
    return None if found.partial else found


def _bracket(found: regex.Match[str], kind: str) -> Token:
    length = found.end()
    if found["comment"]:
        return Token(length, "open", "comment", found[0])
    if found["close"]:
        return Token(length, "close", kind, _name(found["close"], kind))
    name = _name(found["open"] or "", kind)
    if not name or found["more"].endswith("/") or (kind == "tag" and name in _VOID):
        return Token(length)
    return Token(length, "open", kind, name)


def _name(name: str, kind: str) -> str:
    return name.lower() if kind == "tag" else name


def _element(pending: str, final: bool) -> Token | None:
    found = _matched(_ELEMENT, pending, final)
    return _bracket(found, "element") if isinstance(found, regex.Match) else found


def _tag(pending: str, final: bool) -> Token | None:
    found = _matched(_TAG, pending, final)
    if not isinstance(found, regex.Match):
        return found
    if found["close"] and found["close"].lower() in _VOID:
        return Token(found.end())
    return _bracket(found, "tag")


def _external(pending: str, final: bool) -> Token | None:
    found = _matched(_EXTERNAL, pending, final)
    return Token(1, "open", "external") if isinstance(found, regex.Match) else found


def _raw(pending: str, top: Construct, final: bool) -> Token | None:
    """Inside a comment, or where nothing is markup: its own end or text."""
    if top.kind == "comment":
        end = "-->" if top.name.startswith("<") else "--&gt;"
        if pending.startswith(end):
            return Token(len(end), "close", "comment")
        return None if end.startswith(pending) and not final else TEXT
    if pending[0] != "&":
        return TEXT
    found = _tag(pending, final)
    closes = found is None or (found.act == "close" and found.name == top.name)
    return found if closes else TEXT


def _table_end(pending: str, stack: list[Construct], final: bool) -> Token | None:
    """`|}` ends a table, but `|}}` is the last, empty parameter of a template."""
    if stack and stack[-1].kind == "table":
        return Token(2, "close", "table")
    if len(pending) == 2 and not final:
        return None
    return TEXT if pending[2:] == "}" else Token(2, "close", "table")
