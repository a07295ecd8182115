"""Metre: opening lines of the classics, the lattice, and the search against trying everything."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.text.persian import ZWNJ
from core.text.persian_metres import (
    AT_CAESURA,
    CONTRACTED,
    SHORT_AT_END,
    Metre,
    metre,
    metres,
    tables,
)
from core.text.persian_prosody import Line, best_metre, fit, measured
from core.text.persian_readings import Readings, packed, unpacked
from core.text.persian_syllables import CLOSES, LONG, OPENS, ROLES, Arc, Lattice

# The first couplets of works and of famous ghazals, in the public domain, with their metres as
# handbooks give them.
OPENINGS = {
    "motaqareb-11": "به نام خداوند جان و خرد / کز این برتر اندیشه بر نگذرد",
    "ramal-11": "بشنو این نی چون شکایت می|کند / از جدایی|ها حکایت می|کند",
    "hazaj-11": "خداوندا در توفیق بگشای / نظامی را ره تحقیق بنمای",
    "hazaj-akhrab-10": "ای نام تو بهترین سرآغاز / بی|نام تو نامه کی کنم باز",
    "khafif-10": "ای جهان دیده بود خویش از تو / هیچ بودی نبوده پیش از تو",
    "hazaj-16": "اگر آن ترک شیرازی به دست آرد دل ما را / به خال هندویش بخشم سمرقند و بخارا را",
    "mozare-akhrab-14": "دل می|رود ز دستم صاحب|دلان خدا را / دردا که راز پنهان خواهد شد آشکارا",
    "mojtass-15": "صلاح کار کجا و من خراب کجا / ببین تفاوت ره کز کجاست تا به کجا",
    "ramal-15": "یوسف گمگشته بازآید به کنعان غم مخور / کلبه احزان شود روزی گلستان غم مخور",
    "ramal-makhbun-15": "دوش دیدم که ملایک در میخانه زدند / گل آدم بسرشتند و به پیمانه زدند",
    "mozare-14": "ما را رها کنید در این رنج بی|حساب / با قلب پاره|پاره و با سینه|ای کباب",
    "robai": "این کوزه چو من عاشق زاری بوده|ست / در بند سر زلف نگاری بوده|ست",
    "rajaz-16": "ای رستخیز ناگهان وی رحمت بی|منتها / ای آتشی افروخته در بیشه اندیشه|ها",
}
SCANNED = {
    "به نام خداوند جان و خرد": ("motaqareb-11", "u--u--u--u-"),
    "بشنو این نی چون شکایت می|کند": ("ramal-11", "-u---u---u-"),
    "بنی آدم اعضای یک پیکرند": ("motaqareb-11", "u--u--u--u-u"),  # the last one is overlong
    "یوسف گمگشته بازآید به کنعان غم مخور": ("ramal-15", "-u---u---u---u-"),
}


def spelled(text: str) -> str:
    """Openings are written with | where a joiner stands, which nobody could see."""
    return text.replace("|", ZWNJ)


@pytest.mark.parametrize("name", OPENINGS)
def test_the_metre_of_a_famous_opening_is_found(name):
    first, second = spelled(OPENINGS[name]).split(" / ")
    assert best_metre(first, second)[0].id == name


@pytest.mark.parametrize("text", SCANNED)
def test_a_line_is_scanned_as_it_is_read(text):
    name, weights = SCANNED[text]
    scansion = Line(spelled(text)).scan(metre(name))
    assert scansion.weights == weights
    assert sum(one.places for one in scansion.syllables) == len(scansion.metre.places)
    assert "".join(one.letters for one in scansion.syllables).replace(" ", "") == spelled(
        text
    ).replace(" ", "")


def test_an_overlong_syllable_fills_a_long_place_and_a_short_one():
    scansion = Line("ای نام تو بهترین سرآغاز").scan(metre("hazaj-akhrab-10"))
    name = next(one for one in scansion.syllables if one.letters.startswith("نام"))
    assert (name.weight, name.places) == ("-u", 2)


def test_n_after_a_long_vowel_does_not_count():
    def closed(word: str) -> dict[str, float]:
        roles = ((0, OPENS), (1, LONG), (2, CLOSES))
        return {arc.weight: arc.licence for arc in Lattice(word).arcs if arc.roles == roles}

    assert closed("جان")["L"] < closed("جان")["LS"]
    assert set(closed("جام")) == {"LS"}


def test_a_short_vowel_may_be_unwritten_after_every_consonant():
    weights = {arc.weight for arc in Lattice("خرد").arcs if arc.start == 0}
    assert weights == {"S", "L", "LS"}  # xe-, xer-, xord


def test_a_vowel_at_the_head_of_a_word_takes_the_consonant_before_it():
    ends = {arc.roles for arc in Lattice("بر او").arcs if arc.start == 1}
    assert any((4, "L") in roles for roles in ends)  # ba-rū


def brute(line: Line, one: Metre) -> float:
    """The cheapest reading in a metre by trying every path of the lattice."""
    table, row = tables(), metres().index(one)
    into: dict[int, list[tuple[Arc, float]]] = {}
    for arc, cost in line._arcs:
        into.setdefault(arc.start, []).append((arc, cost))

    def ways(weight: str, place: int, last: bool) -> Iterator[tuple[int, float]]:
        marks = one.places[place:]
        fits = {"S": "ux", "L": "-x"}
        if len(weight) == 1 and marks[:1] and marks[0] in fits[weight]:
            yield 1, 0.0
        if (
            len(weight) == 2
            and len(marks) > 1
            and marks[0] in fits[weight[0]]
            and marks[1] in fits[weight[1]]
        ):
            yield 2, 0.0
        if weight == "L" and place in one.pairs:
            yield 2, CONTRACTED
        if weight == "LS" and place in one.caesuras:
            yield 1, AT_CAESURA
        if last and len(marks) == 1 and weight in ("S", "L", "LS"):
            yield 1, SHORT_AT_END if weight == "S" else 0.0

    def rest(letter: int, place: int) -> float:
        if letter == line.lattice.length:
            return 0.0 if place == len(one.places) else math.inf
        costs = [math.inf]
        for arc, cost in into.get(letter, ()):
            for filled, extra in ways(arc.weight, place, arc.end == line.lattice.length):
                costs.append(cost + extra + rest(arc.end, place + filled))
        return min(costs)

    assert table.lengths[row] == len(one.places)
    return rest(line.lattice.first, 0)


@pytest.mark.parametrize("name", [one.id for one in metres()])
@pytest.mark.parametrize("text", ["کز این برتر اندیشه بر نگذرد", "خانه دل ما را از کرم عمارت کن"])
def test_the_search_finds_what_trying_every_reading_finds(name, text):
    line, one = Line(text), metre(name)
    expected = brute(line, one)
    found = line.costs[metres().index(one)]
    assert found == pytest.approx(expected, abs=1e-3)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ابتخدرسنموهیآءئع " + ZWNJ + "x1🙂\n\t", max_size=120))
def test_any_text_has_costs_and_no_trouble(text):
    line = Line(text)
    for one in metres():
        cost = line.cost(one)
        assert cost >= 0
        assert 0 <= fit(line, one) <= 1
        if not math.isinf(cost):
            scansion = line.scan(one)
            assert sum(syllable.places for syllable in scansion.syllables) == len(
                scansion.metre.places
            )


def test_a_line_of_the_metre_fits_better_than_its_words_shuffled():
    one = metre("motaqareb-11")
    real, shuffled = "توانا بود هر که دانا بود", "دانا بود که توانا هر بود"
    assert fit(Line(real), one) > 0.7 > 0.5 > fit(Line(shuffled), one)


def test_what_the_document_says_was_measured():
    found = measured()
    assert set(found) == {"fit", "metre", "told_apart", "rhyme"}
    for counts in found["metre"].values():
        assert 0 < counts["right"] <= counts["couplets"]


def test_every_metre_can_be_filled():
    for one in metres():
        assert 10 <= len(one.places) <= 20
        assert set(one.places) <= set("-ux")
        assert all(one.places[place : place + 2] == "uu" for place in one.pairs)
        assert one.name and one.latin and one.feet


def test_costs_survive_packing():
    costs = dict(zip(ROLES, (0.0, 0.4, 1.2, 6.0, 2.8, 0.8), strict=True))
    assert unpacked(packed(costs, 0.4), 0.4) == pytest.approx(costs)


def test_an_unknown_word_is_read_by_its_letters():
    known = Readings({"دل": ({"0": 9.0}, {"0": 0.1})})
    assert known.of_word("دل")[1]["0"] == 0.1
    assert len(known.of_word("دلبر")) == 4


def test_nothing_to_scan_is_refused():
    with pytest.raises(ValueError, match="no hemistich"):
        best_metre()
