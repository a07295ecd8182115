"""The Persian side of the lab over a tiny model: what is shown, the link, odd input."""

from __future__ import annotations

import pytest

from core.runtime import Registry
from core.runtime.nearest_lines import LINES, NearestLines, write_lines
from core.runtime.tasks.character_model import CharacterModel
from core.runtime.verse_opening import OPENING, keep, written
from core.text.persian import ZWNJ
from tests.pages.conftest import said, sound
from tests.support.tiny_character_model import (
    ENGLISH,
    PERSIAN,
    add_english_verse,
    add_persian_verse,
)

PAGE = "a_poem_please.py"
STORY = "persian-poem"


@pytest.fixture
def lab(open_page, tiny_artifacts, tmp_path):
    """`lab(poet="…")` opens the page over the tiny model of Persian verse."""
    write_lines(tmp_path / LINES, [("ferdousi", PERSIAN.replace("\t", "\n").splitlines())])
    add_persian_verse(tiny_artifacts, files={LINES: (tmp_path / LINES).read_bytes()})

    def run(**parameters: str):
        page = open_page(PAGE, artifacts=tiny_artifacts.root, **({"n": "4"} | parameters))
        sound(page)
        assert not page.error
        return page

    return run


def texts(page) -> list[str]:
    return [line.text for line in page.session_state[STORY].lines]


def parameter(page, name: str) -> str:
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def poem(page) -> str:
    return next(e.proto.body for e in page.get("html") if "u-poem" in e.proto.body)


def test_the_first_paint_is_a_finished_poem(lab):
    page = lab()
    assert len(texts(page)) == 6
    assert 'dir="rtl" lang="fa"' in poem(page)
    assert poem(page).count('class="couplet"') == 3
    assert 'class="u-scan"' in poem(page) and "∪" in poem(page)
    text = said(page)
    assert "**Metre:**" in text and "**Rhyme:** in " in text
    assert "The candidates of this hemistich" in text


@pytest.mark.parametrize(
    ("language", "add", "text"),
    [("Persian", add_persian_verse, PERSIAN), ("English", add_english_verse, ENGLISH)],
)
def test_the_kept_poem_is_shown_at_once(
    open_page, tiny_artifacts, tmp_path, monkeypatch, language, add, text
):
    """Nothing is written and no index opened; another wish has both done."""
    write_lines(tmp_path / LINES, [("hafez", text.replace("\t", "\n").splitlines())])
    model = add(tiny_artifacts).id
    registry = Registry(tiny_artifacts.root)
    live = written(CharacterModel(registry.artifact(model), registry), tmp_path / LINES)
    keep(tmp_path / OPENING, live)
    files = {name: (tmp_path / name).read_bytes() for name in (LINES, OPENING)}
    add(tiny_artifacts, files=files)
    asked = []
    candidates, index = CharacterModel.candidates, NearestLines.open
    monkeypatch.setattr(
        CharacterModel, "candidates", lambda *a, **k: asked.append("writes") or candidates(*a, **k)
    )
    monkeypatch.setattr(NearestLines, "open", lambda path: asked.append("opens") or index(path))
    link = {} if language == "Persian" else {"language": "English"}
    page = open_page(PAGE, artifacts=tiny_artifacts.root, **link)
    text = sound(page)
    story = page.session_state["persian-poem" if language == "Persian" else "english-poem"]
    assert story.asked == live.wish and tuple(story.lines) == live.lines
    assert "Nearest in training" in text
    assert not asked
    page = open_page(PAGE, artifacts=tiny_artifacts.root, **link, seed="8", dice="8")
    sound(page)
    assert {"writes", "opens"} <= set(asked)


def test_the_link_gives_the_same_poem_again(lab):
    link = {"poet": "حافظ", "form": "غزل · ghazal", "beginning": "دل", "seed": "12", "t": "0.9"}
    first, second = lab(**link), lab(**link)
    assert texts(first) == texts(second)
    assert texts(first)[0].startswith("دل")
    wish = first.session_state[STORY].asked
    assert (wish.poet, wish.form, wish.seed, wish.temperature) == ("hafez", "ghazal", 12, 0.9)
    assert texts(lab(**(link | {"seed": "13"}))) != texts(first)


def test_a_poet_changes_what_the_model_is_told(lab):
    assert lab(poet="خیام").session_state[STORY].asked.poet == "khayyam"
    nobody = next(option for option in lab().selectbox(key="poet").options if "nobody" in option)
    assert lab(poet=nobody).session_state[STORY].asked.poet is None


def test_a_robai_has_four_hemistichs(lab):
    page = lab(form="رباعی · robai", couplets="9")
    assert len(texts(page)) == 4
    assert "the metre of the robai" in said(page)


def test_the_visitors_persian_is_made_ready_and_the_page_says_how(lab):
    page = lab(beginning="شبي در كتاب ۱۲ x")
    text = said(page)
    assert texts(page)[0].startswith("شبی در کتاب")
    assert "Arabic yeh" in text and "Arabic kaf" in text and "left out" in text.lower()
    assert "Your text was made ready" not in said(lab(beginning="شبی در کتاب"))


