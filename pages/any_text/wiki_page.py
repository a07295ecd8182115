"""A page of wiki markup as a reader would see it: links, headings, lists, boxes for templates.

Everything the model wrote is escaped; nothing of it becomes a link, an image or a request. A
bracket that was closed wrongly or not at all stands as it is, with a mark. What it is not:
MediaWiki. Templates are not looked up, since what they print is not in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from core.text.markup_tree import Node, tree

# Tags that are set as themselves, or as their nearest kin.
SAFE = {name: name for name in ("small", "sup", "sub", "b", "i", "u", "s", "em", "strong", "code")}
SAFE |= {"blockquote": "blockquote", "center": "div", "big": "b", "tt": "code"}
TEMPLATE = 48  # characters shown of a template
CELLS, ROWS = 12, 30  # of a table
DEEPEST = 40  # constructs inside constructs that are drawn
# Marks that no text has: they hold the place of a finished piece of HTML, so that what is done to
# lines (headings, bold …) does not reach into it.
_EMPTY = re.compile(r"&lt;(ref|br|hr|references)\b(?:(?!&[lg]t;).)*?/?&gt;|<[\w:]+[^<>]*/>", re.I)
_HOLD = re.compile("\ue000(\\d+)\ue001")


def page_html(text: str) -> str:
    """The page's HTML."""
    return f'<div class="u-page" dir="ltr">{_Page(text).html()}</div>'


class _Page:
    def __init__(self, text: str) -> None:
        self._text = re.sub("[\ue000\ue001]", "", text)
        self._held: list[str] = []
        self._refs = 0

    def html(self) -> str:
        body = self._inside(tree(self._text, "wiki"), 0, len(self._text), 0)
        return self._release(_lines(body))

    def _hold(self, piece: str) -> str:
        self._held.append(piece)
        return f"\ue000{len(self._held) - 1}\ue001"

    def _release(self, body: str) -> str:
        while _HOLD.search(body):
            body = _HOLD.sub(lambda found: self._held[int(found[1])], body)
        return body

    def _inside(self, nodes: Sequence[Node], start: int, end: int, depth: int) -> str:
        """The text from `start` to `end`, escaped, its constructs set."""
        pieces, place = [], start
        for node in nodes:
            pieces.append(self._escaped(place, node.construct.start))
            pieces.append(self._node(node, depth + 1))
            place = node.end
        return "".join([*pieces, self._escaped(place, end)])

    def _escaped(self, start: int, end: int) -> str:
        """Plain text; what is between brackets that open nothing, such as <ref name=a />."""
        pieces, place, text = [], 0, self._text[start:end]
        for found in _EMPTY.finditer(text):
            pieces += [_plain(text[place : found.start()]), self._empty(found[1] or "")]
            place = found.end()
        return "".join([*pieces, _plain(text[place:])])

    def _empty(self, name: str) -> str:
        if name.lower() != "ref":
            return " "
        self._refs += 1
        return self._hold(f'<sup class="wl">[{self._refs}]</sup>')

    def _node(self, node: Node, depth: int) -> str:
        construct = node.construct
        if depth > DEEPEST:
            return self._escaped(construct.start, node.end)
        inside = self._inside(node.children, construct.end, node.inside_end, depth)
        if construct.kind == "element":
            return self._element(construct.name, inside)
        if node.fate != "right":
            return self._broken(construct.start, construct.end) + inside
        if construct.kind == "comment":
            return ""
        if construct.kind == "link":
            return self._link(inside)
        if construct.kind == "external":
            return self._hold(f'<span class="wl">{inside.partition(" ")[2] or inside} ↗</span>')
        if construct.kind == "template":
            return self._template(inside)
        if construct.kind == "table":
            return self._table(inside)
        return self._tag(construct.name, inside)

    def _broken(self, start: int, end: int) -> str:
        return self._hold(f'<span class="u-broken">{self._escaped(start, end)}</span>')

    def _element(self, name: str, inside: str) -> str:
        if name == "title":
            return self._hold(f"<h3>{inside}</h3>")
        if name in ("text", "page", "revision", "mediawiki", "contributor"):
            return inside
        said = html.escape(name)
        return self._hold(f'<span class="wm">{said}: {inside.strip()}</span> ')

    def _link(self, inside: str) -> str:
        target, *rest = inside.split("|")
        first = target.strip().casefold()
        label = rest[-1] if rest and rest[-1].strip() else target
        if first.startswith(("file:", "image:")):
            return self._hold(f'<span class="wt">🖼 {label}</span>')
        if first.startswith("category:"):
            return self._hold(f'<span class="wm">▸ {target}</span>')
        return self._hold(f'<span class="wl">{_bold(label)}</span>')

    def _template(self, inside: str) -> str:
        plain = " ".join(_HOLD.sub("…", inside).split())
        name, _, more = plain.partition("|")
        more = more[:TEMPLATE] + ("…" if len(more) > TEMPLATE else "")
        shown = f'<span class="wt"><b>{name.strip()[:60]}</b> {more}</span>'
        return self._hold(shown)

    def _tag(self, name: str, inside: str) -> str:
        if name == "ref":
            self._refs += 1
            return self._hold(f'<sup class="wl">[{self._refs}]</sup>')
        if name == "math":
            return self._hold(f"<code>{inside}</code>")
        safe = SAFE.get(name)
        return self._hold(f"<{safe}>{_bold(inside)}</{safe}>") if safe else inside

    def _table(self, inside: str) -> str:
        rows = []
        for part in re.split(r"\n\|-[^\n]*", "\n" + inside)[: ROWS + 1]:
            cells = re.findall(r"(?:\n[|!]|\|\||!!)((?:(?!\|\||!!|\n[|!]).)*)", part, re.DOTALL)
            shown = [_bold(cell.rpartition("|")[2].strip()) for cell in cells[:CELLS]]
            if shown:
                rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in shown) + "</tr>")
        return self._hold(f"<table><tbody>{''.join(rows)}</tbody></table>") if rows else ""


def _plain(text: str) -> str:
    # Unescaped once for the XML, once for the page's own entities, as in &amp;nbsp;
    shown = html.unescape(html.unescape(text))
    return html.escape(re.sub("[\ue000\ue001]", "", shown), quote=False)


def _lines(body: str) -> str:
    shown = []
    for line in body.split("\n"):
        line = line.strip()
        heading = re.fullmatch(r"(={2,6})\s*(.+?)\s*\1", line)
        if heading:
            shown.append(f"<h4>{_bold(heading[2])}</h4>")
        elif line[:1] in ("*", "#", ";", ":"):
            marks = len(line) - len(line.lstrip("*#;:"))
            dot = "•" if "*" in line[:marks] else "–" if "#" in line[:marks] else ""
            pad = f"padding-inline-start:{min(marks, 6)}em"
            shown.append(f'<p style="{pad}">{dot} {_bold(line[marks:].strip())}</p>')
        elif line:
            shown.append(f"<p>{_bold(line)}</p>")
    return "".join(shown)


def _bold(line: str) -> str:
    """Three apostrophes are bold, two are italic; only pairs within one line count."""
    line = re.sub(r"'''(.+?)'''", r"<b>\1</b>", line)
    return re.sub(r"''(.+?)''", r"<i>\1</i>", line)
