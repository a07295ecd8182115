"""The lab over tiny character models: steps, cuts, roads, what its address says, bad input."""

from __future__ import annotations

import re

import pytest

from core.runtime.engine.sampling import SamplingSettings
from core.ui import models
from core.ui.letters import named
from pages.generation.journey import FIRST
from pages.generation.step import SEED
from pages.generation.walk import MOST, Walk, shared, walked
from tests.pages.conftest import sound
from tests.support.tiny_character_model import add_english_verse, add_persian_verse

PAGE = "how_generation_works.py"
VIEWS = ("The road", "Loops", "Training")


@pytest.fixture
def lab(open_page, tiny_artifacts):
    """`lab(begin="…")` opens the page over a tiny English and a tiny Persian model."""
    add_english_verse(tiny_artifacts)
    add_persian_verse(tiny_artifacts)

    def run(**parameters: str):
        page = open_page(PAGE, artifacts=tiny_artifacts.root, **parameters)
        sound(page)
        return page

    return run


def walk_in(page) -> Walk:
    return page.session_state["walk"]


def press(page, key: str):
    page.button(key=key).click().run()
    sound(page)
    return page


def parameter(page, name: str) -> str:
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def pills(page, key: str):
    return next(group for group in page.get("button_group") if (group.key or "").startswith(key))


def counts(page) -> tuple[int, int]:
    """How often the model was asked, and how often its answers were read."""
    found = re.search(r"asked \*\*(\d+)\*\* times.*settings \*\*(\d+)\*\* times", sound(page))
    return int(found[1]), int(found[2])


def test_the_first_paint_is_a_finished_example(lab):
    page = lab()
    text = sound(page)
    walk = walk_in(page)
    letters = models.task("english-verse").vocabulary.decode(walk.written)
    assert 0 < walk.at <= FIRST and letters[-1].isspace()  # a word is about to begin
    assert f"{walk.at} letters written" in text
    assert "step" not in page.query_params and "road" not in page.query_params
    assert "can be drawn" in text and "falls on the share of" in text
    assert len(page.get("plotly_chart")) >= 3


@pytest.mark.parametrize("look", VIEWS)
@pytest.mark.parametrize("model", ["English verse", "Persian verse"])
def test_each_view_can_be_linked_to(lab, look, model):
    words = {"The road": "How open was", "Loops": "Temperature 0", "Training": "Teacher forcing"}
    assert words[look] in sound(lab(look=look, model=model))


def test_a_step_writes_the_letter_that_was_announced(lab):
    page = lab()
    at, task = walk_in(page).at, models.task("english-verse")
    label = page.button(key="walk-step").label
    page = press(page, "walk-step")
    walk = walk_in(page)
    assert walk.at == at + 1 and parameter(page, "step") == str(at + 1)
    assert named(task.vocabulary.label(walk.written[at])) in label


def test_ten_steps_are_ten_steps(lab):
    page = press(lab(step="6"), "walk-ten")
    walk, task = walk_in(page), models.task("english-verse")
    assert walk.at == 16
    alone = walked(task, walk.beginning, SamplingSettings(0.8, 0, 0.9, SEED), (), 16)
    assert walk.written == alone.written


def test_an_interrupted_run_keeps_its_letters(lab):
    page = lab(step="24")
    walk = walk_in(page)
    walk.running = 4  # as the stop button finds it
    page.session_state["walk-was-running"] = True
    page.run()
    assert walk_in(page).at == 24 and not walk_in(page).running
    assert "Stopped." in sound(page)


def test_another_temperature_or_cut_asks_the_model_nothing(lab):
    page = lab()
    asked, read = counts(page)
    written = walk_in(page).written
    for key, value in (("t", 1.5), ("k", 3), ("p", 0.5)):
        page.slider(key=key).set_value(value).run()
        now = counts(page)
        assert now[0] == asked and now[1] > read
        read = now[1]
    assert walk_in(page).written == written  # what stands written stays


def test_letters_of_other_settings_stand_in_the_link_and_come_back(lab):
    page = lab()
    page.slider(key="t").set_value(0.0).run()
    walk = walk_in(page)
    road = parameter(page, "road")
    text = models.task("english-verse").vocabulary.decode(walk.written)
    assert road and text.startswith(road)
    again = lab(t="0.0", road=road, step=str(walk.at))
    assert walk_in(again).written == walk.written


