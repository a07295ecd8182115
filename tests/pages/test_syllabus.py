"""The syllabus: sound data, in step with the pages that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.runtime.engine.manifest import read_manifest
from core.syllabus import PAGES, read_syllabus, syllabus
from core.ui.texts import page_texts

NOT_LABS = {"home.py", "models.py", "__init__.py"}
BUILT = [lab.address for lab in syllabus().labs]


def test_every_page_file_is_a_lab_of_the_syllabus() -> None:
    files = {path.name for path in PAGES.glob("*.py")} - NOT_LABS
    assert files == {lab.file for lab in syllabus().labs}


def test_addresses_are_unique_and_fit_for_a_url() -> None:
    addresses = [lab.address for lab in read_syllabus().labs]
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", address) for address in addresses)


def test_what_a_lab_needs_comes_before_it() -> None:
    seen: set[str] = set()
    for lab in read_syllabus().labs:
        assert set(lab.needs) <= seen, lab.address
        seen.add(lab.address)


def test_ideas_are_one_sentence_and_icons_are_bundled() -> None:
    for lab in read_syllabus().labs:
        assert lab.idea.endswith(".") and lab.idea.count(". ") == 0
        assert re.fullmatch(r":material/[a-z0-9_]+:", lab.icon)


def test_labs_without_a_page_and_parts_without_labs_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "analogies.py").touch()
    built = read_syllabus().built(tmp_path)
    assert [lab.address for lab in built.labs] == ["analogies"]
    assert [part.number for part in built.parts] == [1]


def test_neighbours_go_through_the_whole_course_once(tmp_path: Path) -> None:
    for lab in read_syllabus().labs:
        (tmp_path / lab.file).touch()
    course = read_syllabus().built(tmp_path)
    walked = [course.labs[0]]
    while (after := course.neighbours(walked[-1].address)[1]) is not None:
        assert course.neighbours(after.address)[0] == walked[-1]
        walked.append(after)
    assert tuple(walked) == course.labs
    assert course.neighbours(walked[0].address)[0] is None


def test_an_unknown_address_is_refused() -> None:
    with pytest.raises(KeyError):
        syllabus().lab("no-such-lab")


def test_the_navigation_holds_every_lab_under_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    listed: dict[str, list[tuple[str, str]]] = {}
    navigation = st.navigation

    def listen(pages: dict[str, list[st.Page]], **options: Any) -> Any:
        for head, under in pages.items():
            listed[head] = [(page.title, page.url_path) for page in under]
        return navigation(pages, **options)

    monkeypatch.setattr(st, "navigation", listen)
    shown = AppTest.from_file(str(PAGES.parent / "app.py"), default_timeout=60).run()
    assert not shown.exception
    assert listed.pop("") == [("Course map", ""), ("Models", "models")]
    assert listed == {
        f"{part.number} · {part.title}": [(lab.title, lab.address) for lab in part.labs]
        for part in syllabus().parts
    }


def test_every_model_behind_a_lab_is_in_the_manifest() -> None:
    reading = read_manifest(PAGES.parent / "artifacts" / "manifest.json")
    served = {artifact.id for artifact in reading.manifest.artifacts}
    assert reading.damaged == {}
    for lab in syllabus().labs:
        assert set(lab.artifacts) <= served, lab.address


@pytest.mark.parametrize("address", BUILT)
def test_each_lab_has_its_words(address: str) -> None:
    words = page_texts(address)
    assert words("idea")
    assert len(words.list("remember")) == 3
