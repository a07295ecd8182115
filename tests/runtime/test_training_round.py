"""The round of training runs: fair, bounded, stoppable, and a run's numbers are its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from core.runtime.errors import BadInput, Busy
from core.runtime.training import Limits, TrainingRound, View

PATIENCE = 20.0


@dataclass(frozen=True)
class Counting:
    """Counts to `goal`; tells `reached` where it stands."""

    goal: int = 10**9
    fail_at: int = -1
    error: Exception | None = None

    def step(self, state: int) -> int:
        if state == self.fail_at and self.error is not None:
            raise self.error
        return state + 1

    def observe(self, state: int) -> int:
        return state

    def finished(self, state: int) -> bool:
        return state >= self.goal


@pytest.fixture
def make_round() -> Iterator[object]:
    made: list[TrainingRound] = []

    def make(**limits: float) -> TrainingRound:
        made.append(TrainingRound(Limits(**limits)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


def wait_for(condition) -> None:  # type: ignore[no-untyped-def]
    ticking = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if condition():
            return
        ticking.wait(0.01)
    pytest.fail("what was waited for did not happen")


def ended(view: View) -> bool:
    return view.status not in ("running",)


def test_a_run_reaches_its_goal_and_keeps_a_history(make_round) -> None:
    training = make_round()
    training.start("a", Counting(goal=500), 0, pace=1e6, every=50)
    wait_for(lambda: ended(training.look("a")))
    view = training.look("a")
    assert (view.status, view.state, view.steps) == ("finished", 500, 500)
    assert view.history == tuple(range(0, 501, 50))


def test_history_is_thinned_never_cut(make_round) -> None:
    training = make_round(history=16)
    training.start("a", Counting(goal=3000), 0, pace=1e7, every=1)
    wait_for(lambda: ended(training.look("a")))
    history = training.look("a").history
    assert len(history) <= 16 and history[0] == 0 and history[-1] > 1500
    assert list(history) == sorted(history)


def test_stop_and_go_on_lose_nothing(make_round) -> None:
    training = make_round()
    training.start("a", Counting(goal=4000), 0, pace=2000, every=100)
    wait_for(lambda: training.look("a").steps > 0)
    training.stop("a")
    wait_for(lambda: training.stop("a").steps == training.look("a").steps)
    assert training.look("a").can_go_on
    training.go_on("a")
    wait_for(lambda: ended(training.look("a")))
    assert training.look("a").state == 4000
    assert training.look("a").history == tuple(range(0, 4001, 100))


def test_all_visitors_advance_though_there_is_one_worker(make_round) -> None:
    training = make_round(workers=1, turn=0.002)
    for visitor in "abcd":
        training.start(visitor, Counting(), 0, pace=1e9)
    wait_for(lambda: all(training.look(visitor).steps > 100 for visitor in "abcd"))
    assert [training.look(visitor).status for visitor in "abcd"] == ["running"] * 4


def test_two_visitors_do_not_mix(make_round) -> None:
    training = make_round()
    training.start("a", Counting(goal=1200), 1000, pace=1e6, every=10)
    training.start("b", Counting(goal=200), 0, pace=1e6, every=10)
    wait_for(lambda: all(ended(training.look(visitor)) for visitor in "ab"))
    assert training.look("a").history == tuple(range(1000, 1201, 10))
    assert training.look("b").history == tuple(range(0, 201, 10))


def test_places_are_bounded_and_a_stopped_run_frees_its_own(make_round) -> None:
    training = make_round(places=2)
    training.start("a", Counting(), 0)
    training.start("b", Counting(), 0)
    with pytest.raises(Busy, match="Try again"):
        training.start("c", Counting(), 0)
    training.start("a", Counting(), 7)  # one's own run is replaced, not added
    training.stop("b")
    training.start("c", Counting(), 0)
    with pytest.raises(Busy):
        training.go_on("b")


def test_forgotten_runs_are_the_longest_untouched(make_round) -> None:
    training = make_round(kept=2)
    for visitor in "abc":
        training.start(visitor, Counting(goal=1), 0, pace=1e6)
        wait_for(lambda visitor=visitor: ended(training.look(visitor)))
    assert training.look("a").status == "unknown"
    assert training.look("c").status == "finished"


def test_a_run_nobody_looks_at_stops() -> None:
    now = [0.0]
    training = TrainingRound(Limits(unseen=5, workers=1), clock=lambda: now[0])
    training.start("a", Counting(), 0, pace=1e9)
    run = training._runs["a"]  # look() would keep it alive
    wait_for(lambda: run.steps > 0)
    assert run.status == "running"
    now[0] = 6.0
    wait_for(lambda: not run.turn_planned)
    assert run.status == "stopped" and training.look("a").can_go_on
    training.close()


def test_computing_time_is_limited(make_round) -> None:
    training = make_round(seconds=0.01, turn=0.005)
    training.start("a", Counting(), 0, pace=1e9)
    wait_for(lambda: ended(training.look("a")))
    view = training.look("a")
    assert view.status == "out-of-time" and view.sentence and not view.can_go_on


@pytest.mark.parametrize(
    ("error", "said"), [(BadInput("too odd"), "too odd"), (ValueError("secret"), "met an error")]
)
def test_a_failing_run_says_so_and_harms_no_other(make_round, error, said) -> None:
    training = make_round(workers=1)
    training.start("a", Counting(fail_at=3, error=error), 0, pace=1e6)
    training.start("b", Counting(goal=50), 0, pace=1e6)
    wait_for(lambda: all(ended(training.look(visitor)) for visitor in "ab"))
    assert training.look("a").status == "failed" and said in training.look("a").sentence
    assert "secret" not in training.look("a").sentence
    assert training.look("b").status == "finished"


def test_unknown_visitors_are_no_error(make_round) -> None:
    training = make_round()
    assert {training.look("x").status, training.stop("x").status, training.go_on("x").status} == {
        "unknown"
    }


def test_a_pace_is_needed(make_round) -> None:
    with pytest.raises(ValueError, match="pace"):
        make_round().start("a", Counting(), 0, pace=0)
