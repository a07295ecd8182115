"""The corpora as data: `registry.toml` read into frozen records.

What it is: for every corpus its prepared files with sha256 and size, the public originals, licence,
attribution, language and splits. What it is not: it opens no corpus and touches no network.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from core.corpora.errors import CorpusUnknown


class CorpusFile(BaseModel):
    """One prepared file: the bytes everything here was trained on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(gt=0)
    original: str | None = None
    """The plain public file (or folder) from which `prepare` makes this one."""
    content_sha256: str | None = None
    """Hash of the decompressed content; set where compressors may differ by version."""


class Corpus(BaseModel):
    """One corpus. `open` says whether raw lines may be part of an artifact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    language: str
    licence: str
    open: bool
    attribution: str
    originals: tuple[str, ...]
    splits: str
    notes: str = ""
    preparer: str | None = None
    files: tuple[CorpusFile, ...]

    def file(self, name: str) -> CorpusFile:
        """The entry of one file; raises `CorpusUnknown` with the names there are."""
        for entry in self.files:
            if entry.name == name:
                return entry
        names = ", ".join(entry.name for entry in self.files)
        raise CorpusUnknown(f"Corpus “{self.id}” has no file {name!r}; it has {names}.")


@cache
def read_registry() -> Mapping[str, Corpus]:
    """All corpora by id, in the order of `registry.toml`."""
    text = resources.files("core.corpora").joinpath("registry.toml").read_text(encoding="utf-8")
    corpora = [Corpus.model_validate(entry) for entry in tomllib.loads(text)["corpus"]]
    by_id = {corpus.id: corpus for corpus in corpora}
    if len(by_id) != len(corpora):
        raise ValueError("registry.toml names a corpus twice")
    return by_id


class _Corpora(Mapping[str, Corpus]):
    """The registry as a mapping that is read at first use, not at import."""

    def __getitem__(self, corpus_id: str) -> Corpus:
        try:
            return read_registry()[corpus_id]
        except KeyError:
            known = ", ".join(read_registry())
            raise CorpusUnknown(f"There is no corpus {corpus_id!r}; known are {known}.") from None

    def __contains__(self, corpus_id: object) -> bool:
        return corpus_id in read_registry()

    def __iter__(self) -> Iterator[str]:
        return iter(read_registry())

    def __len__(self) -> int:
        return len(read_registry())


CORPORA: Mapping[str, Corpus] = _Corpora()