@pytest.mark.parametrize(
    "beginning",
    [
        "",
        "   ",
        "🙂🙂",
        "hello world",
        "<b>&amp;</b> شب",
        "\u202eشب\u202c",
        "شب\t\nروز",
        "ا" * 400,
        "شب " * 90,
        "آ\u0651\u064b" + ZWNJ,
        "{x} $y$ *z*",
    ],
)
def test_odd_beginnings_are_answered(lab, beginning):
    page = lab(beginning=beginning, couplets="1")
    assert len(texts(page)) == 2
    assert "<b>&amp;" not in poem(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("couplets", "99"),
        ("t", "-4"),
        ("n", "1000"),
        ("seed", "many"),
        ("poet", "کس"),
        ("form", "x"),
    ],
)
def test_wild_parameters_are_answered_with_a_note(lab, name, value):
    page = lab(**{name: value})
    assert value in said(page)
    assert 1 <= len(texts(page)) <= 24


def test_another_candidate_is_taken_by_hand_and_stands_in_the_link(lab):
    page = lab()
    line = page.session_state[STORY].lines[1]
    other = next(
        place
        for place, option in enumerate(line.options)
        if place != line.chosen and option.text and option.text != line.text
    )
    box = next(one for one in page.selectbox if (one.key or "").startswith("road-take"))
    box.set_value(other).run()
    assert parameter(page, "road") == f"2.{other + 1}"
    page.run()
    assert texts(page)[1] == line.options[other].text
    again = lab(road=f"2.{other + 1}")
    assert texts(again) == texts(page)
    assert "chosen by you" in said(again)
    again.button(key="persian-poem-back").click().run()
    assert "road" not in again.query_params
    assert texts(again)[1] == line.text


@pytest.mark.parametrize("road", ["9.9.9", "99.1", "0.0", "1.99", "x", "2.1-" * 200])
def test_a_road_that_leads_nowhere_does_no_harm(lab, road):
    assert len(texts(lab(road=road))) == 6


def test_writing_letter_by_letter_ends_with_the_same_poem(lab, monkeypatch):
    monkeypatch.setattr("pages.poem.persian.PACE", 0.0)
    page = lab(couplets="1")
    at_once = texts(page)
    page.button(key="persian-poem-go").click().run()
    assert texts(page) == at_once
    story = page.session_state[STORY]
    assert not story.writing and not story.stopped


def test_an_interrupted_poem_is_kept(lab):
    page = lab()
    story = page.session_state[STORY]
    story.lines, story.writing, story.begun = story.lines[:3], True, True  # as stop finds it
    page.run()
    story = page.session_state[STORY]
    assert len(story.lines) == 3 and story.stopped and not story.writing
    assert "Stopped after 3 hemistichs" in said(page)


def test_other_dice(lab):
    page = lab(seed="4", couplets="1")
    page.button(key="persian-poem-again").click().run()
    assert page.session_state[STORY].asked.seed == 5


def test_without_choosing_the_first_draw_stands(lab):
    page = lab(choose="The first draw", couplets="1")
    assert [line.chosen for line in page.session_state[STORY].lines] == [0, 0]


def test_what_choosing_does_is_shown_in_numbers(lab):
    text = said(lab(look="What choosing does", couplets="2"))
    assert "Rhymes that hold" in text and "of 2" in text
    for name in ("The first draw", "The best of the candidates", "The best, its end fitted"):
        assert name in text


def test_every_poet_goes_on_from_the_same_beginning(lab):
    text = said(lab(look="By several poets", beginning="شب"))
    for name in ("فردوسی", "خیام", "نظامی", "عطار", "مولوی", "سعدی", "حافظ"):
        assert name in text


def test_a_visitors_couplet_is_scanned(lab):
    text = said(lab(look="Metre and rhyme"))
    assert "هزج مثمن سالم" in text  # the metre of the example
    assert "Ferdowsi, Shahnameh" in text
    link = {"scan-first": "به نام خداوند جان و خرد", "scan-second": "کز این برتر اندیشه بر نگذرد"}
    text = said(lab(look="Metre and rhyme", **link))
    assert "متقارب مثمن محذوف" in text and "**Rhyme:**" in text
    empty = lab(look="Metre and rhyme", **{"scan-first": "abc", "scan-second": "🙂"})
    assert any("Persian letters" in info.value for info in empty.info)


def test_lines_that_were_learnt_by_heart_are_told(lab):
    page = lab(beginning="توانا بود هر که دانا بود", couplets="1")
    labels = [one.label for one in page.get("expander")]
    assert any("Was it remembered?" in label for label in labels)
    assert "Nearest in training" in said(page)


def test_who_wrote_it_is_asked_then_answered(lab):
    page = lab()
    assert "Whose couplet is this?" in said(page)
    page.button(key="FormSubmitter:who-0-Check").click().run()
    assert any("Choose an answer" in info.value for info in page.info)
    page.radio(key="who-guess-0").set_value("ferdousi")
    page.button(key="FormSubmitter:who-0-Check").click().run()
    answers = [*page.success, *page.info]
    assert any("would say" in answer.value for answer in answers)


def test_real_or_made(lab):
    page = lab()
    group = next(g for g in page.get("button_group") if g.key == "poem-game")
    group.set_value("real").run()
    page.radio(key="real-guess-0").set_value(0)
    page.button(key="FormSubmitter:real-0-Check").click().run()
    assert any("bits a letter" in answer.value for answer in [*page.success, *page.info])


def test_a_missing_model_is_one_clear_sentence(open_page):
    page = open_page(PAGE)
    assert not page.exception and page.warning
    assert "no models" in page.warning[0].value
