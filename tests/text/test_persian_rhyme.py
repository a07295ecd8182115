"""Rhyme by letters: radif, qafiye, and what must not be taken for one."""

from __future__ import annotations

import pytest

from core.text.persian import ZWNJ
from core.text.persian_rhyme import NONE, POSSIBLE, SURE, parts, rhyme


@pytest.mark.parametrize(
    ("first", "second", "radif", "qafiye", "strength"),
    [
        ("بشنو این نی چون شکایت می|کند", "از جدایی|ها حکایت می|کند", "می|کند", "کایت", SURE),
        ("خداوند نام و خداوند جای", "خداوند روزی|ده رهنمای", "", "ای", SURE),
        ("توانا بود هر که دانا بود", "ز دانش دل پیر برنا بود", "بود", "نا", SURE),
        ("که من از پی تو دویدم سحر", "ز دریا برآمد درخشنده در", "", "ر", POSSIBLE),
        ("به نام خداوند جان و خرد", "کز این برتر اندیشه بر نگذرد", "", "رد", SURE),
        ("نوشیروان بد کرد", "جان خویش خود خورد", "", "رد", SURE),
        ("خاک اندر آن دم که دل آمد", "چنان دانی که برآمد", "", "امد", POSSIBLE),
        ("به نخجیر شیران شکار", "از این گونه کار", "", "کار", SURE),
        ("مهر می|سرشتند", "نام می|نوشتند", "", "شتند", SURE),
        ("دل من ز دست تو شد مبتلا", "نبینی به کوی تو جز ماجرا", "", "ا", SURE),
    ],
)
def test_rhymes(first, second, radif, qafiye, strength):
    found = rhyme(first.replace("|", ZWNJ), second.replace("|", ZWNJ))
    assert (found.radif, found.qafiye) == (radif.replace("|", ZWNJ), qafiye)
    assert found.strength == strength and found.holds


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("در این خانه کار", "بر آن بام سر"),  # ār and ar
        ("مرد راست", "جان مست"),  # āst and ast
        ("ماه زمین", "شهر ایران"),  # in and ān
        ("این همه خوبی", "آن همه کاری"),  # only the ending -i
        ("سرخ لاله", "این همه نامه"),  # only the silent ه
        ("دل من", "دل من"),  # the same words
        ("ز دل آمد", "به دل آمد"),  # the same word before the radif
        ("", "دل"),
        ("دل", ""),
    ],
)
def test_no_rhymes(first, second):
    found = rhyme(first, second)
    assert found.strength == NONE and not found.holds and not found.qafiye


def test_a_wanted_radif_must_stand_there():
    first, second = "صلاح کار کجا", "من خراب کجا"
    assert not rhyme("رباب کجا", "شراب کجا", "کجاست").holds
    assert rhyme("رباب کجا", "شراب کجا", "کجا").holds
    assert not rhyme(first, second, "کجا").holds  # kār and kharāb


def test_the_letters_that_rhyme_are_marked_in_the_line():
    first = f"بشنو این نی چون شکایت می{ZWNJ}کند"
    found = rhyme(first, f"از جدایی{ZWNJ}ها حکایت می{ZWNJ}کند")
    piece = parts(first, found)
    assert (piece.before, piece.qafiye, piece.radif) == (
        "بشنو این نی چون ش",
        "کایت",
        f"می{ZWNJ}کند",
    )
    assert f"{piece.before}{piece.qafiye} {piece.radif}" == first


def test_without_a_radif_the_qafiye_ends_the_line():
    piece = parts("خداوند جای", rhyme("خداوند جای", "گرفتند پای"))
    assert (piece.before, piece.qafiye, piece.radif) == ("خداوند ج", "ای", "")
