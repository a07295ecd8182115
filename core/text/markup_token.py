"""The values that the grammars of markup and the tracker hand to one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Act = Literal["text", "open", "close", "leave", "command", "comment"]


@dataclass(frozen=True)
class Construct:
    """One pair of brackets: `[[`, a tag, an environment. Its opening stands at [start, end)."""

    kind: str
    name: str  # of a tag or environment; of the command before a brace; else empty
    start: int
    end: int
    depth: int  # how many were open around it


@dataclass(frozen=True)
class Token:
    """The next `length` characters and what they do; "leave" leaves the stack from `at` on."""

    length: int
    act: Act = "text"
    kind: str = ""
    name: str = ""
    at: int = 0


TEXT = Token(1)