def test_the_same_seed_gives_the_same_text_and_another_seed_another(lab):
    link = {"seed": "11", "step": "60", "t": "1.5", "p": "1.0"}
    one, same, other = (walk_in(lab(**(link | more))) for more in ({}, {}, {"seed": "12"}))
    assert one.written == same.written != other.written
    assert len(one.written) == 60


def test_a_letter_taken_by_hand_begins_a_road_and_the_old_one_is_kept(lab):
    page = lab(step="24")
    old = walk_in(page).written
    walk_in(page).go(5)
    page.run()
    offered = pills(page, "take-")
    offered.set_value(offered.options[-1]).run()
    walk = walk_in(page)
    assert walk.at == 6 and walk.written[:5] == old[:5] and walk.written[5] != old[5]
    assert walk.left == [old]
    assert "Roads you left" in sound(page)
    page = press(page, next(b.key for b in page.button if (b.key or "").startswith("road-")))
    assert walk_in(page).written == old


def test_bars_letters_and_line_run_to_the_left_in_persian(lab):
    page = lab(model="Persian verse")
    text = sound(page)
    assert 'dir="rtl" lang="fa"' in text and "u-growing" in text
    figures = [element.proto.spec for element in page.get("plotly_chart")]
    assert sum('"side":"right"' in re.sub(r"\s", "", figure) for figure in figures) >= 2


def test_a_changed_beginning_begins_anew(lab):
    page = lab()
    page.text_input(key="begin").set_value("the sea ").run()
    walk = walk_in(page)
    task = models.task("english-verse")
    assert task.vocabulary.decode(walk.beginning) == "the sea "
    assert walk.at > 0


@pytest.mark.parametrize(
    "begin", ["", "   ", "🙂🙂", "سلام abc", "a\x00b", "<b>&amp;</b>", "x" * 9_000]
)
@pytest.mark.parametrize("model", ["English verse", "Persian verse"])
def test_odd_beginnings_are_answered(lab, model, begin):
    assert "letters written" in sound(lab(model=model, begin=begin))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("t", "7"),
        ("k", "-1"),
        ("p", "0"),
        ("seed", "-8"),
        ("t", "nan"),
        ("step", "9999"),
        ("step", "x"),
    ],
)
def test_wild_settings_are_clamped_with_a_note(lab, name, value):
    assert value in sound(lab(**{name: value}))


def test_a_road_that_cannot_be_written_is_followed_as_far_as_it_goes(lab):
    page = lab(road="the 🙂 moon", step="6")
    assert "cannot write" in sound(page)
    task = models.task("english-verse")
    assert task.vocabulary.decode(walk_in(page).written[:4]) == "the "


def test_an_endless_road_is_bounded(lab):
    page = lab(road="e" * 20_000)
    walk = walk_in(page)
    assert len(walk.written) == MOST
    assert page.button(key="walk-step").disabled


def test_a_link_cannot_put_markup_into_the_page(lab):
    image = "![x](https://elsewhere.example/x.png)"
    page = lab(begin=image, road=image)
    marked_up = [*page.markdown, *page.caption, *page.info, *page.warning]
    assert not [element.value for element in marked_up if "![x](" in element.value]


def test_the_questions_are_asked_and_answered(lab):
    page = lab()
    for number in range(4):
        options = pills(page, "mine-")
        options.set_value(options.options[0]).run()
        page = press(page, f"FormSubmitter:guess-{number}-Check")
        assert page.success or page.info
        page = press(page, next(b.key for b in page.button if b.label == "Next question"))


def test_a_missing_model_is_one_clear_sentence(open_page):
    page = open_page(PAGE)
    assert not page.exception and len(page.warning) == 1


def test_roads_are_compared_letter_by_letter():
    assert shared((1, 2, 3), (1, 2, 4, 5)) == 2
    assert shared((), (1,)) == 0
    assert shared((1, 2), (1, 2)) == 2


def test_a_walk_draws_what_the_task_generates(lab):
    lab()
    task = models.task("english-verse")
    settings = SamplingSettings(1.0, 0, 0.9, 5, 40)
    ids = task.read("the sea ").ids
    steps = [step.id for step in task.generate("the sea ", settings)]
    assert list(walked(task, ids, settings, (), 40).written) == steps
