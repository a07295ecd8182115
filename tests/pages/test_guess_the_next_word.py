"""The lab over the tiny model: what it shows, what its address says, what bad input does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ui.prompt_address import KEPT, one_line
from tests.pages.conftest import said
from tests.support.tiny_next_word import add_next_word

PAGE = "guess_the_next_word.py"


@pytest.fixture
def lab(open_page, tiny_artifacts):
    """`lab(prompt="…")` opens the page over the tiny model."""
    add_next_word(tiny_artifacts)

    def run(**parameters: str):
        page = open_page(PAGE, artifacts=tiny_artifacts.root, **parameters)
        assert not page.exception
        assert not page.error
        return page

    return run


def pills(page, key: str):
    return next(group for group in page.get("button_group") if (group.key or "").startswith(key))


def parameter(page, name: str) -> str:
    """AppTest holds what the script wrote as text, and what a test wrote as a list."""
    value = page.query_params[name]
    return value if isinstance(value, str) else value[0]


def press(page, key: str):
    return page.button(key=key).click().run()


def test_the_first_paint_is_a_finished_example(lab):
    text = said(lab())
    assert "After “can i make a”" in text
    assert "perplexity is" in text
    assert "website for free" in text  # the best roads of the beam search


@pytest.mark.parametrize(
    "look", ["Beam search", "Write on", "Teacher forcing", "How it was trained"]
)
def test_each_view_can_be_linked_to(lab, look):
    page = lab(look=look)
    words = {
        "Beam search": "The best roads",
        "Write on": "Click a word",
        "Teacher forcing": "Mean loss",
        "How it was trained": "perplexity of 33",  # e^3.5
    }
    labels = " ".join(group.label for group in page.get("button_group"))
    assert words[look] in said(page) + labels


def test_the_link_holds_prompt_and_settings_and_gives_the_same_text_again(lab):
    link = {"look": "Write on", "prompt": "how do i", "t": "1.5", "seed": "11", "length": "9"}
    first, second = lab(**link), lab(**link)
    steps = [step.word for step in first.session_state["written"].steps]
    assert steps == [step.word for step in second.session_state["written"].steps]
    settings = first.session_state["written"].asked[1]
    assert (settings.temperature, settings.seed, settings.length) == (1.5, 11, 9)
    other = lab(**(link | {"seed": "12"}))
    assert steps != [step.word for step in other.session_state["written"].steps]


def test_a_road_in_the_link_is_taken(lab):
    page = lab(look="Write on", prompt="how can i", road="make money")
    words = [step.word for step in page.session_state["written"].steps]
    assert words[:2] == ["make", "money"]
    assert "You chose this road up to “money”" in said(page)
    page = press(page, "write-back")
    assert "road" not in page.query_params
    assert "You chose" not in said(page)


def test_another_road_is_taken_by_a_click_and_stands_in_the_address(lab):
    page = lab(look="Write on", prompt="how can i make a", t="0.0")
    before = [step.word for step in page.session_state["written"].steps]
    assert before[0] == "website"
    pills(page, "take-0").set_value("cake")
    page.run()
    after = [step.word for step in page.session_state["written"].steps]
    assert after[0] == "cake" and parameter(page, "road") == "cake"


def test_changing_the_temperature_asks_the_cache_and_not_the_model(lab):
    page = lab(look="Write on", prompt="how can i", t="0.0")
    page.slider(key="t").set_value(0.05).run()  # as good as 0: the same words
    steps = page.session_state["written"].steps
    assert steps and all(step.cached for step in steps)


def test_writing_word_by_word_ends_with_the_same_text(lab):
    page = lab(look="Write on", prompt="how can i")
    at_once = [step.word for step in page.session_state["written"].steps]
    page = press(page, "write-go")
    assert [step.word for step in page.session_state["written"].steps] == at_once
    assert not page.session_state["written"].writing
    assert not page.error


def test_an_interrupted_text_is_kept(lab):
    page = lab(look="Write on", prompt="how can i")
    story = page.session_state["written"]
    story.steps, story.writing = story.steps[:2], True  # as the stop button finds it
    page.run()
    story = page.session_state["written"]
    assert len(story.steps) == 2 and story.stopped and not story.writing
    assert "Stopped after 2 words" in said(page)
    assert not page.error


def test_other_dice(lab):
    page = lab(look="Write on", seed="4")
    page = press(page, "write-again")
    assert page.session_state["written"].asked[1].seed == 5


def test_an_example_replaces_the_prompt_and_the_address(lab):
    page = press(lab(), "example-1")
    assert parameter(page, "prompt") == "what is the best"
    assert "After “what is the best”" in said(page)


def test_the_visitors_own_sentence_is_taught(lab):
    page = lab(look="Teacher forcing", sentence="how do cats make money")
    assert "<td>cats</td>" in said(page)
    page.text_input(key="sentence").set_value("").run()
    assert any("at least one word" in info.value for info in page.info)


@pytest.mark.parametrize(
    ("name", "value"),
    [("width", "99"), ("depth", "-3"), ("width", "many")],
)
def test_numbers_out_of_range_are_clamped_with_a_note(lab, name, value):
    page = lab(**{name: value})
    assert value in said(page)
    assert 1 <= page.slider(key=name).value <= 6


@pytest.mark.parametrize(
    ("name", "value"),
    [("t", "7"), ("length", "100000"), ("k", "-1"), ("p", "0"), ("seed", "-8"), ("t", "nan")],
)
def test_wild_settings_are_clamped_with_a_note(lab, name, value):
    page = lab(look="Write on", **{name: value})
    assert value in said(page)


def test_an_unknown_view_falls_back_with_a_note(lab):
    assert "Nonsense" in said(lab(look="Nonsense"))


def test_a_road_that_leads_nowhere_does_no_harm(lab):
    page = lab(look="Write on", prompt="how can i", road="xyzzy shit <unk> </s> make " * 60)
    assert page.session_state["written"].steps
    assert "shit" not in [step.word for step in page.session_state["written"].steps]
    assert page.session_state["written"].asked[2] == ()


def test_a_link_cannot_put_markup_into_the_page(lab):
    image = "![x](https://elsewhere.example/x.png)"
    page = lab(look="Write on", prompt=f"how can i {image}", road=f"make {image}")
    assert page.session_state["written"].asked[2] == ("make",)
    marked_up = [*page.markdown, *page.caption, *page.info, *page.warning]
    assert not [element.value for element in marked_up if "![" in element.value]


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "   ",
        "🙂🙂",
        "سلام دنیا",
        "\u202eabc\u202c",
        "a\x00b\x1b[31m",
        "<b>&amp;</b>",
        "{x} $y$ *z*",
    ],
)
def test_odd_prompts_are_answered(lab, prompt):
    page = lab(prompt=prompt)
    assert page.get("button_group")
    assert "The next word" in said(page)


def test_a_long_link_is_cut_with_a_note_and_keeps_its_end(lab):
    page = lab(prompt="what is the meaning of life " * 400 + "how can i make a ")
    text = said(page)
    assert f"the last {KEPT} are used" in text
    assert "After “can i make a”" in text
    assert "The model read the last" in text
    assert len(parameter(page, "prompt")) == KEPT


def test_a_link_followed_within_a_session_is_read(lab):
    page = lab(prompt="why do people ")
    page.query_params["prompt"] = "what is the"
    page.run()
    assert "After “what is the”" in said(page)


def test_coming_back_from_another_page_the_address_is_right_again(lab):
    page = press(lab(), "example-1")
    del page.query_params["prompt"]
    page.run()
    assert parameter(page, "prompt") == "what is the best"


def test_unknown_words_are_named(lab):
    assert "“flurbs”" in said(lab(prompt="how can flurbs make a "))


def test_the_game_asks_then_answers_and_keeps_the_score(lab):
    page = lab()
    opening = "how long does it take to"
    assert opening in said(page) and "first choice" not in said(page)
    page.text_input(key="guess-word-0").set_value("website")
    page = press(page, "FormSubmitter:guess-0-Check")
    assert "first choice" in said(page)
    page = press(page, "guess-next")
    assert "Round 2 of" in said(page)
    page = press(page, "FormSubmitter:guess-1-Check")
    assert any("one word" in info.value for info in page.info)


def test_a_missing_model_is_one_clear_sentence(open_page):
    page = open_page(PAGE)
    assert not page.exception and len(page.warning) == 1
    assert "no models" in page.warning[0].value


def test_a_damaged_model_is_one_clear_sentence(open_page, tiny_artifacts):
    add_next_word(tiny_artifacts)
    tiny_artifacts.damage("next-word", "step.onnx")
    page = open_page(PAGE, artifacts=tiny_artifacts.root)
    assert not page.exception and len(page.warning) == 1
    assert "step.onnx" in page.warning[0].value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_a_prompt_fits_one_line_and_an_address(text):
    line = one_line(text)
    assert len(line) == len(text)
    assert "\n" not in line and "\x00" not in line
    assert one_line(line) == line
    line.encode()


def test_half_a_surrogate_pair_does_no_harm():
    assert one_line("a\ud83d").encode()
