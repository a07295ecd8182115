"""The lab over tiny models: the first paint, the link, the stop, bad input, what is shown of it."""

from __future__ import annotations

import json

import pytest

from tests.pages.conftest import said, sound
from tests.support.tiny_character_model import add_cells, add_latex, add_wiki_markup

PAGE = "any_text_letter_by_letter.py"
STORY = "any-text"
KINDS = ("Wikipedia article", "XML of a page", "LaTeX")


def row(who: str, balanced: float, **more: object) -> dict[str, object]:
    kinds = {"link": {"balanced": balanced, "opened": 20}}
    found = {"who": who, "windows": 30, "balanced": balanced, "deviation": 0.01, "opened": 20}
    return found | {"kinds": kinds} | more


MEASURES = {
    "markup": {
        "served": 0.8,
        "rows": [row("real", 0.9), row("model", 0.81, temperature=0.8), row("6-gram", 0.36)],
    }
}
LETTERS = {"letters": [0, 1, 2], "accuracy": [0.3, 0.5, 0.7], "count": [90, 80, 70]}


@pytest.fixture
def lab(open_page, tiny_artifacts):
    """`lab(kind="LaTeX")` opens the page over tiny models that were measured."""
    measured = {"measures.json": json.dumps(MEASURES).encode()}
    add_wiki_markup(tiny_artifacts, files=measured)
    add_latex(tiny_artifacts)
    add_cells(tiny_artifacts, files={"letters.json": json.dumps(LETTERS).encode()})

    def run(**parameters: str):
        page = open_page(PAGE, artifacts=tiny_artifacts.root, **parameters)
        sound(page)
        return page

    return run


def story(page):
    return page.session_state[STORY]


def press(page, key: str):
    page = page.button(key=key).click().run()
    sound(page)
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_paint_is_a_finished_text_with_its_brackets(lab, kind):
    page = lab(kind=kind, length="200")
    text = said(page)
    assert story(page).written >= 190
    assert 'class="u-source"' in text
    assert "letters written" in text
    assert "The same text as a reader sees it" in text


def test_what_is_open_stands_beside_the_text(lab):
    page = lab(article="A {{cite|a=[[b", length="50", t="0.0")
    assert 'class="b k-template f-' in said(page)
    nested = next(h.proto.body for h in page.get("html") if "u-nest" in h.proto.body)
    kinds = [c.kind for c in story(page).state.stack]
    assert [nested.index(f"k-{kind}") for kind in kinds] == sorted(
        nested.index(f"k-{kind}") for kind in kinds
    )


def test_disorder_is_marked(lab):
    text = said(lab(article="{{a [[b }} ]] [[c]]", length="50"))
    for fate in ("f-wrong", "f-left", "f-stray", "f-right"):
        assert fate in text
    assert "closed too early" in text


def test_a_link_shows_the_same_text(lab):
    link = {"kind": "LaTeX", "latex": "Let $X$", "t": "1.2", "seed": "5", "length": "150"}
    assert story(lab(**link)).text == story(lab(**link)).text
    assert story(lab(**link)).text.startswith("Let $X$")
    assert story(lab(**(link | {"seed": "6"}))).text != story(lab(**link)).text


def test_writing_letter_by_letter_ends_with_the_same_text(lab):
    page = lab(length="50")
    at_once = story(page).text
    page = press(page, "write-go")
    assert story(page).text == at_once and not story(page).writing


def test_an_interrupted_text_is_kept(lab):
    page = lab(length="100")
    found = story(page)
    found.text, found.writing = found.text[: found.given + 20], True  # as the stop button finds it
    page.run()
    assert "Stopped after 20 letters" in sound(page)
    assert not story(page).writing


def test_other_dice_and_a_preset(lab):
    page = press(lab(length="50", seed="4"), "write-again")
    assert story(page).asked[2].seed == 5
    page = press(page, "preset-article-1")
    assert story(page).text.startswith("== History ==")


def test_no_beginning_at_all_begins_a_document(lab):
    page = press(lab(length="50"), "preset-article-4")
    assert story(page).given == 0 and story(page).written == 50


