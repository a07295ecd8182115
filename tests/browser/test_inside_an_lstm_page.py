"""The heat maps in a browser: where time begins, what a place tells, what a click and typing do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import add_cells, add_persian_verse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LETTER = 13  # px that a letter takes at least


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_cells(tiny)
    add_persian_verse(tiny)
    return root


def painted(seen, steps: int) -> None:
    """Wait until maps of that many letters were painted."""
    seen.page.wait_for_function(
        "steps => performance.getEntriesByName('unrolled:gates')"
        ".some(mark => mark.detail.steps === steps)",
        arg=steps,
    )


def point(seen, share: float) -> str:
    """What the readout says of a place in the first band, at a share of the width from the left."""
    canvas = seen.page.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x = LETTER / 2 + share * (box["width"] - LETTER)
    canvas.hover(position={"x": x, "y": 60})
    return str(seen.page.locator(".readout").first.inner_text())


def test_time_begins_where_reading_begins(fresh_server, visit, artifacts) -> None:
    address = f"{fresh_server(artifacts)}/inside-an-lstm"
    seen = visit(f"{address}?text=the%20river%20runs")
    painted(seen, 14)
    assert "letter 1 of 14" in point(seen, 0.0)
    assert "letter 14 of 14" not in point(seen, 0.0)
    seen = visit(
        f"{address}?model=Persian%20verse,%20large%20LSTM&persian=بنام%20خداوند", width=390
    )
    painted(seen, 11)
    assert "letter 1 of 11" in point(seen, 1.0)
    assert seen.page.locator(".scroll").first.get_attribute("dir") == "rtl"
    assert seen.sideways() <= 0
    # the next letter lies to the left
    seen.page.locator(".scroll").first.focus()
    seen.page.keyboard.press("ArrowLeft")
    assert "letter 2 of 11" in seen.page.locator(".readout").first.inner_text()
    assert seen.troubles == []


def test_typing_paints_and_a_place_opens_its_arithmetic(fresh_server, visit, artifacts) -> None:
    seen = visit(f"{fresh_server(artifacts)}/inside-an-lstm?text=the%20river")
    painted(seen, 9)
    seen.page.locator("textarea").press_sequentially(" runs")  # and no Ctrl+Enter
    painted(seen, 14)
    seen.page.locator(".scroll").first.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        seen.page.keyboard.press(key)
    unit = seen.page.locator(".readout").first.inner_text().split("unit ")[1].split()[0]
    seen.page.get_by_text(f"Everything that happens to unit {unit} at one letter").wait_for()
    assert "step=3" in seen.page.url and f"unit={unit}" in seen.page.url
    assert seen.troubles == []
