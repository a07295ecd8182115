"""The course as data: parts and labs, from `syllabus.toml`.

Navigation, home page, previous/next links and tests all read it. It knows nothing of how a lab
looks or what its models do; a lab whose page file does not exist yet is not part of the course.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("syllabus.toml")
PAGES = Path(__file__).resolve().parents[1] / "pages"


@dataclass(frozen=True)
class Lab:
    """One page of the course; `address` is its place in the URL."""

    address: str
    title: str
    icon: str  # a Material symbol, as Streamlit writes it
    idea: str  # one sentence
    topic: str  # of the lecture
    part: int
    needs: tuple[str, ...] = ()  # addresses of labs to know before
    artifacts: tuple[str, ...] = ()  # ids of models behind it, the main one first

    @property
    def file(self) -> str:
        """The page's file name in `pages/`."""
        return self.address.replace("-", "_") + ".py"


@dataclass(frozen=True)
class Part:
    """A stretch of the course with a common thought."""

    number: int
    title: str
    idea: str
    labs: tuple[Lab, ...]


@dataclass(frozen=True)
class Syllabus:
    """The parts in order; parts without labs are left out by `built`."""

    parts: tuple[Part, ...]

    @property
    def labs(self) -> tuple[Lab, ...]:
        """All labs in the order of the course."""
        return tuple(lab for part in self.parts for lab in part.labs)

    def lab(self, address: str) -> Lab:
        """The lab at `address`; `KeyError` where there is none."""
        for lab in self.labs:
            if lab.address == address:
                return lab
        raise KeyError(address)

    def part(self, number: int) -> Part:
        """The part of that number; `KeyError` where there is none."""
        for part in self.parts:
            if part.number == number:
                return part
        raise KeyError(number)

    def neighbours(self, address: str) -> tuple[Lab | None, Lab | None]:
        """The labs before and after the one at `address`."""
        labs = self.labs
        place = labs.index(self.lab(address))
        before = labs[place - 1] if place > 0 else None
        after = labs[place + 1] if place + 1 < len(labs) else None
        return before, after

    def labs_with(self, artifact: str) -> tuple[Lab, ...]:
        """The labs that an artifact stands behind."""
        return tuple(lab for lab in self.labs if artifact in lab.artifacts)

    def built(self, pages: Path = PAGES) -> Syllabus:
        """The same course without what has no page file yet in `pages`."""
        parts = (
            Part(
                part.number,
                part.title,
                part.idea,
                tuple(lab for lab in part.labs if (pages / lab.file).is_file()),
            )
            for part in self.parts
        )
        return Syllabus(tuple(part for part in parts if part.labs))


def read_syllabus(path: Path = DATA) -> Syllabus:
    """The whole plan in `path`, built or not."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = []
    for part in raw["parts"]:
        labs = tuple(
            Lab(
                address=lab["address"],
                title=lab["title"],
                icon=lab["icon"],
                idea=lab["idea"],
                topic=lab["topic"],
                part=part["number"],
                needs=tuple(lab["needs"]),
                artifacts=tuple(lab["artifacts"]),
            )
            for lab in part["labs"]
        )
        parts.append(Part(part["number"], part["title"], part["idea"], labs))
    return Syllabus(tuple(parts))


@lru_cache(maxsize=1)
def syllabus() -> Syllabus:
    """The course as it stands: every lab that has a page."""
    return read_syllabus().built()
