"""The nearest line of a text, against a Levenshtein distance written out."""

from __future__ import annotations

import lzma
import random

import pytest

from core.runtime.nearest_lines import COMPARED, NearestLines, write_lines

POEMS = [
    ("ferdousi", ["توانا بود هر که دانا بود", "ز دانش دل پیر برنا بود"]),
    ("", ["Shall I compare thee to a summer's day?", "Thou art more lovely and more temperate:"]),
    ("", ["Rough winds do shake the darling buds of May,", "", "And summer's lease", "O!"]),
]
LETTERS = "abcdefghij "


def distance(one: str, other: str) -> int:
    """Wagner and Fischer's table."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines.txt.xz"
    assert write_lines(path, POEMS) == 7
    return NearestLines.open(path)


def invented(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    words = ["".join(draw.choices(LETTERS[:-1], k=draw.randint(1, 6))) for _ in range(60)]
    return [" ".join(draw.choices(words, k=draw.randint(1, 7))) for _ in range(count)]


def test_case_punctuation_and_gaps_do_not_count(lines):
    found = lines.nearest("shall i COMPARE thee - to a summers day")
    assert found.line == "Shall I compare thee to a summer's day?"
    assert found.verbatim and found.similarity == 1.0
    assert lines.nearest("توانا\u200cبود هر که دانا بود").where == "ferdousi"
    assert not lines.nearest("shall i compare thee to a winters day").verbatim


def test_similarity_is_one_minus_the_share_of_edits(lines):
    found = lines.nearest("and summers leash")
    assert found.line == "And summer's lease"
    assert found.similarity == pytest.approx(1 - 1 / 17)
    assert lines.nearest("zzzz").similarity < 0.2


def test_lines_come_back_as_they_were_written(lines):
    assert len(lines) == 7
    every = [line for _, poem in POEMS for line in poem if line]
    assert [lines.line(index) for index in range(7)] == every


@pytest.mark.parametrize("line", ["", " ", "?!…", "\n\t", "🙂", "\ud800"])
def test_a_line_without_letters_has_no_nearest(lines, line):
    assert lines.nearest(line) is None


@pytest.mark.parametrize("line", ["x" * 10_000, "a", "שלום", "O", "ab\ncd", "日本 語"])
def test_any_other_line_has_one(lines, line):
    found = lines.nearest(line)
    assert found.line and 0.0 <= found.similarity <= 1.0


def test_among_few_lines_the_answer_is_that_of_brute_force(tmp_path):
    every = invented(COMPARED - 12, seed=1)
    write_lines(tmp_path / "few.xz", [("", every)])
    lines = NearestLines.open(tmp_path / "few.xz")
    for asked in invented(40, seed=2):
        best = max(1 - distance(asked, one) / max(len(asked), len(one)) for one in every)
        assert lines.nearest(asked).similarity == pytest.approx(best)


def test_among_many_lines_a_changed_line_is_found_again(tmp_path):
    every = invented(12 * COMPARED, seed=3)
    write_lines(tmp_path / "many.xz", [("one", every[:100]), ("two", every[100:])])
    lines = NearestLines.open(tmp_path / "many.xz")
    draw = random.Random(4)
    long = [place for place, line in enumerate(every) if len(line) > 20]
    for place in draw.sample(long, 60):
        letters = list(every[place])
        for _ in range(3):
            letters[draw.randrange(len(letters))] = draw.choice(LETTERS[:-1])
        asked = "".join(letters)
        found = lines.nearest(asked)
        assert found.similarity >= 1 - 3 / len(asked) - 1e-9
        known = every.index(found.line)
        assert found.where == ("one" if known < 100 else "two")


def test_the_same_lines_make_the_same_file(tmp_path):
    for name in ("one", "two"):
        write_lines(tmp_path / name, POEMS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_line_end_inside_a_line_is_refused(tmp_path):
    with pytest.raises(ValueError, match="line end"):
        write_lines(tmp_path / "wrong", [("", ["one\ntwo"])])


@pytest.mark.parametrize("content", [b"not xz", lzma.compress(b"no document")])
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ValueError, match="no file of lines"):
        NearestLines.open(tmp_path / "other")


def test_a_file_is_read_once_and_again_when_it_changes(tmp_path):
    path = tmp_path / "lines"
    write_lines(path, POEMS)
    first = NearestLines.open(path)
    assert NearestLines.open(path) is first
    write_lines(path, [*POEMS, ("", ["one more"])])
    assert len(NearestLines.open(path)) == 8
