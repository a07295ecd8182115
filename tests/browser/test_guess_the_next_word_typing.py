"""Typing into the suggestion box of a real browser: keys, clicks, touch, input methods, marks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
expect.set_options(timeout=PATIENCE)
ADDRESS = "guess-the-next-word"


@pytest.fixture
def page(tiny_address, visit) -> Page:
    seen = visit(f"{tiny_address}/{ADDRESS}?prompt=how+can+i+make+a")
    expect(options(seen.page).first).to_contain_text("website")
    return seen.page


def box(page: Page):
    return page.get_by_role("combobox", name="Begin a question")


def options(page: Page):
    return page.get_by_role("listbox").get_by_role("option")


def type_at_end(page: Page, text: str) -> None:
    box(page).focus()
    page.keyboard.press("End")
    page.keyboard.type(text, delay=20)


def test_it_is_a_combobox_with_a_listbox(page):
    assert box(page).get_attribute("aria-expanded") == "true"
    assert box(page).get_attribute("aria-autocomplete") == "list"
    listbox = page.get_by_role("listbox")
    assert box(page).get_attribute("aria-controls") == listbox.get_attribute("id")
    expect(page.get_by_role("status").filter(has_text="suggestions")).to_have_count(1)


def test_each_keystroke_changes_the_list_and_bolds_what_is_added(page):
    type_at_end(page, " wi")
    expect(options(page).first.locator(".added")).to_have_text("sh")
    expect(options(page).first.locator(".typed")).to_have_text("how can i make a wi")
    weight = options(page).first.locator(".added").evaluate("e => getComputedStyle(e).fontWeight")
    assert int(weight) >= 600


def test_arrows_choose_and_enter_takes(page):
    box(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = options(page).nth(1)
    expect(chosen).to_have_attribute("aria-selected", "true")
    assert box(page).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    text = chosen.locator(".text").inner_text()
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value(text)


def test_what_is_chosen_stays_chosen_when_the_page_follows(page):
    type_at_end(page, " w")
    expect(options(page).first.locator(".added")).to_have_text("ebsite")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**prompt=how+can+i+make+a+w", timeout=PATIENCE)
    expect(page.get_by_text("Words that begin with “w”")).to_be_visible()
    expect(options(page).first).to_have_attribute("aria-selected", "true")


def test_the_arrows_go_round_through_the_field(page):
    box(page).focus()
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[role=option][aria-selected="true"]')).to_have_count(0)


def test_tab_takes_the_first_while_typing_and_else_leaves(page):
    box(page).focus()
    page.keyboard.press("Tab")  # nothing typed, nothing chosen: on to the next control
    expect(box(page)).not_to_be_focused()
    type_at_end(page, " w")
    expect(options(page).first.locator(".added")).to_have_text("ebsite")
    page.keyboard.press("Tab")
    expect(box(page)).to_have_value("how can i make a website")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(box(page)).not_to_be_focused()


def test_escape_closes_and_an_arrow_opens_again(page):
    box(page).focus()
    page.keyboard.press("Escape")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(options(page).first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(options(page).first).to_be_visible()


def test_a_click_takes_and_the_field_keeps_the_focus(page):
    box(page).focus()
    options(page).first.click()
    expect(box(page)).to_have_value("how can i make a website")
    expect(box(page)).to_be_focused()
    expect(options(page).first).to_contain_text("website for")


def test_what_was_taken_stands_in_the_address_and_beneath(page):
    options(page).first.click()
    page.wait_for_url("**prompt=how+can+i+make+a+website", timeout=PATIENCE)
    expect(
        page.get_by_text("After “i make a website”")
        .or_(page.get_by_text("After “can i make a website”"))
        .first
    ).to_be_visible()


def test_the_answer_to_an_earlier_keystroke_is_never_shown(page):
    held = []

    def slow_first(route):
        if '"how can i make a c"' in (route.request.post_data or ""):
            held.append(route)  # answered only after the next keystroke's
        else:
            route.continue_()

    page.route("**/api/suggest", slow_first)
    type_at_end(page, " c")
    page.wait_for_timeout(300)
    page.keyboard.press("Backspace")
    page.keyboard.type("w")
    expect(options(page).first.locator(".added")).to_have_text("ebsite")
    for route in held:
        try:
            route.continue_()
        except Exception:  # the page gave up the request itself, as it should
            continue
    page.wait_for_timeout(700)
    expect(options(page).first.locator(".added")).to_have_text("ebsite")
    assert held


def test_without_the_route_the_script_answers(page):
    page.route("**/api/suggest", lambda route: route.abort())
    type_at_end(page, " wi")
    expect(options(page).first.locator(".added")).to_have_text("sh")
    type_at_end(page, "s")
    expect(options(page).first.locator(".added")).to_have_text("h")


def test_marks_time_every_keystroke(page):
    type_at_end(page, " web")
    expect(options(page).first.locator(".added")).to_have_text("site")
    page.wait_for_timeout(300)
    keys = page.evaluate(
        """() => {
          const of = (name) =>
            performance.getEntriesByName(name).map((mark) => [mark.detail.key, mark.startTime]);
          const painted = new Map(of("unrolled:painted"));
          return of("unrolled:input").map(([key, at]) => [key, painted.get(key) >= at]);
        }"""
    )
    assert len(keys) == 4
    assert keys[-1][1] is True


def test_an_input_method_is_left_to_its_own_keys(page):
    session = page.context.new_cdp_session(page)
    box(page).focus()
    page.keyboard.press("End")
    session.send("Input.imeSetComposition", {"text": " wi", "selectionStart": 3, "selectionEnd": 3})
    expect(options(page).first.locator(".added")).to_have_text("sh")
    box(page).evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true,"
        " keyCode: 229, bubbles: true}))"
    )
    expect(box(page)).to_have_value("how can i make a wi")
    session.send("Input.insertText", {"text": " wi"})
    expect(box(page)).to_have_value("how can i make a wi")


def test_an_emptied_field_offers_beginnings(page):
    box(page).fill("")
    expect(options(page).first.locator(".added")).to_have_text("how")
    page.wait_for_url("**prompt=", timeout=PATIENCE)
    expect(page.get_by_text("At the beginning of a sentence")).to_be_visible()


def test_markup_stays_text(page):
    box(page).fill("<img src=x onerror=alert(1)> how can i make a ")
    expect(options(page).first).to_contain_text("website")
    assert page.locator("[role=listbox] img").count() == 0


def test_ten_thousand_characters_are_read_by_their_end_and_said_so(page):
    box(page).fill("what is the meaning of life " * 400 + "how can i make a ")
    expect(options(page).first.locator(".added")).to_have_text("website")
    expect(page.get_by_text("This is a long text")).to_be_visible()
