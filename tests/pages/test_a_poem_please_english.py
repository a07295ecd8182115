"""The English side of the lab over a tiny model: what is shown, the link, odd input."""

from __future__ import annotations

import pytest

from core.runtime.nearest_lines import LINES, write_lines
from core.text.english_rhyme import Kind, last_word, rhyme
from tests.pages.conftest import said, sound
from tests.support.tiny_character_model import ENGLISH, add_english_verse

PAGE = "a_poem_please.py"
STORY = "english-poem"


@pytest.fixture
def lab(open_page, tiny_artifacts, tmp_path):
    """`lab(verse="…")` opens the page over the tiny model of English verse."""
    write_lines(tmp_path / LINES, [("", ENGLISH.splitlines())])
    add_english_verse(tiny_artifacts, files={LINES: (tmp_path / LINES).read_bytes()})

    def run(**parameters: str):
        defaults = {"language": "English", "tries": "4"}
        page = open_page(PAGE, artifacts=tiny_artifacts.root, **(defaults | parameters))
        sound(page)
        assert not page.error
        return page

    return run


def texts(page) -> list[str]:
    return [line.text for line in page.session_state[STORY].lines]


def poem(page) -> str:
    return next(e.proto.body for e in page.get("html") if "u-rhymed" in e.proto.body)


def test_the_first_paint_is_a_finished_poem_with_its_judgement(lab):
    page = lab()
    assert len(texts(page)) == 4
    assert texts(page)[0].startswith("The sea")
    assert poem(page).count("<li") == 4
    assert [part[0] for part in poem(page).split('class="scheme">')[1:]] == list("aabb")
    text = said(page)
    assert "**Rhyme:** perfect in " in text and "**Metre:** " in text
    assert "The candidates of this line, best first" in text
    assert "Nearest in training" in text


def test_the_count_of_rhymes_is_that_of_the_lines(lab):
    page = lab(lines="8")
    lines = texts(page)
    good = sum(
        rhyme(last_word(lines[i]), last_word(lines[i + 1])).kind is Kind.PERFECT
        for i in range(0, 8, 2)
    )
    assert f"perfect in {good} of 4 places" in said(page)


def test_the_link_gives_the_same_poem_again(lab):
    link = {"verse": "Quatrains (abab)", "begin": "A bird", "dice": "12", "heat": "0.9"}
    first, second = lab(**link), lab(**link)
    assert texts(first) == texts(second)
    assert texts(first)[0].startswith("A bird")
    assert texts(lab(**link | {"dice": "13"})) != texts(first)


def test_a_whole_first_line_stays_as_it_is(lab):
    page = lab(begin="The stars are on the water now,", start="My whole first line")
    assert texts(page)[0] == "The stars are on the water now,"
    assert "remembered word for word" in poem(page)
    assert 'class="read"' in poem(page)


def test_free_verse_asks_for_no_rhyme(lab):
    page = lab(verse="Free")
    assert "**Rhyme:**" not in said(page)
    assert 'class="scheme"></span>' in poem(page)


def test_another_candidate_is_taken_and_stays_in_the_link(lab):
    page = lab()
    before = texts(page)
    line = page.session_state[STORY].lines[1]
    other = next(place for place in range(len(line.options)) if place != line.chosen)
    box = next(b for b in page.selectbox if b.label.startswith("Take another one"))
    page = box.set_value(other).run()
    sound(page)
    assert texts(page)[:2] == [before[0], line.options[other].text]
    way = page.query_params["way"]
    way = way if isinstance(way, str) else way[0]
    assert way == f"2.{other + 1}"
    assert texts(lab(way=way)) == texts(page)
    assert "Line 2, chosen by you" in said(page)


def test_writing_again_gives_the_same_poem(lab):
    page = lab()
    before = texts(page)
    button = next(b for b in page.button if b.label == "Write it line by line")
    page = button.click().run()
    sound(page)
    assert texts(page) == before


def test_the_ear_is_told_what_the_rule_says(lab):
    page = lab()
    guess = next(p for p in page.pills if p.label == "Your answer")
    guess.set_value(Kind.EYE)
    page = next(b for b in page.button if b.label == "Check").click().run()
    assert "Yes: rhymes to the eye." in sound(page)


@pytest.mark.parametrize(
    "wish",
    [
        {"begin": ""},
        {"begin": "🌊🌊🌊"},
        {"begin": "x" * 10_000},
        {"begin": "שלום دریا the sea"},
        {"begin": "!!!", "start": "My whole first line"},
        {"begin": "<script>alert(1)</script>"},
        {"verse": "sonnets", "lines": "1e9", "heat": "nan", "tries": "-4", "dice": "zero"},
        {"way": "99.99-0.0-1.31-2.32-x", "heat": "0"},
        {"heat": "1.5", "lines": "16"},
    ],
)
def test_any_wish_gets_an_answer(lab, wish):
    page = lab(**wish)
    assert texts(page)
    assert "<script" not in poem(page)
