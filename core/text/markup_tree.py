"""What stands inside what, in a text of markup: the constructs as a tree, broken ones included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.text.markup import Event, Fate, Language, track
from core.text.markup_token import Construct


@dataclass(frozen=True)
class Node:
    """A construct with what is inside it: text[construct.end:inside_end], of which `children` are
    the parts that are constructs themselves. Its closing, if any, ends at `end`."""

    construct: Construct
    fate: Fate
    inside_end: int
    end: int
    children: tuple[Node, ...]


def tree(text: str, language: Language) -> tuple[Node, ...]:
    """The outermost constructs of the text, in its order."""
    return grown(track(text, language)[1], len(text))


def grown(events: Sequence[Event], length: int) -> tuple[Node, ...]:
    """The tree of a text of `length` characters that was followed from its beginning."""
    top: list[Node] = []
    opened: list[tuple[Construct, list[Node]]] = []

    def close(fate: Fate, inside_end: int, end: int) -> None:
        construct, children = opened.pop()
        node = Node(construct, fate, inside_end, end, tuple(children))
        (opened[-1][1] if opened else top).append(node)

    for event in events:
        if event.what == "opened":
            opened.append((event.construct, []))
        elif event.what in ("right", "wrong"):
            close(event.what, event.start, event.end)
        elif event.what == "left":
            close("left", event.start, event.start)
    while opened:
        close("open", length, length)
    return tuple(top)
