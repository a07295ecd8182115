"""Couplets over a writer whose candidates are known: what is asked, judged, chosen, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from core.runtime.couplets import (
    COUPLETS_AT_MOST,
    Wish,
    best_rhyme,
    rhymes_with,
    so_far,
    write,
)
from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.errors import Cancelled
from core.runtime.verse_writer import Offered, Remembered
from core.text.characters import CharacterVocabulary
from core.text.persian import verse_alphabet

FIRST = ["به نام خداوند جان و خرد", "خرد جان و نام به خداوند ما", "ای"]
SECOND = ["خداوند نام و خداوند جای", "کز این برتر اندیشه بر نگذرد", "نگارنده برشده پیکر است"]


@dataclass(frozen=True)
class One:
    text: str
    log_prob: float
    ended: bool = True


class Known:
    """Offers the same hemistichs again and again, and keeps what it was asked."""

    vocabulary = CharacterVocabulary("".join(sorted(verse_alphabet())))

    def log_probs(self, text, condition=None):
        """Every letter as likely as any other."""
        return [-3.7] * len(self.vocabulary)

    def __init__(self) -> None:
        self.asked: list[tuple[str, SamplingSettings, str | None, str, str]] = []

    def candidates(
        self,
        text: str,
        count: int,
        settings: SamplingSettings,
        *,
        condition: str | None = None,
        stop: str = "\n",
        forbid: str = "",
        cancel: Cancel | None = None,
    ) -> Sequence[Offered]:
        if cancel is not None:
            cancel.check()
        self.asked.append((text, settings, condition, stop, forbid))
        offered = FIRST if stop == "\t" else SECOND
        begun = text.rpartition("\t" if stop == "\n" else "\n")[2]
        going_on = [one for one in offered[:count] if one.startswith(begun)]
        return [One(one.removeprefix(begun), -1.0 * len(one)) for one in going_on]


def texts(wish: Wish, writer: Known | None = None) -> list[str]:
    return [line.text for line in write(writer or Known(), wish)]


def test_the_candidate_that_rhymes_and_scans_is_chosen():
    assert texts(Wish(couplets=1)) == [FIRST[0], SECOND[1]]


def test_without_choosing_the_first_draw_stands_and_the_others_are_kept():
    lines = list(write(Known(), Wish(couplets=1, choose="first")))
    assert [line.text for line in lines] == [FIRST[0], SECOND[0]]
    assert [len(line.options) for line in lines] == [3, 3]
    assert lines[1].options[0].rhyme is not None and not lines[1].options[0].rhyme.holds
    assert lines[0].options[0].rhyme is None


def test_the_model_is_asked_for_couplets_in_its_own_format():
    writer = Known()
    list(write(writer, Wish(couplets=2, poet="ferdousi", seed=5, temperature=0.9)))
    prompts = [asked[0] for asked in writer.asked]
    assert prompts[0] == ""
    assert prompts[1] == f"{FIRST[0]}\t"
    assert prompts[2] == f"{FIRST[0]}\t{SECOND[1]}\n"
    assert [(stop, forbid) for *_, stop, forbid in writer.asked[:2]] == [("\t", "\n"), ("\n", "\t")]
    assert {asked[2] for asked in writer.asked} == {"ferdousi"}
    assert len({asked[1].seed for asked in writer.asked}) == 4
    assert {asked[1].temperature for asked in writer.asked} == {0.9}


def test_a_beginning_is_continued_and_not_repeated():
    writer = Known()
    lines = list(write(writer, Wish(couplets=1, beginning="به نام خداوند")))
    assert writer.asked[0][0] == "به نام خداوند"
    assert lines[0].text == FIRST[0]


def test_a_road_takes_the_candidate_that_a_hand_chose():
    wish = Wish(couplets=1, road=((1, 2),))
    lines = list(write(Known(), wish))
    assert lines[1].text == SECOND[2] and lines[1].by_hand and not lines[0].by_hand
    assert texts(replace(wish, road=((1, 99), (7, 0)))) == texts(replace(wish, road=()))


@pytest.mark.parametrize(("asked", "written"), [(0, 1), (3, 3), (99, COUPLETS_AT_MOST)])
def test_a_poem_has_bounds(asked, written):
    assert len(texts(Wish(couplets=asked))) == 2 * written


def test_a_robai_has_two_couplets_and_its_own_metre():
    lines = list(write(Known(), Wish(form="robai", couplets=9, metre="ramal-11")))
    assert len(lines) == 4
    assert {option.metre.id for line in lines for option in line.options} == {"robai"}


def test_what_rhymes_with_what():
    assert rhymes_with("masnavi", 5) == (4,)
    assert rhymes_with("ghazal", 1) == (0,)
    assert rhymes_with("ghazal", 5) == (0, 1)
    assert rhymes_with("robai", 3) == (0, 1)
    assert rhymes_with("robai", 2) == ()


def test_a_ghazal_keeps_its_radif():
    opening = ["ملک خراب کجا", "جام شراب کجا"]
    kept, lost = best_rhyme(opening, "جای رباب کجا"), best_rhyme(opening, "حال خراب است")
    assert kept is not None and kept.radif == "کجا" and kept.holds
    assert lost is not None and not lost.holds
    assert best_rhyme([], "هر چه هست") is None


def test_unfinished_and_empty_candidates_are_never_chosen():
    class Ragged(Known):
        def candidates(self, text, count, settings, **more):  # type: ignore[no-untyped-def]
            return [One("", -0.1), One(FIRST[0], -1.0, ended=False), One(FIRST[1], -90.0)]

    line = next(write(Ragged(), Wish(couplets=1)))
    assert line.text == FIRST[1]


def test_a_poem_can_be_stopped_and_what_was_written_stays():
    cancel = Cancel()
    poem = write(Known(), Wish(couplets=4), cancel)
    assert [next(poem).index for _ in range(3)] == [0, 1, 2]
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(poem)


def test_the_same_question_is_asked_once():
    writer = Known()
    remembered = Remembered(writer, "known-1")
    first = [line.text for line in write(remembered, Wish(couplets=2, seed=77))]
    asked = len(writer.asked)
    assert [line.text for line in write(remembered, Wish(couplets=2, seed=77))] == first
    assert len(writer.asked) == asked
    list(write(remembered, Wish(couplets=2, seed=77, road=((3, 2),))))
    assert len(writer.asked) == asked  # the road leaves at the last hemistich
    list(write(Remembered(writer, "known-2"), Wish(couplets=2, seed=77)))
    assert len(writer.asked) == 2 * asked


def test_the_text_so_far():
    assert so_far(["a", "b", "c"], "d") == "a\tb\nc\td"
