"""The lab in a real browser: deep links to a cold server, both themes, a phone, a base path."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_next_word import add_next_word

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
expect.set_options(timeout=PATIENCE)
ADDRESS = "guess-the-next-word"
LINK = f"{ADDRESS}?prompt=how+do+i&look=Write+on&t=1.2&seed=5&length=8"


def written(page) -> list[str]:
    group = page.get_by_label("Click a word to see what else could have stood there")
    expect(group.get_by_role("button").or_(group.get_by_role("radio")).first).to_be_visible()
    return group.inner_text().split()


def stop_button(page):
    """The lab's own; Streamlit shows one in its header while a script runs."""
    return page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop")


def test_a_deep_link_shows_the_same_page_on_two_cold_servers(fresh_server, visit, tmp_path):
    texts = []
    for place in ("one", "other"):
        artifacts = TinyArtifacts(tmp_path / place)
        add_next_word(artifacts)
        seen = visit(f"{fresh_server(artifacts.root)}/{LINK}")
        assert seen.page.get_by_role("dialog").count() == 0
        expect(seen.page.get_by_role("combobox").first).to_have_value("how do i")
        texts.append(written(seen.page))
        assert seen.troubles == []
    assert texts[0] == texts[1] and texts[0]


@pytest.mark.parametrize("look", ["Beam+search", "Write+on", "Teacher+forcing"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_each_view_without_scrolling_sideways(tiny_address, visit, look, scheme):
    link = f"{tiny_address}/{ADDRESS}?look={look}"
    seen = visit(link, width=390, height=844, scheme=scheme, has_touch=True)
    expect(seen.page.get_by_role("option").first).to_be_visible()
    assert seen.sideways() <= 0
    assert seen.troubles == []


def test_touch_takes_a_suggestion(tiny_address, visit):
    seen = visit(f"{tiny_address}/{ADDRESS}", width=390, height=844, has_touch=True)
    seen.page.get_by_role("option").first.tap()
    expect(seen.page.get_by_role("combobox").first).to_have_value("how can i make a website")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_box_follows_the_theme(tiny_address, visit, scheme):
    seen = visit(f"{tiny_address}/{ADDRESS}", scheme=scheme)
    ink = seen.page.get_by_role("combobox").first.evaluate("e => getComputedStyle(e).color")
    light = sum(int(part) for part in ink.strip("rgb()").split(",")[:3]) / 3 > 128
    assert light == (scheme == "dark")


def test_writing_can_be_watched_and_stopped(tiny_address, visit):
    seen = visit(f"{tiny_address}/{ADDRESS}?look=Write+on&t=2&seed=3&length=120&prompt=how")
    page = seen.page
    before = written(page)
    page.get_by_role("button", name="Write word by word").click()
    stop = stop_button(page)
    expect(stop).to_be_enabled()
    page.locator(".st-key-u-writing strong").wait_for(timeout=PATIENCE)
    stop.click()
    expect(
        page.get_by_text("Stopped after").or_(page.get_by_text("words. The model")).first
    ).to_be_visible()
    after = written(page)
    assert after == before[: len(after)] or after[:-1] == before[: len(after) - 1]


def test_two_visitors_do_not_see_each_others_text(tiny_address, visit):
    first = visit(f"{tiny_address}/{LINK}")
    other = visit(f"{tiny_address}/{LINK.replace('seed=5', 'seed=6')}")
    mine, theirs = written(first.page), written(other.page)
    for seen in (first, other):
        seen.page.get_by_role("button", name="Write word by word").click()
    for seen, text in ((first, mine), (other, theirs)):
        expect(stop_button(seen.page)).to_be_disabled()
        assert written(seen.page) == text
