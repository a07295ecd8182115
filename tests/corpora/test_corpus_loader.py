"""The loader: cache, then the named folder, then a sentence; wrong bytes are refused."""

import gzip
import hashlib
import lzma
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.corpora import CorpusDamaged, CorpusMissing, corpus_file, loader, open_corpus, open_lines
from core.corpora.__main__ import app
from core.corpora.registry import Corpus

LINES = ["first line", "دومین سطر", "third"]


def made_corpus(text: bytes, **changes: object) -> Corpus:
    """A corpus of one .xz file that holds `text`."""
    packed = lzma.compress(text)
    entry = {
        "name": "made.txt.xz",
        "sha256": hashlib.sha256(packed).hexdigest(),
        "bytes": len(packed),
    }
    fields = {
        "id": "made",
        "title": "Made sample",
        "language": "en",
        "licence": "none",
        "open": True,
        "attribution": "nobody",
        "originals": ["https://example.org/made.txt"],
        "splits": "none",
        "files": [entry],
    }
    return Corpus.model_validate(fields | changes)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """An empty cache and an empty data folder; the registry holds the made corpus alone."""
    cache, data = tmp_path / "cache", tmp_path / "data"
    (cache / "corpora").mkdir(parents=True)
    data.mkdir()
    monkeypatch.setenv("UNROLLED_CACHE", str(cache))
    monkeypatch.setenv("UNROLLED_DATA", str(data))
    corpus = made_corpus("\n".join(LINES).encode())
    monkeypatch.setattr(loader, "CORPORA", {"made": corpus})
    return cache / "corpora", data


def write(folder: Path, text: bytes, preset: int = 6) -> Path:
    path = folder / "made.txt.xz"
    path.write_bytes(lzma.compress(text, preset=preset))
    return path


def test_cache_comes_before_the_named_folder(places: tuple[Path, Path]) -> None:
    cache, data = places
    there = write(data, "\n".join(LINES).encode())
    assert corpus_file("made", "made.txt.xz") == there
    here = write(cache, "\n".join(LINES).encode())
    assert corpus_file("made", "made.txt.xz") == here
    assert open_corpus("made") == {"made.txt.xz": here}


def test_lines_are_read_without_their_ends(places: tuple[Path, Path]) -> None:
    write(places[1], "\n".join(LINES).encode())
    assert list(open_lines("made")) == LINES
    assert list(open_lines("made", "made.txt.xz")) == LINES


def test_missing_file_says_where_to_get_it(places: tuple[Path, Path]) -> None:
    with pytest.raises(CorpusMissing, match=r"UNROLLED_DATA.*https://example\.org/made\.txt"):
        corpus_file("made", "made.txt.xz")


def test_wrong_bytes_are_refused(places: tuple[Path, Path]) -> None:
    write(places[1], b"something else")
    with pytest.raises(CorpusDamaged, match="sha256 differs"):
        corpus_file("made", "made.txt.xz")


def test_a_file_that_is_no_archive_is_refused_too(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join(LINES).encode()
    corpus = made_corpus(text)
    entry = corpus.files[0].model_copy(update={"content_sha256": hashlib.sha256(text).hexdigest()})
    changed = corpus.model_copy(update={"files": (entry,)})
    monkeypatch.setattr(loader, "CORPORA", {"made": changed})
    (places[1] / "made.txt.xz").write_bytes(b"no archive at all")
    with pytest.raises(CorpusDamaged):
        corpus_file("made", "made.txt.xz")


def test_same_content_from_another_compressor_is_accepted(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join(LINES * 50).encode()
    corpus = made_corpus(text)
    entry = corpus.files[0].model_copy(update={"content_sha256": hashlib.sha256(text).hexdigest()})
    changed = corpus.model_copy(update={"files": (entry,)})
    monkeypatch.setattr(loader, "CORPORA", {"made": changed})
    path = places[1] / "made.txt.xz"
    path.write_bytes(lzma.compress(text, check=lzma.CHECK_CRC32))
    assert loader.sha256_of(path) != entry.sha256
    assert corpus_file("made", "made.txt.xz") == path


def test_gzip_content_is_hashed_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "made.tsv.gz"
    path.write_bytes(gzip.compress(b"a\tb\n"))
    assert loader.content_sha256_of(path) == hashlib.sha256(b"a\tb\n").hexdigest()


def test_command_line_lists_and_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path))
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    runner = CliRunner()
    listed = runner.invoke(app, ["list"])
    assert listed.exit_code == 0 and "tiny-shakespeare" in listed.output
    checked = runner.invoke(app, ["check", "cora"])
    assert checked.exit_code == 0 and "missing" in checked.output
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "cora.npz").write_bytes(b"not it")
    assert runner.invoke(app, ["check", "cora"]).exit_code == 1
    assert runner.invoke(app, ["check", "no-such"]).exit_code == 2
    refused = runner.invoke(app, ["prepare", "questions"])
    assert refused.exit_code == 1
