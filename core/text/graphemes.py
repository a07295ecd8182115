r"""What a reader takes for one character: extended grapheme clusters (UAX #29, `\X`).

A family emoji is one cluster of seven code points; Persian ه with a hamza above is one of two.
Invisible characters that matter (the zero-width non-joiner of «می‌خواهم») can be made visible.
"""

from __future__ import annotations

from itertools import islice

import regex

_CLUSTER = regex.compile(r"\X")

# Sign shown in place of each invisible character, all of them in every monospaced font.
SIGNS: dict[str, str] = {
    "\u200c": "|",  # zero-width non-joiner: keeps two Persian letters apart without a space
    "\u200d": "+",  # zero-width joiner
    "\u00a0": "_",  # no-break space
    "\u00ad": "~",  # soft hyphen
    "\t": "→",
    "\n": "↵",
}
_TO_SIGNS = str.maketrans(SIGNS)


def graphemes(text: str) -> list[str]:
    """The clusters in order; joined they give the text back."""
    return _CLUSTER.findall(text)


def count_graphemes(text: str) -> int:
    """How many characters a reader would count."""
    return sum(1 for _ in _CLUSTER.finditer(text))


def first_graphemes(text: str, count: int) -> str:
    """The text cut after `count` clusters, never inside one."""
    return "".join(match.group() for match in islice(_CLUSTER.finditer(text), max(count, 0)))


def with_signs(text: str) -> str:
    """The text with a visible sign for each invisible character of `SIGNS`."""
    return text.translate(_TO_SIGNS)
