"""Inside an LSTM: maps, steps, holds and the construction, over small models; no text breaks it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.texts import page_texts
from tests.pages.conftest import said, sound
from tests.support.tiny_artifacts import TinyArtifacts
from tests.support.tiny_character_model import (
    add_cells,
    add_english_verse,
    add_persian_verse,
    add_wiki_markup,
)

FILE = "inside_an_lstm.py"
TEXTS = page_texts("inside-an-lstm")
LINE = "and all the evening air is still"


def name(model: str) -> str:
    return TEXTS(f"models.{model}.name")


def view(key: str) -> str:
    return TEXTS(f"look_inside.{key}")


HOLD, BUILD, GRU = view("hold"), view("build"), view("gru")


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    tiny = TinyArtifacts(root)
    add_cells(tiny)
    add_persian_verse(tiny)
    add_english_verse(tiny)
    add_wiki_markup(tiny)
    return root


def differences(text: str) -> list[float]:
    """The three numbers of the sentence that compares NumPy with the graph."""
    sentence = next(line for line in text.splitlines() if "the two differ by at most" in line)
    return [float(found) for found in re.findall(r"(\d\.\de-\d\d|\b0\b)(?=\*\*|\.)", sentence)]


def moved(text: str) -> tuple[float, float]:
    """KL at the end and on average, in bits."""
    end = re.search(r"moves by \*\*([\d.]+) bits\*\*, and by ([\d.]+) bits", text)
    assert end is not None
    return float(end[1]), float(end[2])


def test_the_first_paint_recomputes_a_step(open_page, artifacts) -> None:
    text = sound(open_page(FILE, artifacts=artifacts))
    found = differences(text)
    assert found and max(found) < 2e-5
    assert "the letter alone" in text


@pytest.mark.parametrize("model", ["cells-gru", "cells-rnn", "english-verse", "wiki-markup"])
def test_each_cell_has_its_maps_and_its_step(open_page, artifacts, model: str) -> None:
    page = open_page(FILE, artifacts=artifacts, model=name(model))
    text = sound(page)
    assert max(differences(text)) < 2e-5
    assert ("looked up in tables" in text) == (model in {"english-verse", "wiki-markup"})


def test_persian_goes_from_right_to_left_and_says_what_was_changed(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts, model=name("persian-verse"), persian="كتاب يار ۱۲!")
    text = sound(page)
    assert 'dir="rtl"' in text and 'lang="fa"' in text
    assert "times)." in text  # Arabic kaf and yeh were written as Persian ones
    poet = page.selectbox(key="poet")
    poet.set_value("hafez").run()
    assert "The poet's vector is added" in sound(page)


def test_a_step_and_a_unit_come_from_the_address(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts, text=LINE, step="3", unit="2", units="0-2, 5")
    text = sound(page)
    assert "Everything that happens to unit 2 " in text
    assert re.findall(r'<td class="n">(\d+)</td><td class="n">[−\d.]+</td>', text)[-4:] == [
        "0", "1", "2", "5"
    ]  # fmt: skip
    page.button(key="step-on").click().run()
    assert page.slider(key="step").value == 4
    page.button(key="step-back").click().run()
    page.button(key="step-back").click().run()
    assert page.slider(key="step").value == 2
    sound(page)


def test_a_chosen_step_stays_from_view_to_view(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts, text=LINE, step="3", unit="2")
    for look in ("hold", "build", "gru", "step"):
        page.session_state["look"] = look
        page.run()
        sound(page)
        if look != "hold":
            assert page.slider(key="step").value == 3
    assert page.number_input(key="unit").value == 2


def test_holding_a_gate_moves_the_prediction(open_page, artifacts) -> None:
    page = open_page(
        FILE, artifacts=artifacts, look=HOLD, text=LINE, **{"held-lstm": "o output gate"}
    )
    end, mean = moved(sound(page))  # closed output gates: nothing is shown
    assert end > 0.1 and mean > 0.1
    page.slider(key="value").set_value(1.0).run()
    opened = moved(sound(page))
    assert opened != (end, mean)


def test_the_experiments_are_one_click_each(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts, look=HOLD, text=LINE)
    buttons = [b for b in page.button if b.key and b.key.startswith("hold-")]
    assert len(buttons) == 5
    for button in buttons:
        page.button(key=button.key).click().run()
        moved(sound(page))
    assert page.text_input(key="which").value.isdigit()  # the last holds a single cell
    assert "for **unit " in said(page)


@pytest.mark.parametrize("model", ["cells-gru", "cells-rnn"])
def test_other_cells_have_experiments_of_their_own(open_page, artifacts, model: str) -> None:
    page = open_page(FILE, artifacts=artifacts, look=HOLD, model=name(model), text=LINE)
    for button in [b for b in page.button if b.key and b.key.startswith("hold-")]:
        page.button(key=button.key).click().run()
        moved(sound(page))


@pytest.mark.parametrize("stage", range(1, 6))
def test_each_stage_says_what_it_repairs(open_page, artifacts, stage: int) -> None:
    label = TEXTS(f"build.stages.{stage}.name")
    page = open_page(FILE, artifacts=artifacts, look=BUILD, stage=label)
    text = sound(page)
    assert TEXTS(f"build.stages.{stage}.repairs") in text
    assert "it ends at **0.6590**, from −2 at **0.6590**" in text  # the fixed point of σ
    assert any(r"\text{✗}" in str(latex.value) for latex in page.latex)


def test_the_gru_reads_the_same_text(open_page, artifacts) -> None:
    text = sound(open_page(FILE, artifacts=artifacts, look=GRU, text=LINE))
    apart = re.search(r"are ([\d.]+) apart on average and ([\d.]+) at most", text)
    assert apart is not None and 0 < float(apart[1]) <= float(apart[2])
    assert f"over {len(LINE)} letters" in text
    for model in ("cells-rnn", "cells-gru", "cells-lstm"):
        assert name(model) in text


def test_a_persian_reader_gets_the_gru_with_its_own_line(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts, look=GRU, model=name("persian-verse"))
    assert TEXTS("gru.own_text") in sound(page)


def answer(page: AppTest, place: int) -> str:
    page.radio[0].set_value(page.radio[0].options[place])
    [button] = [b for b in page.button if b.label == TEXTS("predict.check")]
    button.click().run()
    return sound(page)


def test_the_game_asks_nine_questions_and_keeps_count(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts)
    for asked in range(1, 10):
        text = answer(page, asked % 3)
        assert f"of {asked} so far" in text
        [button] = [b for b in page.button if b.label == TEXTS("predict.another")]
        button.click().run()


def test_closed_input_and_output_gates_are_the_same_to_the_prediction(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts)
    for _ in range(2):
        [button] = [b for b in page.button if b.label == TEXTS("predict.another")]
        button.click().run()
    assert page.radio[0].options[-1] == TEXTS("predict.same")
    answer(page, 2)
    assert "Yes: both the same." in page.success[0].value


WILD = {
    "empty": "",
    "spaces": "  \t ",
    "emoji": "🙂 the 👩‍👩‍👧‍👦 river",
    "only emoji": "🙂🙃",
    "long": "the river runs below the hill " * 334,
    "mixed": "the کتاب river ۱۲ <b>&amp;</b> $x$",
    "control": "a\u202eb\u0000c\u0007 d",
    "one": "a",
}


LOOKS = [view("step"), HOLD, BUILD, GRU]
PAIRS = [(kind, LOOKS[place % len(LOOKS)]) for place, kind in enumerate(WILD)]
PAIRS += [(kind, look) for kind in ("empty", "one") for look in LOOKS if (kind, look) not in PAIRS]


@pytest.mark.parametrize(("kind", "look"), PAIRS)
def test_any_text_gets_an_answer(open_page, artifacts, kind: str, look: str) -> None:
    text = WILD[kind]
    shown = sound(open_page(FILE, artifacts=artifacts, text=text, look=look))
    if text in {WILD["empty"], WILD["only emoji"]}:
        assert TEXTS("look_inside.nothing") in shown
    if "🙂" in text:
        assert "Passed over" in shown and "🙂" in shown
    if len(text) > 1000:
        assert "10020 characters; the first 1000" in shown


@pytest.mark.parametrize("look", LOOKS)
def test_wild_parameters_get_an_answer(open_page, artifacts, look: str) -> None:
    page = open_page(
        FILE, artifacts=artifacts, look=look, text=LINE, step="99999", unit="-4", units="abc, 9999",
        which="x 5000", value="7", after="1e9", stage="nine", model="no model", poet="nobody",
        **{"maps-lstm": "nothing", "maps-order": "sideways", "held-lstm": "soul"},
    )  # fmt: skip
    text = sound(page)
    assert "no model" in text  # a note says that it cannot be used


def test_a_shorter_text_keeps_the_step_inside(open_page, artifacts) -> None:
    page = open_page(FILE, artifacts=artifacts, text=LINE, step="30", after="30", look=HOLD)
    page.text_area(key="text").set_value("river").run()
    sound(page)
    page.text_area(key="text").set_value("r").run()
    sound(page)


def test_without_its_models_the_lab_says_so(open_page) -> None:
    page = open_page(FILE)
    assert not page.exception
    assert len(page.warning) == 1
