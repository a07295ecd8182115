"""The poem shown first, as it is kept, against the same poem written live."""

from __future__ import annotations

import json
import math

import pytest

from core.runtime import ArtifactMissing, Registry
from core.runtime.nearest_lines import LINES, write_lines
from core.runtime.tasks.character_model import CharacterModel
from core.runtime.verse_opening import (
    OPENING,
    english_wish,
    keep,
    kept,
    kept_english,
    kept_persian,
    persian_wish,
    written,
)
from export.characters import opening as opening_extra
from tests.conftest import PROJECT
from tests.support.tiny_character_model import (
    ENGLISH,
    PERSIAN,
    add_english_verse,
    add_persian_verse,
)

ADD = {"persian-verse": add_persian_verse, "english-verse": add_english_verse}
TRAINED = {"persian-verse": PERSIAN.replace("\t", "\n"), "english-verse": ENGLISH}
each = pytest.mark.parametrize("model", sorted(ADD))


def opened(root, model: str) -> CharacterModel:
    registry = Registry(root)
    return CharacterModel(registry.artifact(model), registry)


@pytest.fixture
def index(tmp_path):
    def write(model: str):
        write_lines(tmp_path / LINES, [("hafez", TRAINED[model].splitlines())])
        return tmp_path / LINES

    return write


@each
def test_what_is_kept_is_what_is_written_live(tiny_artifacts, tmp_path, index, model):
    lines = index(model)
    ADD[model](tiny_artifacts)
    live = written(opened(tiny_artifacts.root, model), lines)
    keep(tmp_path / OPENING, live)
    ADD[model](tiny_artifacts, files={OPENING: (tmp_path / OPENING).read_bytes()})
    found = kept(opened(tiny_artifacts.root, model))
    assert found == live  # to the last bit, every candidate and every nearest line
    assert len(found.nearest) == len(found.lines) > 1
    assert any(line.options[0].rhyme for line in found.lines)
    assert set(found.near()) == {line.text for line in found.lines}


@each
def test_the_extra_writes_it_where_the_index_lies(tiny_artifacts, index, model):
    lines = index(model).read_bytes()
    ADD[model](tiny_artifacts)
    out = tiny_artifacts.root / model
    opening_extra.write(model, out)
    assert json.loads((out / OPENING).read_text(encoding="utf-8"))["nearest"] == []
    (out / LINES).write_bytes(lines)
    opening_extra.write(model, out)
    nearest = json.loads((out / OPENING).read_text(encoding="utf-8"))["nearest"]
    assert {near["where"] for near in nearest} == {"hafez"}


@each
@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"wish": {"x": 1}}'])
def test_a_file_of_another_version_is_none(tiny_artifacts, model, content):
    ADD[model](tiny_artifacts, files={OPENING: content})
    assert kept(opened(tiny_artifacts.root, model)) is None


def test_an_artifact_without_the_file_has_none(tiny_artifacts):
    add_english_verse(tiny_artifacts)
    assert kept_english(opened(tiny_artifacts.root, "english-verse")) is None


def test_a_poet_whom_the_model_does_not_know_is_left_out(tiny_artifacts):
    add_persian_verse(tiny_artifacts, conditions=("hafez",))
    assert persian_wish(opened(tiny_artifacts.root, "persian-verse")).poet is None


@each
def test_the_published_one_is_what_the_model_writes(model):
    try:
        task = opened(PROJECT / "artifacts", model)
    except ArtifactMissing:
        pytest.skip(f"{model} is not published")
    found = kept_persian(task) if model == "persian-verse" else kept_english(task)
    if found is None:
        pytest.skip(f"{model} was published without {OPENING}")
    wish = persian_wish(task) if model == "persian-verse" else english_wish(task)
    assert found.wish == wish
    live = written(task, task.file(LINES))
    assert [line.text for line in found.lines] == [line.text for line in live.lines]
    assert found.nearest == live.nearest
    for line, other in zip(found.lines, live.lines, strict=True):
        scores = [
            (one.score, two.score) for one, two in zip(line.options, other.options, strict=True)
        ]
        assert all(math.isclose(one, two, abs_tol=0.01) for one, two in scores)
