"""Persian in the browser: the direction of texts, columns, charts and heat maps, its font, and what
is copied. Over small generated models, wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from core.text.direction import CONTROLS
from core.text.letter_forms import JOINER
from tests.browser.conftest import PATIENCE, serving
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import PERSIAN, add_cells
from tests.support.tiny_units import add_english_units, add_persian_units

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
expect.set_options(timeout=PATIENCE)
WIDTHS = (1280, 390)
FIRST = "توانا بود هر که دانا بود"
GENERATION = "how-generation-works?model=Persian+verse"
GATES = f"inside-an-lstm?model={quote('Persian verse, large LSTM')}"
CELLS = "what-cells-learnt?model=Persian+verse&source=your+own"
POEM = f"a-poem-please?beginning={quote(FIRST)}&couplets=1"
LABS = (GENERATION, GATES, CELLS, POEM)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    add_english_units(artifacts)
    add_persian_units(artifacts)
    add_cells(artifacts)
    with serving(artifacts.root) as served:
        yield served


def style(found, name: str) -> str:
    """A computed style of the first element of a locator."""
    value: str = found.first.evaluate("(e, name) => getComputedStyle(e)[name]", name)
    return value


def copied(page, first, last=None) -> str:
    """Select from the start of one element to the end of another, copy, and read the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        """([first, last]) => {
          const range = document.createRange();
          range.setStart(first, 0);
          range.setEnd(last, last.childNodes.length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [first.element_handle(), (last or first).element_handle()],
    )
    page.keyboard.press("Control+C")
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    assert not set(text) & {*CONTROLS, JOINER}, "something was copied that is not of the text"
    return " ".join(text.split())


def figure(page, key: str) -> dict:
    """The axes of the chart with this key as plotly holds them: range and side."""
    plot = page.locator(f".st-key-u-chart-{key} .js-plotly-plot")
    plot.wait_for()
    found: dict = plot.evaluate(
        "e => ({x: e._fullLayout.xaxis.range, side: e._fullLayout.yaxis.side,"
        " letters: e._fullLayout.yaxis.ticktext})"
    )
    return found


def left_edges(found) -> list[float]:
    return [box["x"] for box in (part.bounding_box() for part in found.all()) if box]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.partition("?")[0])
def test_persian_is_set_from_right_to_left_in_its_font(address, visit, lab, width):
    seen = visit(f"{address}/{lab}", width=width, height=844)
    page = seen.page
    persian = page.locator('[lang="fa"][dir="rtl"]')
    persian.first.wait_for()
    assert style(persian, "direction") == "rtl"
    assert "isolate" in style(persian, "unicodeBidi")
    faces = persian.first.evaluate(
        "e => [e, ...e.querySelectorAll('*')].map(part => getComputedStyle(part).fontFamily)"
    )
    assert any("Vazirmatn" in face for face in faces)
    loaded = page.evaluate(
        "async () => { await document.fonts.ready; return [...document.fonts]"
        ".filter(f => f.status === 'loaded').map(f => f.family); }"
    )
    assert any("Vazirmatn" in family for family in loaded)
    assert style(page.get_by_test_id("stMainBlockContainer"), "direction") == "ltr"
    assert seen.sideways() <= 0
    assert seen.troubles == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_hemistich_is_the_right_one_and_a_couplet_is_copied_in_order(
    address, visit, width
):
    page = visit(f"{address}/{POEM}", width=width, height=844).page
    couplet = page.locator('.u-poem[dir="rtl"] .couplet').first
    halves = couplet.locator(".half")
    expect(halves).to_have_count(2)
    first, second = (half.bounding_box() for half in halves.all())
    if width > 640:
        assert first["x"] > second["x"] and abs(first["y"] - second["y"]) < 4
    else:
        assert first["y"] < second["y"]
    lines = couplet.locator(".line")
    halves = [" ".join(line.inner_text().split()) for line in lines.all()]
    assert halves[0].startswith(FIRST) and halves[1]
    assert copied(page, couplet) == " ".join(halves)


@pytest.mark.parametrize("width", WIDTHS)
def test_letters_bars_and_shares_run_from_right_to_left(address, visit, width):
    page = visit(f"{address}/{GENERATION}&step=12&begin={quote(FIRST)}", width=width).page
    text = page.locator(".u-growing")
    assert copied(page, text).startswith(FIRST)
    letters = page.locator(".st-key-u-rtl-letters button")
    expect(letters.first).to_be_visible()
    edges = left_edges(letters)
    assert len(edges) == 12 and edges[0] > edges[1]  # the second letter is left of the first
    bars, line = figure(page, "next-letter"), figure(page, "draw")
    assert bars["side"] == "right" and bars["x"][0] > bars["x"][1]
    assert line["x"][0] > line["x"][1]
    loop = left_edges(page.locator('.u-unrolled[dir="rtl"] li:visible'))
    assert len(loop) >= 4 and loop == sorted(loop, reverse=True)
    entropy = figure(page, "entropy")
    assert entropy["side"] == "right" and entropy["x"][0] > entropy["x"][1]


def test_english_runs_from_left_to_right_on_the_same_page(address, visit):
    page = visit(f"{address}/how-generation-works?model=English+verse&step=12").page
    expect(page.locator(".u-growing")).to_have_attribute("dir", "ltr")
    edges = left_edges(page.locator(".st-key-u-ltr-letters button"))
    assert edges[0] < edges[1]
    bars = figure(page, "next-letter")
    assert bars["side"] == "left" and bars["x"][0] < bars["x"][1]


def test_a_line_and_its_shift_run_from_right_to_left(address, visit):
    page = visit(f"{address}/{GENERATION}&look=Training").page
    pairs = page.locator('.u-pairs[dir="rtl"] li')
    expect(pairs.first).to_be_visible()
    edges = left_edges(pairs)
    assert edges[0] > edges[1] > edges[2]
    inputs = [part.inner_text() for part in page.locator(".u-pairs .in").all()]
    targets = [part.inner_text() for part in page.locator(".u-pairs b").all()]
    assert [letter.strip(JOINER) for letter in targets[:5]] == list(FIRST[:5])
    assert [letter.strip(JOINER) for letter in inputs[1:6]] == list(FIRST[:5])


def test_latin_letters_and_digits_are_isolated_in_what_is_said(address, visit):
    page = visit(f"{address}/{GENERATION}&begin={quote('حافظ Hafez 1390 دل')}").page
    field = page.get_by_label("Beginning")
    expect(field).to_have_value("حافظ Hafez 1390 دل")
    assert style(field, "unicodeBidi") == "plaintext"
    note = page.get_by_text("in the letters the model knows")
    said = note.first.inner_text()
    # each foreign piece stands between a first-strong isolate and its end
    assert said.count("\u2068") == said.count("\u2069") >= 2
    assert "\u2068حافظ دل\u2069" in said
    assert copied(page, page.locator(".u-growing .given")) == "حافظ دل"


@pytest.mark.parametrize("width", WIDTHS)
def test_heat_maps_begin_at_the_right(address, visit, width):
    page = visit(f"{address}/{GATES}", width=width, height=900).page
    scroll = page.locator(".gates .scroll").first
    canvas = page.locator(".gates canvas").first
    canvas.scroll_into_view_if_needed()
    expect(scroll).to_have_attribute("dir", "rtl")
    page.wait_for_function(
        "() => performance.getEntriesByName('unrolled:gates').length > 0", timeout=PATIENCE
    )
    box = canvas.bounding_box()
    readout = page.locator(".gates .readout").first

    def step_at(across: float) -> int:
        page.mouse.move(box["x"] + across, box["y"] + 120)
        expect(readout).to_contain_text("letter ")
        return int(readout.inner_text().split("letter ")[1].split()[0])

    assert step_at(box["width"] - 4) == 1
    assert step_at(box["width"] - 60) > 1
    assert step_at(8) > step_at(box["width"] / 2)


@pytest.mark.parametrize("width", WIDTHS)
def test_painted_text_is_copied_as_it_was_typed(address, visit, width):
    line = PERSIAN.splitlines()[0]
    page = visit(f"{address}/{CELLS}&text={quote(line)}", width=width).page
    painted = page.locator('.u-painted[dir="rtl"]').first
    painted.wait_for()
    assert style(painted, "textAlign") in {"start", "right"}
    assert copied(page, painted) == " ".join(line.split())
