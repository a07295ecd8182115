"""The loop: it learns, and a run killed anywhere ends as if it never had been."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.training import checkpoints
from core.training.curves import Curves, Point
from core.training.loop import Loop
from tests.support.tiny_training import tiny_recipe, tiny_task


class Killed(BaseException):
    """Stands for a kill: nothing in the loop may catch it."""


def train(run: Path, **changes: object) -> None:
    recipe = tiny_recipe(**changes)
    Loop(tiny_task(recipe), recipe, run).train()


def points(run: Path) -> list[Point]:
    """The curve without the clock."""
    return [replace(point, seconds=0) for point in Curves.load(run / "curves.json").points]


def assert_same_run(one: Path, other: Path) -> None:
    first, second = checkpoints.load_state(one), checkpoints.load_state(other)
    assert first.keys() == second.keys()
    for name, weight in first.items():
        assert torch.equal(weight, second[name]), name
    assert points(one) == points(other)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("uninterrupted")
    train(run)
    return run


def test_it_learns(uninterrupted: Path) -> None:
    curve = points(uninterrupted)
    assert [point.step for point in curve] == [5, 10, 15, 20, 24]
    first, last = curve[0], curve[-1]
    assert first.train_loss is not None and last.train_loss is not None
    assert last.train_loss < 0.8 * first.train_loss
    assert last.learning_rate < first.learning_rate
    assert last.scores["perplexity"] == pytest.approx(2.718281828 ** (last.held_out_loss or 0))


def test_the_same_seed_is_the_same_run(uninterrupted: Path, tmp_path: Path) -> None:
    train(tmp_path)
    assert_same_run(uninterrupted, tmp_path)


def test_another_seed_is_another_run(uninterrupted: Path, tmp_path: Path) -> None:
    train(tmp_path, seed=8)
    assert points(tmp_path) != points(uninterrupted)


@pytest.mark.parametrize("kills", [[0], [1], [7], [10, 11, 18], [23]])
def test_killed_between_steps(
    uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: list[int]
) -> None:
    step = Loop._step
    left = list(kills)

    def step_or_die(self: Loop) -> None:
        if left and self.progress.step == left[0]:
            del left[0]
            raise Killed
        step(self)

    monkeypatch.setattr(Loop, "_step", step_or_die)
    for _ in kills:
        torch.manual_seed(99)  # a new process has another random state
        with pytest.raises(Killed):
            train(tmp_path)
    train(tmp_path)
    assert_same_run(uninterrupted, tmp_path)


@pytest.mark.parametrize("writer", ["save_weights", "save_resume"])
@pytest.mark.parametrize("count", [1, 6, 15])
def test_killed_while_writing(
    uninterrupted: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    writer: str,
    count: int,
) -> None:
    """Half a file lies beside its place; the one before is whole."""
    written = 0

    def write_half(path: Path, content: object) -> None:
        nonlocal written
        written += 1
        if written == count:
            path.with_name(f".{path.name}.writing").write_bytes(b"half")
            raise Killed
        whole(path, content)

    whole = getattr(checkpoints, writer)
    with monkeypatch.context() as patched:
        patched.setattr(checkpoints, writer, write_half)
        with pytest.raises(Killed):
            train(tmp_path)
    train(tmp_path)
    assert_same_run(uninterrupted, tmp_path)


def test_a_finished_run_stays_as_it_is(uninterrupted: Path, tmp_path: Path) -> None:
    train(tmp_path)
    train(tmp_path)
    assert_same_run(uninterrupted, tmp_path)


def test_a_longer_recipe_goes_on(tmp_path: Path) -> None:
    train(tmp_path, steps=6)
    train(tmp_path, steps=12)
    assert points(tmp_path)[-1].step == 12


def test_minutes_end_a_run(tmp_path: Path) -> None:
    train(tmp_path, steps=None, minutes=0.005)
    curve = Curves.load(tmp_path / "curves.json").points
    assert curve[-1].seconds >= 0.3


def test_bfloat16_arithmetic_keeps_float32_weights(tmp_path: Path) -> None:
    train(tmp_path, precision="bfloat16", steps=6)
    assert all(w.dtype == torch.float32 for w in checkpoints.load_state(tmp_path).values())


@pytest.mark.parametrize("length", [{"steps": None}, {"minutes": 1.0}])
def test_a_recipe_needs_one_length(tmp_path: Path, length: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        train(tmp_path, **length)


def test_the_folder_says_what_the_weights_mean(uninterrupted: Path) -> None:
    names = {path.name for path in uninterrupted.iterdir()}
    assert names >= {
        "model.safetensors", "config.json", "tokenizer.json", "curves.json", "resume.pt"
    }  # fmt: skip