@pytest.mark.parametrize("kind", [("article", KINDS[0]), ("latex", KINDS[2])])
@pytest.mark.parametrize(
    "text",
    [
        "   ",
        "🙂🙂 [[🙂]] $🙂$",
        "سلام [[دنیا]] abc",
        "\u202eabc\u202c\x00\x1b[31m",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "&lt;script&gt;[[<b onclick=x>a</b>]]{{![x](https://elsewhere.example/x.png)}}",
        "$\\href{javascript:alert(1)}{x}$ ![x](https://elsewhere.example/x.png) :red[x] $`x`$",
        "\ue0000\ue001 {| \n|-\n| a || b\n|}",
        "$" * 400,
        "{" * 480,
    ],
)
def test_odd_beginnings_are_answered_and_stay_text(lab, kind, text):
    parameter, name = kind
    page = lab(**{"kind": name, parameter: text, "length": "50"})
    shown = said(page)
    assert "<script>" not in shown and "<img" not in shown and "<b onclick" not in shown
    for element in page.markdown:
        assert "![x]" not in element.value and ":red[" not in element.value


def test_a_beginning_that_is_too_long_is_cut_with_a_note(lab):
    page = lab(article="[[" * 5000, length="50")
    assert story(page).given == 500
    assert "10000" in said(page) or "10,000" in said(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [("t", "9"), ("length", "100000"), ("k", "-1"), ("p", "0"), ("seed", "-8"), ("t", "nan")],
)
def test_wild_settings_are_clamped_with_a_note(lab, name, value):
    assert value in said(lab(**({"length": "50"} | {name: value})))


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "Music"), ("look", "Nonsense"), ("round", "9")]
)
def test_unknown_choices_fall_back_with_a_note(lab, name, value):
    assert value in said(lab(**{name: value, "length": "50"}))


def test_the_measured_table_is_of_the_artifact(lab):
    text = said(lab(look="Measured", length="50"))
    assert "81.0% ± 1.0%" in text and "90.0%" in text and "40.0%" in text
    assert "6-gram (Kneser–Ney)" in text


def test_a_model_without_measurements_says_so(lab):
    page = lab(kind="LaTeX", look="Measured", length="50")
    assert any("without these measurements" in info.value for info in page.info)


def test_letters_of_a_word_for_three_cells_and_the_visitors_sentence(lab):
    page = lab(look="Letters of a word", length="50", sentence="The river runs")
    text = said(page)
    assert "SimpleRNN 30%, GRU 30%, LSTM 30%" in text
    assert text.count("geometric means") == 3
    page.text_input(key="sentence").set_value("🙂").run()
    sound(page)
    page.text_input(key="sentence").set_value("").run()
    assert any("at least one letter" in info.value for info in page.info)


def test_cells_without_the_curve_are_one_calm_sentence(open_page, tiny_artifacts):
    add_wiki_markup(tiny_artifacts)
    add_cells(tiny_artifacts)
    page = open_page(PAGE, artifacts=tiny_artifacts.root, look="Letters of a word", length="50")
    sound(page)
    assert any("came without it" in info.value for info in page.info)


def test_the_guess_is_answered_by_the_model(lab):
    page = lab(length="50", round="3")
    assert "Choose one" in said(page)
    page.radio(key="guess-3").set_value("$$").run()
    text = sound(page)
    assert "You said" in text or "Yes: it gives" in text
    assert "<td>\\end{lemma}</td>" in text


def test_latex_is_set_in_blocks(lab):
    latex = "\\begin{lemma}\nLet $X$ be *b* and $$c$$ so.\n\\end{lemma}\n\\xymatrix"
    shown = [m.value for m in lab(kind="LaTeX", latex=latex, length="50").markdown]
    assert "**Lemma.**" in shown
    body = next(value for value in shown if "$X$" in value)
    assert r"\*b\*" in body and "$$\nc\n$$" in body


def test_missing_models_are_one_clear_sentence(open_page):
    page = open_page(PAGE)
    assert not page.exception and len(page.warning) == 1
