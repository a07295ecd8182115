"""English verse with its rhymes: the letter of each line's rhyme, the rhyming words, and marks.

Everything given is escaped. The looks are in `style.css`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RhymedLine:
    """`scheme`: the letter of its rhyme or nothing; `rhyming`: whether its last word is shown as a
    rhyme; `given`: how many of its first letters are the visitor's; `note` stands behind it in
    small letters; `remembered`: it was read word for word."""

    text: str
    word: str = ""  # as it stands in the text
    scheme: str = ""
    rhyming: bool = False
    given: int = 0
    note: str = ""
    remembered: bool = False
    opens_stanza: bool = False


def line_html(line: RhymedLine) -> str:
    """The line's letters, with what was given and what rhymes."""
    start = line.text.rfind(line.word) if line.word and line.rhyming else len(line.text)
    given = min(line.given, start)
    cuts = (
        (0, given, "given"),
        (given, start, ""),
        (start, start + len(line.word) if line.rhyming else start, "qafiye"),
        (start + len(line.word) if line.rhyming else start, len(line.text), ""),
    )
    spans = []
    for first, last, kind in cuts:
        if first < last:
            body = html.escape(line.text[first:last])
            spans.append(f'<span class="{kind}">{body}</span>' if kind else body)
    return "".join(spans)


def rhymed_html(lines: Sequence[RhymedLine], *, label: str) -> str:
    """The poem; a wider gap before a line that opens a stanza."""
    rows = []
    for line in lines:
        classes = ["stanza"] * line.opens_stanza + ["read"] * line.remembered
        kind = f' class="{" ".join(classes)}"' if classes else ""
        rows.append(
            f'<li{kind}><span class="scheme">{html.escape(line.scheme)}</span>'
            f'<span class="line">{line_html(line)}</span>'
            f"<small>{html.escape(line.note)}</small></li>"
        )
    return (
        f'<ul class="u-poem u-rhymed" role="list" dir="ltr" lang="en" '
        f'aria-label="{html.escape(label)}">{"".join(rows)}</ul>'
    )
