"""Persian normalisation and its report."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.persian import ZWNJ, normalise, rules, verse_alphabet


def test_letters_of_arabic_keyboards_become_persian() -> None:
    done = normalise("كتاب علي ٣")
    assert done.text == "کتاب علی ۳"
    assert {change.rule: change.count for change in done.changes} == {
        "kaf": 1,
        "yeh": 1,
        "digits": 1,
    }


def test_marks_and_tatweel_go() -> None:
    assert normalise("مُحَمَّـــد").text == "محمد"


def test_presentation_forms_become_letters() -> None:
    done = normalise("ﺳﻼم")
    assert done.text == "سلام"
    assert done.changes[0].rule == "forms"


def test_non_joiners_stay_inside_words_only() -> None:
    done = normalise(f"{ZWNJ}می{ZWNJ}{ZWNJ}خواهم{ZWNJ} برو")
    assert done.text == f"می{ZWNJ}خواهم برو"
    assert done.changes[-1].rule == "zwnj"


def test_hamza_is_kept_in_prose_and_folded_in_verse() -> None:
    assert normalise("مسأله، خانهٔ ما").text == "مسأله، خانهٔ ما"
    verse = normalise("مسأله، خانهٔ ما", verse=True)
    assert verse.text == "مساله خانه ما"
    assert ("،",) in [change.characters for change in verse.changes]


def test_tab_between_hemistichs_stays() -> None:
    assert normalise("بشنو این نی \t چون", verse=True).text == "بشنو این نی\tچون"


def test_clean_text_has_an_empty_report() -> None:
    line = "به نام خداوند جان و خرد\tکزین برتر اندیشه برنگذرد"
    done = normalise(line, verse=True)
    assert done.text == line and done.changes == ()


def test_verse_alphabet_has_39_characters() -> None:
    assert len(verse_alphabet()) == 39
    assert all(rule.title for rule in rules())


@given(st.text(alphabet=st.sampled_from("كيىةۀأإؤـًّٔآابپ\u200c ،.\tabcﻻ\u0654🙂ئۓ")))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    for verse in (False, True):
        once = normalise(text, verse=verse).text
        assert normalise(once, verse=verse).text == once
    assert set(once) <= verse_alphabet()


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert set(normalise(text, verse=True).text) <= verse_alphabet()
