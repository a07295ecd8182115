"""Persian normalisation, with a report of everything that was changed.

What it is: one spelling for letters that Arabic keyboards and old files write differently, and
(with `verse=True`) the 39 characters that the verse models know, the same cleaning their corpus
went through. The rules are data (`data/persian.toml`). What it is not: it corrects no spelling
and moves no word boundary beyond white space.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

ZWNJ = "\u200c"
_EDGE_ZWNJ = regex.compile(rf"(?<!\w){ZWNJ}+|{ZWNJ}+(?!\w)|(?<={ZWNJ}){ZWNJ}+")
_SPACES = regex.compile(r"[^\S\t\n]+")
_SPACE_AT_EDGE = regex.compile(r" ?([\t\n]) ?")


@dataclass(frozen=True)
class Rule:
    """One rule of the table: `table` maps a code point to its replacement, or to None."""

    id: str
    title: str
    table: dict[int, str | None]
    verse: bool


@dataclass(frozen=True)
class Change:
    """What one rule did: how often, and the characters it met, as a reader would see them."""

    rule: str
    title: str
    count: int
    characters: tuple[str, ...]


@dataclass(frozen=True)
class Normalised:
    """A normalised text and the report of its changes; `changes` is empty for a clean text."""

    text: str
    changes: tuple[Change, ...]


@cache
def _read_table() -> tuple[tuple[Rule, ...], frozenset[str]]:
    text = resources.files("core.text").joinpath("data/persian.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    rules = []
    for entry in data["rule"]:
        origin: str = entry["from"]
        target: str = entry.get("to", "")
        table: dict[int, str | None] = {}
        for place, character in enumerate(origin):
            one_each = len(target) == len(origin)
            table[ord(character)] = (target[place] if one_each else target) or None
        rules.append(Rule(entry["id"], entry["title"], table, entry.get("verse", False)))
    return tuple(rules), frozenset(data["verse"]["letters"] + ZWNJ + " \t\n")


def rules() -> tuple[Rule, ...]:
    """The rules in the order in which they are applied."""
    return _read_table()[0]


def verse_alphabet() -> frozenset[str]:
    """The 39 characters of the Persian verse corpus."""
    return _read_table()[1]


def _apply(rule: Rule, text: str) -> tuple[str, Change | None]:
    met = [character for character in text if ord(character) in rule.table]
    if not met:
        return text, None
    # A combining mark alone would hang on the quotation mark beside it: show it on a circle.
    shown = tuple("◌" + c if unicodedata.combining(c) else c for c in dict.fromkeys(met))
    return text.translate(rule.table), Change(rule.id, rule.title, len(met), shown)


def _compatibility(text: str) -> tuple[str, Change | None]:
    """Arabic presentation forms (ﻻ, ﮐ) to their letters, and everything composed (NFC)."""
    met = [c for c in text if "\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc"]
    plain = "".join(unicodedata.normalize("NFKC", c) if c in met else c for c in text)
    change = Change("forms", "Presentation forms written as letters", len(met), tuple({*met}))
    return unicodedata.normalize("NFC", plain), change if met else None


def _outside(text: str) -> tuple[str, Change | None]:
    """Everything the verse models do not know becomes a space."""
    alphabet = verse_alphabet()
    met = [character for character in text if character not in alphabet]
    kept = "".join(c if c in alphabet else " " for c in text)
    title = "Punctuation, digits and other scripts left out"
    return kept, Change("outside", title, len(met), tuple(dict.fromkeys(met))) if met else None


def _spaces(text: str) -> tuple[str, Change | None]:
    text, edges = _EDGE_ZWNJ.subn("", text)
    title = "Zero-width non-joiners at the edge of a word removed"
    change = Change("zwnj", title, edges, ("|",)) if edges else None
    text = _SPACES.sub(" ", text)
    return _SPACE_AT_EDGE.sub(r"\1", text).strip(" "), change


def normalise(text: str, *, verse: bool = False) -> Normalised:
    """One spelling for each letter; with `verse`, the 39 characters the verse models know.

    Runs of spaces become one (tabs and newlines, which part hemistichs and couplets, stay).
    Normalising twice changes nothing more.
    """
    changes = []
    text, change = _compatibility(text)
    changes.append(change)
    for rule in rules():
        if verse or not rule.verse:
            text, change = _apply(rule, text)
            changes.append(change)
    if verse:
        text, change = _outside(text)
        changes.append(change)
    text, change = _spaces(text)
    changes.append(change)
    return Normalised(text, tuple(change for change in changes if change is not None))
