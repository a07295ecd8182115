"""`python -m core.training`, recipes, schedule, curves and starting weights."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from typer.testing import CliRunner

from core.training import checkpoints, next_word
from core.training.__main__ import app, train
from core.training.curves import Curves, Point
from core.training.recipe import RECIPES, Recipe, recipe_names
from core.training.schedule import learning_rate
from tests.support.tiny_training import tiny_recipe, tiny_task

RECIPE = """
id = "tiny"
title = "Tiny"
module = "core.training.next_word"
seed = 7
steps = 24
[optimiser]
learning_rate = 0.06
warm_up = 3
[model]
hidden = 12
layers = 1
cutoffs = [8]
ranks = [10, 4]
dropout = [0.0, 0.0, 0.0]
[data]
batch = 4
"""


@pytest.fixture
def recipe_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(next_word, "task", tiny_task)
    path = tmp_path / "tiny.toml"
    path.write_text(RECIPE)
    return path


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_is_valid_and_named_after_its_model(name: str) -> None:
    assert Recipe.load(name).id == name
    assert (RECIPES / f"{name}.toml").is_file()


def test_unknown_recipe_and_unknown_setting(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="next-word"):
        Recipe.load("nope")
    (tmp_path / "odd.toml").write_text(RECIPE.replace("seed", "sed"))
    with pytest.raises(ValueError, match="sed"):
        Recipe.load(tmp_path / "odd.toml")


def test_command_trains_resumes_and_begins_anew(recipe_file: Path, tmp_path: Path) -> None:
    run, call = tmp_path / "cache" / "runs" / "tiny", CliRunner().invoke
    assert call(app, [str(recipe_file), "--steps", "3"]).exit_code == 0
    assert Curves.load(run / "curves.json").points[-1].step == 3
    assert call(app, [str(recipe_file), "--steps", "5"]).exit_code == 0
    assert [p.step for p in Curves.load(run / "curves.json").points] == [3, 5]
    assert call(app, [str(recipe_file), "--fresh", "--steps", "2"]).exit_code == 0
    assert [p.step for p in Curves.load(run / "curves.json").points] == [2]


def test_command_lists_recipes_and_says_what_is_wrong() -> None:
    call = CliRunner().invoke
    assert "next-word" in call(app, []).output
    wrong = call(app, ["nope"])
    assert wrong.exit_code == 1 and "no recipe" in wrong.output
    assert call(app, ["next-word", "--minutes", "1", "--steps", "1"]).exit_code == 2


def test_other_ways_of_training_get_recipe_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trains_itself.py").write_text(
        "def train(recipe, run):\n    (run / 'made.txt').write_text(recipe.title)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    recipe = tiny_recipe(module="trains_itself")
    train(recipe, tmp_path / "run")
    assert (tmp_path / "run" / "made.txt").read_text() == "Tiny"


def test_training_starts_from_given_weights(recipe_file: Path, tmp_path: Path) -> None:
    recipe = Recipe.load(recipe_file)
    train(recipe, tmp_path / "first")
    slow = recipe.model_copy(update={"steps": 1})
    train(slow, tmp_path / "cold")
    train(slow, tmp_path / "warm", start=tmp_path / "first")
    losses = {
        name: Curves.load(tmp_path / name / "curves.json").points[-1].held_out_loss or 0
        for name in ("first", "cold", "warm")
    }
    assert losses["warm"] < losses["cold"] - 0.3
    assert losses["warm"] == pytest.approx(losses["first"], abs=0.3)


def test_weights_come_back_from_a_graph(tmp_path: Path) -> None:
    state = tiny_task().model.state_dict()
    initializers = [
        numpy_helper.from_array(tensor.numpy().astype(np.float16), name)
        for name, tensor in state.items()
    ]
    initializers.append(numpy_helper.from_array(np.array([1, 2]), "shape"))
    output = helper.make_tensor_value_info("y", TensorProto.INT64, [2])
    graph = helper.make_graph(
        [helper.make_node("Identity", ["shape"], ["y"])], "g", [], [output], initializers
    )
    onnx.save(helper.make_model(graph), tmp_path / "step.onnx")
    read = checkpoints.load_state(tmp_path / "step.onnx")
    assert read.keys() == state.keys()
    for name, tensor in state.items():
        assert read[name].dtype == torch.float32
        torch.testing.assert_close(read[name], tensor, atol=2e-3, rtol=2e-3)


def test_rate_rises_then_falls_to_zero() -> None:
    rates = [learning_rate(2.0, step, step / 100, warm_up=10) for step in range(101)]
    assert rates[0] == pytest.approx(0.2)
    assert max(rates) == max(rates[9:12])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[100] == 0
    assert learning_rate(2.0, 500, 1.7, 10) == 0


def test_curves_format_and_order(tmp_path: Path) -> None:
    curves = Curves()
    curves.add(Point(1, 10, 0.5, 0.1, 2.0, 3.0, 4.0, {"perplexity": 54.6}))
    curves.add(Point(2, 20, 1.0, 0.0, 4.0))
    with pytest.raises(ValueError):
        curves.add(Point(1, 10, 0.5, 0.1, 2.0))
    curves.save(tmp_path / "curves.json")
    content = json.loads((tmp_path / "curves.json").read_text())
    assert content["version"] == 1
    assert content["points"][0] == {
        "step": 1, "tokens": 10, "epochs": 0.5, "learning_rate": 0.1, "seconds": 2.0,
        "train_loss": 3.0, "held_out_loss": 4.0, "scores": {"perplexity": 54.6},
    }  # fmt: skip
    assert Curves.load(tmp_path / "curves.json") == curves
    curves.cut_after(1)
    assert len(curves.points) == 1
