"""Every page in a real browser: cold deep links, both themes, a phone, assistive technology."""

from __future__ import annotations

import re
from functools import reduce

import pytest

from core.figures.palette import DARK, LIGHT
from core.syllabus import syllabus

# the map's address is the bare one
TITLES = {"": "Unrolled", "models": "Models"} | {lab.address: lab.title for lab in syllabus().labs}
ADDRESSES = [pytest.param(address, id=address or "map") for address in TITLES]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_deep_link_is_the_first_thing_a_fresh_server_is_asked(fresh_server, visit, address):
    seen = visit(f"{fresh_server()}/{address}")
    assert seen.page.locator("h1").inner_text() == TITLES[address]
    assert seen.page.get_by_role("dialog").count() == 0
    assert seen.page.get_by_text("Page not found").count() == 0
    assert seen.troubles == []


# Streamlit 1.67 wraps the entries of its own navigation in elements that a list may not hold.
NOT_OURS = {"exclude": [["[data-testid='stSidebarNav']"]]}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_is_accessible_and_fits_its_window(app_address, visit, address, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    seen = visit(f"{app_address}/{address}", width=width, height=844, scheme=scheme)
    seen.page.wait_for_timeout(500)
    assert seen.sideways() <= 0
    assert seen.page.locator('[data-testid="stException"]').count() == 0
    assert seen.troubles == []
    faults = [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in axe.run(seen.page, context=NOT_OURS).response["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_browser(app_address, visit, scheme):
    seen = visit(f"{app_address}/", scheme=scheme)
    colour = seen.page.evaluate(
        "() => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
    )
    lightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (lightness > 128) == (scheme == "light")


def test_switching_the_theme_redraws_the_charts(tiny_address, visit):
    page = visit(f"{tiny_address}/models?model=next-word").page
    drawn = "() => document.querySelector('.js-plotly-plot')?._fullLayout?.paper_bgcolor"
    page.wait_for_function(f"() => ({drawn})() === '{LIGHT.background}'")
    page.locator('[data-testid="stMainMenu"] button').first.click()
    menu = page.get_by_test_id("stMainMenuPopover")
    dark = (menu.get_by_role(role, name="Dark") for role in ("radio", "menuitemradio", "button"))
    reduce(lambda one, other: one.or_(other), dark).first.click()
    page.wait_for_function(f"() => ({drawn})() === '{DARK.background}'")
    text = page.evaluate("() => getComputedStyle(document.querySelector('.u-table th')).color")
    assert text == "rgb({}, {}, {})".format(*bytes.fromhex(DARK.muted[1:]))


def test_the_keyboard_reaches_a_lab_from_the_map(app_address, visit):
    seen = visit(f"{app_address}/")
    first = syllabus().labs[0]
    link = seen.page.locator(f".st-key-u-tile-{first.address} a")
    for _ in range(60):
        seen.page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    else:
        pytest.fail("the tile's link is not among the first sixty stops of the Tab key")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url(f"**/{first.address}")


def test_fonts_are_the_bundled_ones(app_address, visit):
    seen = visit(f"{app_address}/")
    assert seen.page.evaluate("() => document.fonts.check('16px Inter')")
    loaded = seen.page.evaluate(
        "() => [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert any("Inter" in family for family in loaded)
