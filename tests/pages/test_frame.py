"""The frame around a lab: sections, models, links, and calm words for trouble."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.runtime import default_registry
from core.syllabus import syllabus
from tests.pages.conftest import said
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word

SECTIONS = ["Try it", "Look inside", "Predict and check", "Take it away", "What to remember"]
LAB = "guess-the-next-word"
WHOLE = f"""
import streamlit as st
from core.ui.frame import lab
with lab("{LAB}") as page:
    with page.try_it():
        task = page.task("next-word")
        st.write("tried", task.suggest("how can i make a", k=1).items[0].added)
    with page.look_inside():
        pass
    with page.predict():
        pass
    with page.take_away():
        st.write("carried")
"""
pytestmark = pytest.mark.skipif(
    LAB not in {lab.address for lab in syllabus().labs}, reason=f"the lab {LAB} is not built"
)


@pytest.fixture
def run_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs a page written in the test, over the artifacts in `root`."""

    def run(script: str, root: Path | None = None) -> AppTest:
        monkeypatch.setenv("UNROLLED_ARTIFACTS", str(root or tmp_path / "nothing"))
        default_registry.cache_clear()
        return AppTest.from_string(script, default_timeout=60).run()

    yield run
    default_registry.cache_clear()


def heads(page: AppTest) -> list[str]:
    return [header.value for header in page.header]


def test_the_sections_come_in_order_with_the_model_at_hand(
    run_script, tiny_artifacts: TinyArtifacts
) -> None:
    add_next_word(tiny_artifacts)
    page = run_script(WHOLE, tiny_artifacts.root)
    assert not page.exception and not page.error and not page.warning
    assert heads(page) == SECTIONS
    text = said(page)
    assert "tried" in text and "carried" in text
    assert syllabus().lab(LAB).title in text
    assert "Next word, tiny" in text  # the card
    assert "ExecutionProvider" in text  # the device
    assert 'load("next-word")' in "\n".join(code.value for code in page.code)
    labels = [button.proto.label for button in page.get("download_button")]
    assert any("Bundle" in label for label in labels)
    assert any("step.onnx" in label for label in labels)


def test_a_missing_artifact_costs_its_lab_one_message(run_script) -> None:
    page = run_script(WHOLE)
    assert not page.exception and not page.error
    assert len(page.warning) == 1
    assert heads(page) == ["Try it", "What to remember"]


@pytest.mark.parametrize("file", ["step.onnx", "tokenizer.json"])
def test_a_damaged_artifact_costs_its_lab_one_message(
    run_script, tiny_artifacts: TinyArtifacts, file: str
) -> None:
    add_next_word(tiny_artifacts)
    path = tiny_artifacts.root / "next-word" / file
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    page = run_script(WHOLE, tiny_artifacts.root)
    assert not page.exception and not page.error
    assert len(page.warning) == 1
    assert file in page.warning[0].value


TROUBLE = f"""
from core.ui.frame import lab, live
import streamlit as st

@live
def part() -> None:
    raise ValueError("in the fragment")

with lab("{LAB}") as page:
    with page.try_it():
        {{}}
st.write("after")
"""


@pytest.mark.parametrize("line", ['raise ValueError("a secret path")', "part()"])
def test_an_unexpected_error_is_a_calm_sentence_and_a_trace_in_the_log(
    run_script, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    with caplog.at_level(logging.ERROR, logger="unrolled"):
        page = run_script(TROUBLE.format(line))
    assert not page.exception
    assert len(page.error) == 1
    assert "secret" not in said(page) and "Traceback" not in said(page)
    assert "after" in said(page)
    assert any(
        record.exc_info and "ValueError" in str(record.exc_info) for record in caplog.records
    )


def test_stopping_a_page_is_no_trouble(run_script) -> None:
    page = run_script(TROUBLE.format("st.stop()"))
    assert not page.exception and not page.error


def test_a_changed_file_is_another_model(tiny_artifacts: TinyArtifacts) -> None:
    from core.ui.models import fingerprint

    first = fingerprint(tiny_artifacts.add("tiny", files={"a.txt": b"1"}))
    assert fingerprint(tiny_artifacts.add("tiny", files={"a.txt": b"1"})) == first
    assert fingerprint(tiny_artifacts.add("tiny", files={"a.txt": b"2"})) != first
