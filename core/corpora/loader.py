"""Finding a prepared corpus file and opening it, never with unchecked bytes.

Order: the cache (`UNROLLED_CACHE`, else the platform's user cache folder) → the folder named by
`UNROLLED_DATA` → a sentence saying where to get it. What it is not: it downloads nothing; that is
`python -m core.corpora prepare ID` (prepare.py).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path

import pooch

from core.corpora.errors import CorpusDamaged, CorpusMissing
from core.corpora.registry import CORPORA, Corpus, CorpusFile


def cache_folder() -> Path:
    """Where corpora, runs and downloads are kept: `UNROLLED_CACHE`, else the user's cache."""
    named = os.environ.get("UNROLLED_CACHE")
    return Path(named).expanduser() if named else Path(pooch.os_cache("unrolled"))


def corpora_folder() -> Path:
    """The part of the cache that holds prepared corpus files."""
    return cache_folder() / "corpora"


def sha256_of(path: Path) -> str:
    """The file's sha256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_sha256_of(path: Path) -> str:
    """The sha256 of what a compressed (.xz, .gz) file holds."""
    digest = hashlib.sha256()
    with open_bytes(path) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def open_bytes(path: Path) -> gzip.GzipFile | lzma.LZMAFile:
    """A readable binary stream of a .gz or .xz file's content."""
    return lzma.LZMAFile(path) if path.suffix == ".xz" else gzip.GzipFile(path)


def receipt(path: Path) -> Path:
    """Where `prepare` writes down the hash of the file it made itself."""
    return path.with_name(path.name + ".prepared.json")


def is_right(path: Path, entry: CorpusFile) -> bool:
    """Whether the file is the registry's, or holds the same content, or was prepared here."""
    found = sha256_of(path)
    if found == entry.sha256:
        return True
    if receipt(path).is_file():
        made = json.loads(receipt(path).read_text(encoding="utf-8"))
        if made.get("sha256") == found:
            return True
    if entry.content_sha256 is None:
        return False
    try:
        return content_sha256_of(path) == entry.content_sha256
    except (OSError, EOFError, lzma.LZMAError):
        return False


def folders() -> list[Path]:
    """Where prepared files are looked for, in order."""
    named = os.environ.get("UNROLLED_DATA")
    return [corpora_folder(), *([Path(named).expanduser()] if named else [])]


def _where_to_get(corpus: Corpus, entry: CorpusFile) -> str:
    if corpus.preparer is not None:
        return f"run “python -m core.corpora prepare {corpus.id}” to make it from {entry.original}"
    return (
        f"put it into {corpora_folder()} or the folder that UNROLLED_DATA names; "
        f"its originals are at {', '.join(corpus.originals)}"
    )


def corpus_file(corpus_id: str, name: str) -> Path:
    """The checked path of one prepared file.

    Raises `CorpusUnknown`, `CorpusMissing` (with where to get it) or `CorpusDamaged`.
    """
    corpus = CORPORA[corpus_id]
    entry = corpus.file(name)
    for folder in folders():
        path = folder / name
        if not path.is_file():
            continue
        if is_right(path, entry):
            return path
        raise CorpusDamaged(
            f"{path} is not the file “{corpus.title}” was registered with (its sha256 differs): "
            f"remove it, then {_where_to_get(corpus, entry)}."
        )
    raise CorpusMissing(f"{name} of “{corpus.title}” is missing: {_where_to_get(corpus, entry)}.")


def open_corpus(corpus_id: str) -> dict[str, Path]:
    """All files of a corpus, checked: name → path, in the registry's order."""
    return {entry.name: corpus_file(corpus_id, entry.name) for entry in CORPORA[corpus_id].files}


def open_lines(corpus_id: str, *names: str) -> Iterator[str]:
    """The lines (without their ends) of the named text files, or of all of the corpus's.

    Compressed .xz and .gz files are read as UTF-8; other kinds (.zip, .npz) are passed over.
    """
    for name in names or [entry.name for entry in CORPORA[corpus_id].files]:
        path = corpus_file(corpus_id, name)
        if path.suffix not in {".xz", ".gz"}:
            continue
        opener = lzma.open if path.suffix == ".xz" else gzip.open
        with opener(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                yield line.rstrip("\n")
