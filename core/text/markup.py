"""What is open in a text of markup: followed character by character, as a value.

    state = begin("wiki")
    state, events = feed(state, "[[Vienna")      # any piece of text, one character or many
    state, events = finish(state)                # nothing more comes

Two grammars say what opens and closes: `core.text.markup_wiki` and `core.text.markup_latex`. The
order is judged here. A construct is

    right   when its closing comes while it is the innermost open one;
    wrong   when its closing comes while something opened inside it is still open;
    left    when something around it was closed over it, or its paragraph or line ended;
    open    when the text ended first.

A closing that finds nothing to close is `stray`: it opens nothing, so it is counted beside the
others and not among them. XML elements are a layer of their own: the wiki markup inside them is
text to XML, so what an element's end finds open is left, and the element is closed right.

    balanced = right / opened

counts what is open at the end as not closed. Real text cut at 2,000 characters has such
constructs too, so a model's share is read beside that of real text cut alike, and not against 1.

What it is not: a parser that corrects, or says what the markup means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import regex

from core.text import markup_latex, markup_wiki
from core.text.markup_token import Construct, Token

Fate = Literal["right", "wrong", "left", "open"]
What = Literal["opened", "right", "wrong", "left", "open", "stray"]
Language = Literal["wiki", "latex"]

KINDS: Mapping[str, tuple[str, ...]] = {"wiki": markup_wiki.KINDS, "latex": markup_latex.KINDS}
_PLAIN = {
    name: regex.compile("[^" + regex.escape("".join(grammar.SPECIAL), special_only=False) + "]+")
    for name, grammar in (("wiki", markup_wiki), ("latex", markup_latex))
}
_READ: Mapping[str, Callable[[str, list[Construct], bool, bool], Token | None]] = {
    "wiki": markup_wiki.token,
    "latex": markup_latex.token,
}


@dataclass(frozen=True)
class Event:
    """What happened to a construct at the characters [start, end) of the text.

    A stray closing has a construct too, of its kind and name, that was never open. For what was
    left or is open at the end, [start, end) is where that showed.
    """

    what: What
    construct: Construct
    start: int
    end: int


@dataclass(frozen=True)
class Tally:
    """How many constructs of a kind, by what became of them."""

    opened: int = 0
    right: int = 0
    wrong: int = 0
    left: int = 0
    open: int = 0
    stray: int = 0

    def __add__(self, other: Tally) -> Tally:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Tally(*(mine + theirs for mine, theirs in pairs))

    @property
    def balanced(self) -> float:
        """The share of what was opened that was closed in the right order; 1 if nothing was."""
        return self.right / self.opened if self.opened else 1.0


@dataclass(frozen=True)
class Markup:
    """The state after `place` characters. `pending` is the end of the text that may yet become a
    bracket; `stack` holds what is open, innermost last."""

    language: Language
    place: int = 0
    pending: str = ""
    stack: tuple[Construct, ...] = ()
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    counted_from: int = 0
    line_begins: bool = True  # nothing but space since the last line end
    command: str = ""  # the LaTeX command that a brace would be the argument of
    in_comment: bool = False  # from % to the end of a line

    @property
    def tally(self) -> Tally:
        """All kinds together."""
        return sum(self.tallies.values(), Tally())


def begin(language: Language) -> Markup:
    """The state before any text."""
    return Markup(language)


def feed(state: Markup, text: str) -> tuple[Markup, tuple[Event, ...]]:
    """The state after `text` more, and what happened; any cut into pieces gives the same."""
    reader = _Reader(state)
    plain, at = _PLAIN[state.language], 0
    while at < len(text):
        run = None if reader.pending else plain.match(text, at)
        if run:
            reader.pass_over(run[0])
            at = run.end()
        else:
            reader.pending += text[at]
            reader.advance(final=False)
            at += 1
    return reader.state(), tuple(reader.events)


def finish(state: Markup) -> tuple[Markup, tuple[Event, ...]]:
    """Decide what was pending, and report what is open; the stack stays, to be looked at."""
    reader = _Reader(state)
    reader.advance(final=True)
    for construct in reader.stack:
        reader.happened("open", construct, reader.place, reader.place)
    return reader.state(), tuple(reader.events)


def track(text: str, language: Language, before: str = "") -> tuple[Markup, tuple[Event, ...]]:
    """A whole text. What stands `before` it is read first, so that its brackets may be closed in
    the text, and is neither counted nor told of. Places count from the beginning of `before`."""
    state, _ = feed(begin(language), before)
    state = replace(state, tallies={}, counted_from=len(before))
    state, events = feed(state, text)
    state, last = finish(state)
    return state, (*events, *last)


def balance(text: str, language: Language, before: str = "") -> Tally:
    """The tally of a whole text, all kinds together; see `track`."""
    return track(text, language, before)[0].tally


class _Reader:
    """The state taken apart, while a piece of text is read."""

    def __init__(self, state: Markup) -> None:
        self._begun = state
        self._token = _READ[state.language]
        self.place, self.pending = state.place, state.pending
        self.stack, self.tallies = list(state.stack), dict(state.tallies)
        self.line_begins, self.command = state.line_begins, state.command
        self.in_comment = state.in_comment
        self.events: list[Event] = []

    def state(self) -> Markup:
        return replace(
            self._begun,
            place=self.place,
            pending=self.pending,
            stack=tuple(self.stack),
            tallies=self.tallies,
            line_begins=self.line_begins,
            command=self.command,
            in_comment=self.in_comment,
        )

    def pass_over(self, plain: str) -> None:
        """Text in which nothing opens or closes, taken at once."""
        if not plain.isspace():
            self.command = ""
        self.line_begins = self.line_begins and not plain.strip(" \t:")
        self.place += len(plain)

    def advance(self, *, final: bool) -> None:
        """Take from `pending` all that is decided."""
        while self.pending:
            if self.in_comment and self.pending[0] != "\n":
                self._text(len(self.pending.split("\n", 1)[0]))
                continue
            token = self._token(self.pending, self.stack, self.line_begins, final)
            if token is None:
                return
            if token.act == "open":
                name = token.name or (self.command if token.kind == "brace" else "")
                end = self.place + token.length
                construct = Construct(token.kind, name, self.place, end, len(self.stack))
                self.stack.append(construct)
                self.happened("opened", construct, self.place, end)
            elif token.act == "close":
                self._close(token)
            elif token.act == "leave":
                self._leave(token)
            self.command = token.name if token.act == "command" else self._kept(token)
            if token.act == "comment":
                self.in_comment = True
            self._text(token.length)

    def _kept(self, token: Token) -> str:
        """Space between a command and its brace does not part them."""
        spaces = token.act == "text" and self.pending[: token.length].isspace()
        return self.command if spaces else ""

    def _text(self, length: int) -> None:
        for character in self.pending[:length]:
            if character == "\n":
                self.line_begins, self.in_comment = True, False
            elif character not in " \t:":
                self.line_begins = False
        self.pending = self.pending[length:]
        self.place += length

    def _close(self, token: Token) -> None:
        at = self._partner(token)
        end = self.place + token.length
        if at is None:
            stray = Construct(token.kind, token.name, self.place, end, len(self.stack))
            self.happened("stray", stray, self.place, end)
            return
        closed, above = self.stack[at], self.stack[at + 1 :]
        layers = closed.kind == "element"
        disturbed = [c for c in above if c.kind == "element"] if layers else above
        named_right = not token.name or token.name == closed.name
        for construct in reversed(above):
            self.happened("left", construct, self.place, end)
        del self.stack[at:]
        right = not disturbed and named_right
        self.happened("right" if right else "wrong", closed, self.place, end)

    def _partner(self, token: Token) -> int | None:
        """The place in the stack of what a closing closes, or None."""
        fallback = None
        for at in range(len(self.stack) - 1, -1, -1):
            construct = self.stack[at]
            if construct.kind == "element" and token.kind != "element":
                break  # wiki markup does not reach over the border of an element
            if construct.kind != token.kind:
                continue
            if not token.name or construct.name == token.name:
                return at
            if token.kind in ("environment", "display") and fallback is None:
                fallback = at  # as TeX does: \begin{lemma} ended by \end{proof}, $$ by $
        return fallback

    def _leave(self, token: Token) -> None:
        """What does not outlive its line or paragraph, and all that was opened inside it."""
        for gone in reversed(self.stack[token.at :]):
            self.happened("left", gone, self.place, self.place)
        del self.stack[token.at :]

    def happened(self, what: What, construct: Construct, start: int, end: int) -> None:
        if construct.start < self._begun.counted_from:
            return
        self.events.append(Event(what, construct, start, end))
        tally = self.tallies.get(construct.kind, Tally())
        self.tallies[construct.kind] = replace(tally, **{what: getattr(tally, what) + 1})
