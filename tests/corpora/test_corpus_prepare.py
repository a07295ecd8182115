"""Preparation from plain originals, on made samples served from this machine."""

import bz2
import gzip
import hashlib
import lzma
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from core.corpora import CorpusDamaged, CorpusMissing, corpus_file, loader, open_lines, prepare
from core.corpora.registry import Corpus


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    """A folder served over HTTP on this machine, and an empty cache."""
    folder = tmp_path / "originals"
    folder.mkdir()
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def register(
    monkeypatch: pytest.MonkeyPatch, name: str, preparer: str | None, **entry: object
) -> None:
    corpus = Corpus.model_validate(
        {
            "id": "made",
            "title": "Made sample",
            "language": "en",
            "licence": "none",
            "open": True,
            "attribution": "nobody",
            "originals": ["https://example.org"],
            "splits": "none",
            "preparer": preparer,
            "files": [{"name": name, "sha256": "0" * 64, "bytes": 1} | entry],
        }
    )
    monkeypatch.setattr(loader, "CORPORA", {"made": corpus})
    monkeypatch.setattr(prepare, "CORPORA", {"made": corpus})


TEXT = b"O Romeo, Romeo!\nwherefore art thou Romeo?\n" * 20


@pytest.mark.parametrize(
    ("original", "packed", "name"),
    [
        ("input.txt", TEXT, "made.txt.xz"),
        ("dump.xml.bz2", bz2.compress(TEXT), "made.xml.xz"),
        ("table.csv", TEXT, "made.csv.gz"),
    ],
)
def test_plain_original_becomes_the_prepared_file(
    served: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    original: str,
    packed: bytes,
    name: str,
) -> None:
    folder, address = served
    (folder / original).write_bytes(packed)
    digest = hashlib.sha256(TEXT).hexdigest()
    register(
        monkeypatch, name, "recompressed", original=f"{address}/{original}", content_sha256=digest
    )
    with pytest.raises(CorpusMissing, match=r"core\.corpora prepare made"):
        corpus_file("made", name)
    (made,) = prepare.prepare("made", progress=True)
    assert corpus_file("made", name) == made
    assert "\n".join(open_lines("made")) + "\n" == TEXT.decode()
    opener = lzma.open if name.endswith(".xz") else gzip.open
    with opener(made) as stream:
        assert stream.read() == TEXT


def test_changed_original_is_refused_and_leaves_nothing(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, address = served
    (folder / "input.txt").write_bytes(b"another text")
    register(
        monkeypatch,
        "made.txt.xz",
        "recompressed",
        original=f"{address}/input.txt",
        content_sha256=hashlib.sha256(TEXT).hexdigest(),
    )
    with pytest.raises(CorpusDamaged, match="no longer holds"):
        prepare.prepare("made", progress=False)
    with pytest.raises(CorpusMissing):
        corpus_file("made", "made.txt.xz")


def test_unreachable_original_is_one_sentence(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    register(
        monkeypatch,
        "made.txt.xz",
        "recompressed",
        original=f"{served[1]}/nothing.txt",
        content_sha256="0" * 64,
    )
    with pytest.raises(CorpusMissing, match="could not be downloaded"):
        prepare.prepare("made", progress=False)


def idx(array: np.ndarray) -> bytes:
    sizes = np.array(array.shape, dtype=">i4").tobytes()
    return b"\x00\x00\x08" + bytes([array.ndim]) + sizes + array.tobytes()


def test_idx_files_become_one_npz(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, address = served
    rng = np.random.default_rng(0)
    arrays = {
        "x_train": rng.integers(0, 256, (5, 28, 28)).astype(np.uint8),
        "y_train": rng.integers(0, 10, 5).astype(np.uint8),
        "x_test": rng.integers(0, 256, (2, 28, 28)).astype(np.uint8),
        "y_test": rng.integers(0, 10, 2).astype(np.uint8),
    }
    parts = {}
    for key, array in arrays.items():
        name = prepare.MNIST_PARTS[key][0]
        (folder / name).write_bytes(gzip.compress(idx(array)))
        parts[key] = (name, hashlib.md5(idx(array), usedforsecurity=False).hexdigest())
    monkeypatch.setattr(prepare, "MNIST_PARTS", parts)
    register(monkeypatch, "made.npz", "mnist", original=f"{address}/")
    (made,) = prepare.prepare("made", progress=False)
    # Not the registered bytes, so it is the receipt that lets the loader take it.
    assert corpus_file("made", "made.npz") == made
    with np.load(made) as loaded:
        for key, array in arrays.items():
            np.testing.assert_array_equal(loaded[key], array)
    made.write_bytes(made.read_bytes() + b"x")
    with pytest.raises(CorpusDamaged):
        corpus_file("made", "made.npz")


def test_idx_of_another_kind_is_refused() -> None:
    with pytest.raises(CorpusDamaged, match="idx"):
        prepare.read_idx(b"\x00\x00\x0d\x01\x00\x00\x00\x01abcd")


def test_corpus_of_many_sources_says_where_they_are(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, "made.txt.xz", None)
    with pytest.raises(CorpusMissing, match=r"put together from https://example\.org"):
        prepare.prepare("made", progress=False)
