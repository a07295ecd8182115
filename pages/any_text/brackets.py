"""The text with its brackets coloured by kind and marked by fate, and what is open right now."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.text.markup import KINDS, Event, Markup, Tally
from core.text.markup_token import Construct
from core.ui.frame import LabPage
from pages.any_text.writing import Story

LOOKS = Path(__file__).with_name("looks.css")
DEEPEST = 10  # nested brackets drawn; further ones are counted
HEAD = 28  # characters shown of what a bracket holds
# The parts of a tally in the order they are told, and the keys of their sentences.
_COUNTED = {name: name for name in ("opened", "right", "open", "wrong", "left", "stray")}
_COUNTED |= {"open": "still"}
BAD = ("wrong", "left", "stray")


def dress() -> None:
    """The looks of this page's text, boxes and marks."""
    st.html(f"<style>{LOOKS.read_text(encoding='utf-8')}</style>")


def text_html(page: LabPage, story: Story) -> str:
    """The source, escaped, as preformatted text."""
    _, events = story.seen()
    spans = sorted(_spans(page, events), key=lambda span: (span[0], span[1]))
    pieces, place = [], 0
    for start, end, looks, said in spans:
        if start < place:
            continue
        pieces.append(_plain(story, place, start))
        shown = html.escape(story.text[start:end], quote=False)
        title = f' title="{html.escape(said)}"' if said else ""
        pieces.append(f'<b class="{looks}"{title}>{shown}</b>')
        place = end
    pieces.append(_plain(story, place, len(story.text)))
    label = html.escape(page.text("brackets.source"))
    return (
        f'<pre class="u-source" dir="ltr" tabindex="0" role="region" aria-label="{label}">'
        f"{''.join(pieces)}</pre>"
    )


def _plain(story: Story, start: int, end: int) -> str:
    """Text between brackets; the visitor's own part is set apart."""
    cut = min(max(story.given, start), end)
    own, more = story.text[start:cut], html.escape(story.text[cut:end], quote=False)
    return (f'<span class="given">{html.escape(own, quote=False)}</span>' if own else "") + more


def _spans(page: LabPage, events: Sequence[Event]) -> list[tuple[int, int, str, str]]:
    """(start, end, classes, what to say of it) of every bracket."""
    fates = {
        (event.construct.start, event.construct.end): event.what
        for event in events
        if event.what not in ("opened", "stray")
    }
    found = []
    for event in events:
        kind = f"b k-{event.construct.kind}"
        if event.what == "opened":
            fate = fates.get((event.start, event.end), "open")
            said = page.text(f"fates.{fate}") if fate in BAD else ""
            found.append((event.start, event.end, f"{kind} f-{fate}", said))
        elif event.what in ("right", "wrong", "stray"):
            said = page.text(f"fates.{event.what}") if event.what in BAD else ""
            found.append((event.start, event.end, f"{kind} f-{event.what}", said))
    return found


def open_html(page: LabPage, story: Story) -> str:
    """What is open at the end of the text: brackets inside brackets, the innermost last."""
    stack = story.state.stack
    if not stack:
        return f'<p class="u-none">{html.escape(page.text("brackets.nothing"))}</p>'
    hidden, shown = stack[:-DEEPEST], stack[-DEEPEST:]
    boxes = ""
    for construct in reversed(shown):
        inner = f"<ul>{boxes}</ul>" if boxes else ""
        boxes = (
            f'<li class="b k-{construct.kind}"><b>{_named(page, construct)}</b> '
            f"<code>{_head(story.text, construct)}</code>{inner}</li>"
        )
    if hidden:
        boxes = f"<li>{html.escape(page.text('brackets.deeper', count=len(hidden)))}</li>{boxes}"
    label = html.escape(page.text("brackets.open", count=len(stack)))
    return f'<ul class="u-nest" dir="ltr" aria-label="{label}">{boxes}</ul>'


def _named(page: LabPage, construct: Construct) -> str:
    return html.escape(page.text(f"bracket.{construct.kind}"))


def _head(text: str, construct: Construct) -> str:
    """The bracket and the first letters of what it holds."""
    head = text[construct.start : construct.end + HEAD].split("\n", 1)[0]
    return html.escape(head[: len(text[construct.start : construct.end]) + HEAD], quote=False)


def count_html(page: LabPage, state: Markup, written: int) -> str:
    """The tallies as a short list, the share first."""
    tally = state.tally
    share = page.text("brackets.share", share=f"{tally.balanced:.0%}") if tally.opened else "–"
    lines = [("share", share)]
    lines += [
        (name, page.text(f"brackets.{key}", count=getattr(tally, name)))
        for name, key in _COUNTED.items()
    ]
    items = "".join(f'<li class="f-{name}">{html.escape(line)}</li>' for name, line in lines)
    letters = html.escape(page.text("brackets.letters", count=written))
    return f'<ul class="u-counts">{items}</ul><p class="u-none">{letters}</p>'


def legend_html(page: LabPage, story: Story) -> str:
    """The kinds that this text opened, each in its colour, with its share."""
    state, _ = story.seen()
    items = "".join(
        f'<li><b class="b k-{kind}">{html.escape(page.text(f"bracket.{kind}"))}</b> '
        f"{tally.right}/{tally.opened}</li>"
        for kind in KINDS[state.language]
        if (tally := state.tallies.get(kind, Tally())).opened
    )
    label = html.escape(page.text("brackets.legend"))
    return f'<ul class="u-kinds" aria-label="{label}">{items}</ul>' if items else ""
