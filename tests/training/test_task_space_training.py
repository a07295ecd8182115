"""The task of the sentiment space on made reviews: rows, batches, learning, going on."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.training import task_space
from core.training.recipe import Recipe
from core.training.task_space import Review, TaskSpaceTask, batch_of, build_vocabulary, read_rows

LINES = [
    "split\tlabel\ttext",
    "train\t1\ta good and great film",
    "train\t0\ta bad , dull film",
    "val\t1\tgreat !",
    "broken line",
]


def recipe() -> Recipe:
    return Recipe.model_validate(
        {
            "id": "task-space", "title": "t", "module": "core.training.task_space", "steps": 40,
            "model": {"width": 4, "hidden": 3, "word_dropout": 0.0},
            "data": {"batch": 4, "least": 1},
        }
    )  # fmt: skip


def reviews() -> list[Review]:
    return read_rows(LINES, "train") * 8


def test_rows_are_read_by_split() -> None:
    assert read_rows(LINES, "val") == [Review(("great",), True)]
    assert len(read_rows(LINES)) == 3


def test_batches_hold_the_label_first_and_pad_with_nothing() -> None:
    rows = [Review(("good", "film"), True), Review(("bad",), False)]
    vocabulary = build_vocabulary(rows, 1)
    table = batch_of(rows, vocabulary)
    assert table[:, 0].tolist() == [1, 0]
    assert table[1, 2].item() == 0
    assert vocabulary.decode(table[0, 1:].tolist()) == ["good", "film"]


def test_learning_parts_good_from_bad() -> None:
    task = TaskSpaceTask(recipe(), reviews(), reviews())
    optimiser = torch.optim.Adam(task.model.parameters(), lr=0.05)
    for step in range(40):
        optimiser.zero_grad()
        task.loss(task.next_batch(step, step / 40)).backward()
        optimiser.step()
    with torch.no_grad():
        assert task.held_out()["accuracy"] == 1.0
    assert task.tokens(task.next_batch(0, 0.0)) == 4


def test_a_resumed_task_reads_the_same_batches() -> None:
    first, second = (TaskSpaceTask(recipe(), reviews(), reviews()) for _ in range(2))
    for step in range(5):
        first.next_batch(step, 0.0)
    second.seek(first.position())
    assert first.epochs == second.epochs
    assert torch.equal(first.next_batch(5, 0.0), second.next_batch(0, 0.5))


def test_description_tells_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_space, "reviews", lambda split: read_rows(LINES, "train"))
    task = TaskSpaceTask(recipe(), reviews(), reviews())
    task.save_description(tmp_path)
    assert '"baseline": 1.0' in (tmp_path / "config.json").read_text()
    assert (tmp_path / "tokenizer.json").is_file()
    x, y = task_space.bag_of_words(read_rows(LINES, "val"), task.vocabulary)
    assert x.sum() == 1 and y.tolist() == [True] and x.dtype == np.float32
