"""The training task of the character models, on a text of a few hundred letters."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.corpora.splits import Split
from core.models.character_rnn import CharacterRNN, CharacterRNNConfig
from core.text.characters import START, CharacterVocabulary
from core.training import checkpoints
from core.training.character_text import Document
from core.training.characters import CharacterTask, Stream
from core.training.curves import Curves, Point
from core.training.loop import Loop
from core.training.recipe import Recipe

LINES = "the sea is deep\nthe hill is steep\nthe night is long\nand so the song\n\n"
OTHER = "a bird may sing\nof any thing\n\n"
TRAIN = [Document(LINES * 3, Split.TRAIN, 1), Document(OTHER * 3, Split.TRAIN, 2)]
VALIDATION = [Document("the song is long\nand deep\n\n", Split.VALIDATION)]
CONDITIONS = ("sea", "bird")


def recipe(**changes: object) -> Recipe:
    content: dict[str, object] = {
        "id": "tiny",
        "title": "Tiny",
        "module": "core.training.characters",
        "seed": 5,
        "steps": 30,
        "checkpoint_seconds": 1e-9,
        "held_out_steps": 10,
        "optimiser": {"learning_rate": 0.03, "warm_up": 3},
        "model": {
            "hidden": 24,
            "width": 12,
            "ngrams": [[2, 31], [3, 53]],
            "dropout": [0.1, 0.0, 0.1],
        },
        "data": {"corpus": "none", "rows": 4, "length": 16, "fresh_share": 0.2}
        | {"unnamed_share": 0.3},
    }
    return Recipe.model_validate(content | changes)


def vocabulary() -> CharacterVocabulary:
    return CharacterVocabulary.from_counts(Counter(LINES + OTHER))


def task(made: Recipe | None = None) -> CharacterTask:
    return CharacterTask(made or recipe(), vocabulary(), TRAIN, VALIDATION, CONDITIONS)


def train(run: Path, **changes: object) -> list[Point]:
    """Trains or resumes; the curve without the clock."""
    made = recipe(**changes)
    Loop(task(made), made, run).train()
    return [replace(point, seconds=0) for point in Curves.load(run / "curves.json").points]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Point]]:
    run = tmp_path_factory.mktemp("uninterrupted")
    return run, train(run)


def test_a_tiny_text_is_learnt(uninterrupted: tuple[Path, list[Point]]) -> None:
    _, curve = uninterrupted
    assert [point.step for point in curve] == [10, 20, 30]
    first, last = curve[0], curve[-1]
    assert last.train_loss is not None and first.train_loss is not None
    assert last.train_loss < 0.6 * first.train_loss
    assert last.held_out_loss is not None
    assert last.held_out_loss < 0.7 * math.log(len(vocabulary()))  # better than an even guess
    assert last.scores["bits_per_id"] == pytest.approx(last.held_out_loss / math.log(2))
    # One byte a letter here.
    assert last.scores["bits_per_byte"] == pytest.approx(last.scores["bits_per_id"])


def test_the_same_seed_is_the_same_run(
    uninterrupted: tuple[Path, list[Point]], tmp_path: Path
) -> None:
    run, curve = uninterrupted
    assert train(tmp_path) == curve
    for name, weight in checkpoints.load_state(run).items():
        assert torch.equal(weight, checkpoints.load_state(tmp_path)[name]), name
    assert train(tmp_path / "other", seed=6) != curve


@pytest.mark.parametrize("kill", [1, 13, 29])
def test_a_run_killed_by_the_way_ends_as_if_it_never_had_been(
    uninterrupted: tuple[Path, list[Point]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kill: int,
) -> None:
    class Killed(BaseException):
        pass

    step = Loop._step

    def step_or_die(self: Loop) -> None:
        if self.progress.step == kill:
            raise Killed
        step(self)

    with monkeypatch.context() as patched:
        patched.setattr(Loop, "_step", step_or_die)
        with pytest.raises(Killed):
            train(tmp_path)
    torch.manual_seed(99)  # a new process has another random state
    run, curve = uninterrupted
    assert train(tmp_path) == curve
    for name, weight in checkpoints.load_state(run).items():
        assert torch.equal(weight, checkpoints.load_state(tmp_path)[name]), name


@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_each_cell_learns_and_its_folder_says_what_it_is(tmp_path: Path, cell: str) -> None:
    curve = train(tmp_path, steps=12, model={"hidden": 16, "width": 8, "cell": cell})
    assert curve[-1].train_loss is not None
    import json

    config = CharacterRNNConfig.from_dict(json.loads((tmp_path / "config.json").read_text()))
    assert (config.cell, config.ngrams, config.conditions) == (cell, (), CONDITIONS)
    module = CharacterRNN(config)
    module.load_state_dict(checkpoints.load_state(tmp_path))
    read = CharacterVocabulary.load(tmp_path / "tokenizer.json")
    assert read.sha256 == vocabulary().sha256 and config.vocabulary == len(read)


def test_a_stream_is_its_documents_and_before_them_is_nothing() -> None:
    stream, words = Stream(TRAIN, vocabulary()), vocabulary()
    assert words.decode(stream.ids.tolist()) == LINES * 3 + OTHER * 3
    assert stream.conditions[0] == 1 and stream.conditions[-1] == 2
    assert int((stream.conditions == 2).sum()) == len(OTHER) * 3
    cut = stream.cut(np.array([0, 5, len(stream) - 2]), 2, 4)
    assert cut[0].tolist() == [START, START, *stream.ids[:4].tolist()]
    assert cut[1].tolist() == stream.ids[3:9].tolist()
    assert cut[2].tolist() == [*stream.ids[-4:].tolist(), *stream.ids[:2].tolist()]  # and around


def test_batches_go_through_the_text_and_the_target_is_the_next_letter() -> None:
    made = task()
    C = made.config.context
    first, second = made.next_batch(0, 0.0), made.next_batch(1, 0.0)
    assert first.shape == (4, 1 + C + 16 + 1)
    # Each row goes on where it stopped: with C letters of context and the last target as input.
    assert torch.equal(second[:, 1 : 1 + C + 1], first[:, -(C + 1) :])
    assert set(first[:, 0].tolist()) <= {0, 1, 2}
    epoch = made.steps_per_epoch
    assert epoch == len(made.train) // 64
    made.read = epoch
    assert made.epochs == 1


def test_the_state_is_carried_on_and_set_to_zero_now_and_then() -> None:
    made = task(recipe(data={"rows": 32, "length": 4, "fresh_share": 0.25}))
    assert made.steps_per_epoch >= 2
    made.loss(made.next_batch(0, 0.0))
    carried = made.state[0].clone()
    assert carried.abs().sum() > 0
    made.next_batch(1, 0.0)
    fresh = (made.state[0] == 0).all(-1)[0]
    assert 1 <= int(fresh.sum()) <= 20
    assert torch.equal(made.state[0][:, ~fresh], carried[:, ~fresh])
    assert not made.state[0].requires_grad


def test_who_speaks_is_told_in_some_rows_only() -> None:
    made = task(recipe(data={"rows": 200, "length": 2, "unnamed_share": 0.5}))
    told = made.next_batch(0, 0.0)[:, 0]
    assert 60 <= int((told == 0).sum()) <= 140
    named = task(recipe(data={"rows": 200, "length": 2})).next_batch(0, 0.0)[:, 0]
    assert (named > 0).all()


def test_the_held_out_loss_is_that_of_the_text_read_in_one_go() -> None:
    made = task()
    made.model.eval()
    ids = vocabulary().encode(VALIDATION[0].text)
    C = made.config.context
    padded = torch.tensor([[START] * C + ids])
    with torch.no_grad():
        logits, _ = made.model(padded[:, :-1], torch.zeros(1, dtype=torch.int64))
        scores = made.held_out()
    log_probs = logits[0].log_softmax(-1)
    wanted = -float(np.mean([log_probs[t, ids[t + 1]] for t in range(len(ids) - 1)]))
    assert scores["loss"] == pytest.approx(wanted, rel=1e-5)
