"""From a plain public original to the prepared file, where that is possible.

Two ways: `recompressed` (the original's bytes, decompressed and packed again; the content must
have the registered hash) and `mnist` (the four idx files into one .npz; their contents must have
the published md5 sums). Downloads go through pooch into the cache, with a progress bar. Corpora
that were put together from several sources have no preparer: the loader says where theirs are.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import pooch

from core.corpora.errors import CorpusDamaged, CorpusMissing
from core.corpora.loader import cache_folder, corpora_folder, receipt, sha256_of
from core.corpora.registry import CORPORA, Corpus, CorpusFile

MNIST_PARTS: dict[str, tuple[str, str]] = {
    # array: (idx file, md5 of its decompressed content as published with the set)
    "x_train": ("train-images-idx3-ubyte.gz", "6bbc9ace898e44ae57da46a324031adb"),
    "y_train": ("train-labels-idx1-ubyte.gz", "a25bea736e30d166cdddb491f175f624"),
    "x_test": ("t10k-images-idx3-ubyte.gz", "2646ac647ad5339dbf082846283269ea"),
    "y_test": ("t10k-labels-idx1-ubyte.gz", "27ae3e4e09519cfbb04c329615203637"),
}


def download(url: str, *, progress: bool) -> Path:
    """Fetch a public file into the cache's `downloads`; raises `CorpusMissing` when it fails."""
    folder = cache_folder() / "downloads"
    name = hashlib.sha256(url.encode()).hexdigest()[:12] + "-" + url.rsplit("/", 1)[-1]
    try:
        return Path(
            pooch.retrieve(url, known_hash=None, fname=name, path=folder, progressbar=progress)
        )
    except Exception as error:  # any transport's own error: the sentence is the same
        raise CorpusMissing(f"{url} could not be downloaded ({type(error).__name__}).") from error


def _content(path: Path) -> bytes:
    packed = path.read_bytes()
    if path.suffix == ".bz2":
        return bz2.decompress(packed)
    if path.suffix == ".gz":
        return gzip.decompress(packed)
    return packed


def _note(path: Path, made_from: str) -> None:
    told = {"sha256": sha256_of(path), "made_from": made_from}
    receipt(path).write_text(json.dumps(told), encoding="utf-8")


def _require(url: str, right: bool) -> None:
    if not right:
        raise CorpusDamaged(
            f"{url} no longer holds the text that was registered (its hash differs): "
            "nothing was prepared from it."
        )


def recompressed(entry: CorpusFile, target: Path, *, progress: bool) -> None:
    """Write `target` (.xz or .gz) with the content of the entry's original."""
    url = cast(str, entry.original)
    fetched = download(url, progress=progress)
    content = _content(fetched)
    right = hashlib.sha256(content).hexdigest() == entry.content_sha256
    if not right:
        fetched.unlink()
    _require(url, right)
    pack = lzma.compress if target.suffix == ".xz" else _gzip
    target.write_bytes(pack(content))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def read_idx(content: bytes) -> np.ndarray:
    """An array of unsigned bytes from the idx format: 0 0 8 rank, the sizes, the values."""
    if content[:3] != b"\x00\x00\x08":
        raise CorpusDamaged("An idx file of unsigned bytes was expected, and this is none.")
    rank = content[3]
    sizes = np.frombuffer(content, dtype=">i4", count=rank, offset=4)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * rank).reshape(sizes)


def mnist(
    entry: CorpusFile,
    target: Path,
    *,
    progress: bool,
) -> None:
    """Write the .npz of the four idx files found under the entry's original address."""
    arrays = {}
    for key, (name, md5) in MNIST_PARTS.items():
        url = cast(str, entry.original).rstrip("/") + "/" + name
        content = _content(download(url, progress=progress))
        _require(url, hashlib.md5(content, usedforsecurity=False).hexdigest() == md5)
        arrays[key] = read_idx(content)
    with target.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


PREPARERS: dict[str, Callable[..., None]] = {"recompressed": recompressed, "mnist": mnist}


def prepare_file(corpus: Corpus, entry: CorpusFile, *, progress: bool = True) -> Path:
    """Make one prepared file in the cache and note its hash beside it."""
    target = corpora_folder() / entry.name
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name("partial-" + target.name)
    PREPARERS[cast(str, corpus.preparer)](entry, partial, progress=progress)
    partial.replace(target)
    _note(target, cast(str, entry.original))
    return target


def prepare(corpus_id: str, *, progress: bool = True) -> list[Path]:
    """Make all files of a corpus from their public originals.

    Raises `CorpusMissing` for a corpus without a plain public original, with where it is to be had.
    """
    corpus = CORPORA[corpus_id]
    if corpus.preparer is None:
        raise CorpusMissing(
            f"“{corpus.title}” was put together from {', '.join(corpus.originals)}; no single "
            f"public file gives it, so copy the prepared files into {corpora_folder()}."
        )
    return [prepare_file(corpus, entry, progress=progress) for entry in corpus.files]
