"""The poem that a page shows first: written once at export, the same as it would be written live.

Kept beside the model with all its candidates and the training lines that are nearest to it, as
plain JSON keyed by the wish. A page whose wish is another one has the poem written; so it does
where the file is missing or from another version: that costs time, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Generic, Protocol, TypeVar, get_args, get_origin, get_type_hints

from core.runtime import couplets, rhymed_verse
from core.runtime.nearest_lines import NearestLine, NearestLines
from core.runtime.tasks.character_model.task import CharacterModel

OPENING = "opening.json"  # in an artifact
PERSIAN = "fa"

Wish = TypeVar("Wish", couplets.Wish, rhymed_verse.Wish)


class Written(Protocol):
    """A finished line of either language."""

    @property
    def text(self) -> str: ...


Line = TypeVar("Line", bound=Written)


@dataclass(frozen=True)
class Opening(Generic[Wish, Line]):
    """A wish, its poem, and the nearest training line of each line: None where there is none, and
    empty where the artifact has no index of them."""

    wish: Wish
    lines: tuple[Line, ...]
    nearest: tuple[NearestLine | None, ...]

    def near(self) -> dict[str, NearestLine | None]:
        """The nearest lines by the lines' texts."""
        return {line.text: near for line, near in zip(self.lines, self.nearest, strict=False)}


PersianOpening = Opening[couplets.Wish, couplets.Hemistich]
EnglishOpening = Opening[rhymed_verse.Wish, rhymed_verse.Line]
AnyOpening = PersianOpening | EnglishOpening


def persian_wish(model: CharacterModel) -> couplets.Wish:
    """What the page asks of this model first; a poet whom it does not know is left out."""
    first = couplets.FIRST
    poet = first.poet if first.poet in model.conditions else None
    return replace(first, beginning=_read(model, first.beginning), poet=poet)


def english_wish(model: CharacterModel) -> rhymed_verse.Wish:
    """What the page asks of this model first."""
    return replace(rhymed_verse.FIRST, beginning=_read(model, rhymed_verse.FIRST.beginning))


def _read(model: CharacterModel, beginning: str) -> str:
    return " ".join(model.read(beginning).text.split())


def written(model: CharacterModel, index: Path | None) -> AnyOpening:
    """The opening of a verse model, written now; `index` is the file of its training lines."""
    if model.language == PERSIAN:
        couplet_wish = persian_wish(model)
        halves = tuple(couplets.write(model, couplet_wish))
        return Opening(couplet_wish, halves, _nearest(index, [half.text for half in halves]))
    wish = english_wish(model)
    lines = tuple(rhymed_verse.write(model, wish))
    return Opening(wish, lines, _nearest(index, [line.text for line in lines]))


def _nearest(index: Path | None, texts: list[str]) -> tuple[NearestLine | None, ...]:
    return tuple(map(NearestLines.open(index).nearest, texts)) if index else ()


def keep(path: Path, opening: AnyOpening) -> None:
    """Write the file; floats are kept to the last bit."""
    content = json.dumps(asdict(opening), ensure_ascii=False, default=sorted, indent=None)
    path.write_text(content + "\n", encoding="utf-8")


def kept_persian(model: CharacterModel) -> PersianOpening | None:
    """The opening in the artifact; None where it has none that can be read."""
    return _kept(model, couplets.Wish, couplets.Hemistich)


def kept_english(model: CharacterModel) -> EnglishOpening | None:
    """The opening in the artifact; None where it has none that can be read."""
    return _kept(model, rhymed_verse.Wish, rhymed_verse.Line)


def kept(model: CharacterModel) -> AnyOpening | None:
    """The opening in the artifact, of whichever language the model writes."""
    return kept_persian(model) if model.language == PERSIAN else kept_english(model)


def _kept(model: CharacterModel, wish: type[Wish], line: type[Line]) -> Opening[Wish, Line] | None:
    path = model.file(OPENING)
    if path is None:
        return None
    stat = path.stat()
    kinds: tuple[Any, Any] = (wish, line)
    return _opened(path, stat.st_mtime_ns, stat.st_size, *kinds)


@lru_cache(maxsize=8)
def _opened(path: Path, changed: int, size: int, wish: Any, line: Any) -> Opening[Any, Any] | None:
    del changed, size  # parts of the key: a file written anew is read anew
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Opening(
            _typed(wish, content["wish"]),
            _typed(tuple[line, ...], content["lines"]),
            _typed(tuple[NearestLine | None, ...], content["nearest"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):  # of another version of this code
        return None


_hints = lru_cache(get_type_hints)


def _typed(kind: Any, value: Any) -> Any:
    """JSON's plain value as the `kind` it was: dataclasses, tuples, sets, enums within another."""
    outer, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(**{name: _typed(hints[name], one) for name, one in value.items()})
    if outer is UnionType:
        return None if value is None else _typed(next(k for k in inner if k is not NoneType), value)
    if outer is tuple:
        kinds: Iterator[Any] = repeat(inner[0]) if inner[-1] is Ellipsis else iter(inner)
        return tuple(map(_typed, kinds, value))
    if outer is frozenset:
        return frozenset(_typed(inner[0], one) for one in value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value
