"""The first three labs in a browser: a phone's width, typing, a training that runs and stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE, serving
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_subwords import add_subwords
from tests.support.tiny_training_graphs import add_training_graphs
from tests.support.tiny_word_vectors import add_word_vectors

pytestmark = pytest.mark.browser
LABS = ("tokens", "one-hot-or-embedding", "word2vec-at-work")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_word_vectors(tiny)
    add_subwords(tiny)
    add_training_graphs(root)
    with serving(root) as served:
        yield served


@pytest.mark.parametrize("lab", LABS)
def test_a_phone_needs_no_sideways_scroll(visit, address: str, lab: str) -> None:
    seen = visit(f"{address}/{lab}", width=390)
    assert seen.sideways() <= 0
    assert not seen.troubles


def test_tokens_follow_the_typing(visit, address: str) -> None:
    seen = visit(f"{address}/tokens")
    seen.page.get_by_label(re.compile("^Text")).fill("one two three two")
    words = seen.page.get_by_text("4 tokens, 3 different")
    words.wait_for(timeout=PATIENCE)  # nothing was pressed
    seen.page.wait_for_url(re.compile("text=one"), timeout=PATIENCE)


def test_training_runs_stops_and_goes_on(visit, address: str) -> None:
    seen = visit(f"{address}/word2vec-at-work?steps=20000&pace=50")
    page = seen.page
    main = page.get_by_test_id("stMainBlockContainer")

    def step() -> int:
        told = main.get_by_text(re.compile(r"(Training: step|Stopped at step) \d"))
        told.wait_for(timeout=PATIENCE)
        return int(re.search(r"step (\d+)", told.inner_text()).group(1))

    main.get_by_role("button", name="Train", exact=True).click()
    begun = step()
    page.wait_for_function(
        "begun => { const text = document.body.innerText.match(/Training: step (\\d+)/);"
        " return text && Number(text[1]) > begun; }",
        arg=begun,
        timeout=PATIENCE,
    )
    main.get_by_role("button", name="Stop", exact=True).click()
    main.get_by_text("Stopped at step").wait_for(timeout=PATIENCE)
    seen.settle()
    stopped = step()
    main.get_by_role("button", name="Go on", exact=True).click()
    main.get_by_text("Training: step").wait_for(timeout=PATIENCE)
    assert step() >= stopped > 0
    main.get_by_role("button", name="Stop", exact=True).click()
    main.get_by_text("Stopped at step").wait_for(timeout=PATIENCE)
    assert not seen.troubles
