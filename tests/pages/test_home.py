"""The course map, with and without the model behind its live tile."""

from __future__ import annotations

import pytest

from core.syllabus import syllabus
from tests.pages.conftest import OpenPage, said
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word

needs_lab = pytest.mark.skipif(
    "guess-the-next-word" not in {lab.address for lab in syllabus().labs},
    reason="the live tile leads to a lab that is not built",
)


def test_without_any_model_the_map_is_whole(open_page: OpenPage) -> None:
    page = open_page("home.py")
    assert not page.exception and not page.error and not page.warning
    text = said(page)
    for part in syllabus().parts:
        assert part.title in text
        for lab in part.labs:
            assert lab.idea in text
    assert "Pilehvar" in text
    assert not page.text_input


@needs_lab
def test_the_network_reads_what_is_typed(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts
) -> None:
    add_next_word(tiny_artifacts)
    page = open_page("home.py", artifacts=tiny_artifacts.root, prompt="what is the best")
    assert page.text_input[0].value == "what is the best"
    assert "After “best” it expects “way”" in said(page)
    page.text_input[0].set_value("how do i").run()
    assert "After “how” it expects “can”" in said(page)
    assert not page.exception and not page.error


@needs_lab
@pytest.mark.parametrize(
    "prompt",
    ["", "   ", "<script>alert(1)</script>", "😀🏽‍🚀", "سلام how are", "x" * 10_000, "\0\x07"],
)
def test_any_prompt_is_read_calmly(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts, prompt: str
) -> None:
    add_next_word(tiny_artifacts)
    page = open_page("home.py", artifacts=tiny_artifacts.root, prompt=prompt)
    assert not page.exception and not page.error
    assert "u-unrolled" in said(page)
    assert "<script>" not in said(page)


@needs_lab
def test_a_damaged_model_costs_the_tile_and_not_the_map(
    open_page: OpenPage, tiny_artifacts: TinyArtifacts
) -> None:
    add_next_word(tiny_artifacts)
    (tiny_artifacts.root / "next-word" / "tokenizer.json").write_text("{}")
    page = open_page("home.py", artifacts=tiny_artifacts.root)
    assert not page.exception and not page.error
    assert len(page.warning) == 1
    assert syllabus().parts[-1].title in said(page)
