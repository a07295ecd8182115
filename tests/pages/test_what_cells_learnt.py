"""The lab over tiny models in which two units count: what it shows, links, bad input, trouble."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pytest

from core.runtime import load
from core.runtime.tasks.character_model import Hold
from core.runtime.unit_findings import Units
from pages.cells.chosen import SHOWN, excerpt_at
from pages.cells.off import markdown_plain, other_units
from pages.cells.search import excerpt_html
from tests.pages.conftest import sound
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import ENGLISH, LINE, WORD, add_english_verse
from tests.support.tiny_units import add_english_units, add_persian_units

PAGE = "what_cells_learnt.py"
V = len(set(ENGLISH)) + 1
EN, FA = "English verse", "Persian verse"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    artifacts = TinyArtifacts(tmp_path_factory.mktemp("artifacts"))
    add_english_units(artifacts)
    add_persian_units(artifacts)
    return artifacts.root


@pytest.fixture(scope="module")
def units(root) -> Units:
    return Units.load(root / "english-verse" / "units.json")


@pytest.fixture
def lab(open_page, root):
    def run(**parameters: str):
        page = open_page(PAGE, artifacts=root, **parameters)
        assert not page.exception and not page.error
        return page

    return run


def parameter(page, name: str) -> str:
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def pills(page, key: str):
    return next(group for group in page.get("button_group") if group.key == key)


def test_the_first_paint_is_a_finished_example(lab, units) -> None:
    text = sound(lab())
    best = max(units.findings, key=lambda found: abs(found.best[0].check)).best[0]
    assert f"Unit {best.unit} (" in text and f"r = {best.r:.2f}" in text
    assert text.count('class="u-painted"') == 2  # the text, and the question's
    assert "Text never seen in training, from: public domain" in text
    assert "AUC" in text


def test_the_link_holds_model_unit_track_and_place(lab) -> None:
    page = lab(model=EN, unit=str(V + WORD), track="cell C", place="700")
    text = sound(page)
    assert f"Unit {V + WORD} (cell C) rises with “letters since the word began”" in text
    assert page.number_input(key="place").value == 700
    assert pills(page, "find").value == "word_position"
    other = sound(lab(model=EN, unit=str(V + WORD), track="state h", place="700"))
    assert f"Unit {V + WORD} (state h)" in other


def test_a_property_turns_to_its_unit_and_the_buttons_walk_on(lab) -> None:
    page = lab(model=EN)
    pills(page, "find").set_value("line_position")
    page.run()
    assert page.number_input(key="unit").value == V + LINE
    assert int(parameter(page, "unit")) == V + LINE
    page.button(key="unit-after").click().run()
    assert page.number_input(key="unit").value == V + WORD
    page.button(key="unit-before").click().run()
    assert page.number_input(key="unit").value == V + LINE
    sound(page)


def test_walking_on_from_the_last_unit_leads_to_the_first(lab, units) -> None:
    page = lab(model=EN, unit=str(units.size - 1))
    page.button(key="unit-after").click().run()
    assert page.number_input(key="unit").value == 0


def test_another_model_opens_on_a_unit_and_a_text_of_its_own(lab) -> None:
    page = lab(model=EN, unit="3")
    pills(page, "model").set_value("persian-verse")
    page.run()
    text = sound(page)
    assert 'class="u-painted" role="group" dir="rtl" lang="fa"' in text
    assert page.number_input(key="unit").value != 3


def test_a_unit_without_a_meaning_is_said_to_have_none(lab, units) -> None:
    def best(unit: int) -> tuple[float, float]:
        name, r, check = units.tracked("cell", unit)[0]
        return min(abs(r), abs(check)), units.finding(name).shifted_most

    dull = next(
        unit for unit in range(units.size) if (found := best(unit))[0] < found[1] and unit < V
    )
    assert f"Nothing that we looked for explains unit {dull}" in sound(
        lab(model=EN, unit=str(dull), track="cell C")
    )


def test_places_are_listed_and_lead_back_to_the_text(lab, units) -> None:
    page = lab(model=EN, unit=str(V + LINE), track="cell C", look="Where it fires")
    places = units.most["cell"][V + LINE]
    assert sound(page).count("<mark>") == 8
    page.button(key=f"jump-{places[3]}").click().run()
    assert page.number_input(key="place").value == places[3]
    lowest = lab(model=EN, unit=str(V + LINE), look="Where it fires", end="lowest")
    assert lowest.button(key=f"jump-{units.least['cell'][V + LINE][0]}")


@pytest.mark.parametrize("kind", ["0", "its mean"])
def test_switching_off_costs_what_the_model_says(lab, root, units, kind) -> None:
    """Parity with the task itself, for the unit and for those it is compared with."""
    page = lab(model=EN, unit=str(V + WORD), place="700", look="Switch it off", hold=kind)
    model = load("english-verse", TinyArtifacts(root).registry)
    excerpt = excerpt_at((root / "english-verse" / "held_out.txt").read_text(), 700)
    assert excerpt.lead

    def bits(*holds: Hold) -> float:
        trace = model.trace(excerpt.lead + excerpt.text, holds=holds)
        rows = np.arange(len(excerpt.lead) - 1, len(trace.ids) - 1)
        return float(-trace.log_probs[rows, np.array(trace.ids)[rows + 1]].mean() / np.log(2))

    def lost(unit: int) -> float:
        value = 0.0 if kind == "0" else units.mean["cell"][unit]
        return bits(Hold("cell", value, (unit,))) - bits()

    found = re.search(
        r"costs ([\d.]+) bits.*\*\*([+-][\d.]+) bits.*costs ([+-][\d.]+)", sound(page)
    )
    shown = [float(number) for number in found.groups()]
    others = [lost(unit) for unit in other_units(units.size, V + WORD)]
    assert shown[0] == pytest.approx(bits() + lost(V + WORD), abs=6e-4)
    assert shown[1] == pytest.approx(lost(V + WORD), abs=6e-5)
    assert shown[2] == pytest.approx(sum(others) / len(others), abs=6e-5)
    assert "Letters that lost most" in sound(page) and "with the unit" in sound(page)


def test_a_letter_can_be_looked_at(lab) -> None:
    text = sound(lab(model=EN, look="Switch it off", at="5"))
    assert "Letter 5, “" in text
    assert "Letter" in sound(lab(model=EN, look="Switch it off", at="99999"))


def test_the_guess_is_asked_then_answered(lab, units) -> None:
    page = lab(model=EN)
    radio = next(one for one in page.radio if one.key.startswith("mine-"))
    right = {found.name for found in units.findings if found.holds}
    submit = next(button for button in page.button if "Check" in button.label)
    submit.click().run()
    assert any("Choose an answer" in info.value for info in page.info)
    assert right & {"line_position", "word_position"} and len(radio.options) == 4
    next(one for one in page.radio if one.key.startswith("mine-")).set_value(radio.options[0])
    next(button for button in page.button if "Check" in button.label).click().run()
    said = sound(page)
    answers = [box.value for box in [*page.success, *page.info]]
    assert any("r = " in answer for answer in answers), said


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "x",
        "🙂🙂 \x00",
        "سلام دنیا",
        "<b>&amp;</b>{x} $y$ *z*",
        "\u202eab",
        "word " * 2000,
    ],
)
@pytest.mark.parametrize("model", [EN, FA])
def test_any_text_of_the_visitors_is_answered(lab, model, typed) -> None:
    page = lab(model=model, source="your own", text=typed, look="Switch it off")
    text = sound(page)
    assert "u-painted" in text
    if not typed.strip():
        assert any("Type a few letters" in info.value for info in page.info)


def test_a_visitors_persian_is_normalised_and_told_so(lab) -> None:
    text = sound(lab(model=FA, source="your own", text="كتاب يار"))
    assert "کتاب" in re.sub(r"<[^>]*>", "", text) and "Arabic" in text


@pytest.mark.parametrize(
    ("name", "value"),
    [("unit", "99999"), ("unit", "-1"), ("unit", "x"), ("place", "1e9"), ("at", "-3"),
     ("model", "GPT"), ("track", "?"), ("look", "?"), ("listed", "500")],
)  # fmt: skip
def test_wild_addresses_are_answered_with_a_note(lab, name, value) -> None:
    look = {"at": "Switch it off", "listed": "Where it fires"}.get(name)
    more = {"look": look} if look else {}
    assert value[:3] in sound(lab(**(more | {name: value})))


def test_a_model_without_findings_is_one_clear_sentence(open_page, tiny_artifacts) -> None:
    add_english_verse(tiny_artifacts)
    page = open_page(PAGE, artifacts=tiny_artifacts.root)
    sound(page)
    assert len(page.warning) == 1 and "units.json" in page.warning[0].value


def test_no_model_is_one_clear_sentence(open_page) -> None:
    page = open_page(PAGE)
    assert not page.exception and len(page.warning) == 1


def test_damaged_findings_cost_one_sentence(open_page, root, tmp_path) -> None:
    copy = tmp_path / "artifacts"
    shutil.copytree(root, copy)
    TinyArtifacts(copy).damage("english-verse", "units.json")
    page = open_page(PAGE, artifacts=copy)
    assert not page.exception and len(page.warning) == 1
    assert "units.json" in page.warning[0].value


@pytest.mark.parametrize("place", [-5, 0, 3, 700, 10**9])
def test_an_excerpt_holds_its_place_and_follows_its_lead(place) -> None:
    text = "a line of letters\n" * 300
    found = excerpt_at(text, place)
    assert text[found.start : found.start + len(found.text)] == found.text
    assert found.start <= min(max(place, 0), len(text) - 1) < found.start + len(found.text)
    assert text[: found.start].endswith(found.lead)
    assert len(found.text) <= SHOWN * 1.3
    assert excerpt_at("x" * 3000, 1500).text and excerpt_at("", 3).text == ""


def test_the_same_others_are_compared_and_never_the_unit_itself() -> None:
    drawn = other_units(64, 5)
    assert drawn == other_units(64, 5) and len(set(drawn)) == 4
    assert drawn[0] not in other_units(64, drawn[0])


def test_letters_in_a_sentence_are_no_markup() -> None:
    assert markdown_plain("*a$<") == "\\*a\\$\\<"
    assert "<b>" not in excerpt_html("<b>", "<", "\n", "en")
    assert 'dir="rtl"' in excerpt_html("د", "ل", "", "fa", True)
