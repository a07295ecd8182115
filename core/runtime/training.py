"""Visitors' training runs: a bounded round in which every run advances a little in turn.

What this is: a few worker threads that share out their time among the runs of all visitors. A run
is stopped and goes on again, its history can be read at any moment, and it ends at its own goal, at
a limit of computing time, or when nobody has looked at it for a while. One run a visitor at a time.
What it is not: a trainer. What a step does is a `Training`, whose parameters are values that go in
and come out; the round holds the latest value of each run and nothing else.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Literal, Protocol, TypeVar

from core.runtime.errors import Busy, UnrolledError

log = logging.getLogger(__name__)

State = TypeVar("State")
Seen = TypeVar("Seen", covariant=True)
Status = Literal["running", "stopped", "finished", "out-of-time", "failed", "unknown"]


class Training(Protocol[State, Seen]):
    """What can be trained in the round; all pure: the same state gives the same answer."""

    def step(self, state: State) -> State:
        """One update, well under 50 ms."""

    def observe(self, state: State) -> Seen:
        """What the history keeps of a state: small, and never changed afterwards."""

    def finished(self, state: State) -> bool:
        """Whether the goal is reached."""


@dataclass(frozen=True)
class Limits:
    """How much all visitors together, and each of them, may ask for."""

    workers: int = 2  # threads, that is: steps computed at the same moment
    places: int = 16  # runs that advance in turn; the next visitor is told to wait
    kept: int = 48  # runs remembered, stopped ones included; the longest untouched is forgotten
    seconds: float = 60.0  # computing time of one run, all its continuations together
    unseen: float = 20.0  # seconds after which a run nobody looks at is stopped
    turn: float = 0.05  # seconds of one turn
    history: int = 120  # observations kept of a run; when full, every second one is dropped


@dataclass(frozen=True)
class View:
    """A run as it stands. `state` and `history` are values: safe to draw while the run goes on."""

    status: Status
    steps: int = 0
    seconds: float = 0.0  # of computing
    state: Any = None
    history: tuple[Any, ...] = ()
    sentence: str = ""  # why it ended, where that needs saying

    @property
    def can_go_on(self) -> bool:
        return self.status == "stopped"


@dataclass
class _Run:
    visitor: str
    training: Training[Any, Any]
    state: Any
    pace: float  # steps a second
    every: int  # steps between observations
    history: list[Any]
    seen_at: float
    steps: int = 0
    seconds: float = 0.0
    status: Status = "running"
    sentence: str = ""
    turn_planned: bool = False  # it lies on the heap, or a worker holds it


@dataclass(order=True)
class _Turn:
    due: float
    order: int
    run: _Run = field(compare=False)


class TrainingRound:
    """Runs of many visitors on few threads. Thread-safe; close it, or let the process end."""

    def __init__(
        self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits or Limits()
        self._clock = clock
        self._changed = threading.Condition()
        self._turns: list[_Turn] = []
        self._order = itertools.count()
        self._runs: OrderedDict[str, _Run] = OrderedDict()  # visitor -> the only run
        self._workers: list[threading.Thread] = []
        self._closed = False

    def start(
        self,
        visitor: str,
        training: Training[State, Any],
        state: State,
        *,
        pace: float = 400.0,
        every: int = 20,
    ) -> None:
        """Begin a run in place of the visitor's earlier one.

        `pace`: at most so many steps a second, so that learning can be watched; `every`: steps
        between two observations. Raises `Busy` when all places are taken.
        """
        if pace <= 0 or every < 1:
            raise ValueError("a run has a pace above zero and is observed every so many steps")
        first = training.observe(state)
        with self._changed:
            self._end(visitor)
            self._take_place()
            run = _Run(visitor, training, state, pace, every, [first], self._clock())
            self._runs[visitor] = run
            while len(self._runs) > self.limits.kept:
                self._end(next(iter(self._runs)))
            self._plan(run, self._clock())
            self._wake()

    def stop(self, visitor: str) -> View:
        """Hold the run where it is; its state and history stay."""
        with self._changed:
            run = self._runs.get(visitor)
            if run is not None and run.status == "running":
                run.status = "stopped"
            return self._view(run)

    def go_on(self, visitor: str) -> View:
        """Let a stopped run advance again. Raises `Busy` when all places are taken."""
        with self._changed:
            run = self._runs.get(visitor)
            if run is not None and run.status == "stopped":
                self._take_place()
                run.status, run.sentence, run.seen_at = "running", "", self._clock()
                if not run.turn_planned:
                    self._plan(run, self._clock())
                self._wake()
            return self._view(run)

    def look(self, visitor: str) -> View:
        """The run as it stands; looking is also what keeps it alive."""
        with self._changed:
            run = self._runs.get(visitor)
            if run is not None:
                run.seen_at = self._clock()
                self._runs.move_to_end(visitor)
            return self._view(run)

    def close(self) -> None:
        """Stop all runs and let the threads end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for worker in self._workers:
            worker.join(timeout=5)

    def _view(self, run: _Run | None) -> View:
        if run is None:
            return View("unknown")
        return View(run.status, run.steps, run.seconds, run.state, tuple(run.history), run.sentence)

    def _end(self, visitor: str) -> None:
        run = self._runs.pop(visitor, None)
        if run is not None and run.status == "running":
            run.status = "stopped"  # a turn that is under way sees it and comes to rest

    def _take_place(self) -> None:
        running = sum(run.status == "running" for run in self._runs.values())
        if running >= self.limits.places:
            raise Busy(
                "As many trainings as this server can carry are running at the moment. "
                "Try again in half a minute."
            )

    def _plan(self, run: _Run, due: float) -> None:
        run.turn_planned = True
        heappush(self._turns, _Turn(due, next(self._order), run))
        self._changed.notify()

    def _wake(self) -> None:
        while len(self._workers) < self.limits.workers and not self._closed:
            worker = threading.Thread(target=self._work, name="training-round", daemon=True)
            self._workers.append(worker)
            worker.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                run = self._next()
            if run is None:
                return
            begun = self._clock()
            steps = self._advance(run)
            with self._changed:
                run.turn_planned = False
                if run.status == "running":
                    # A fast run waits for its pace; a slow one queues behind who has waited longer.
                    self._plan(run, max(self._clock(), begun + steps / run.pace))

    def _next(self) -> _Run | None:
        """The run whose turn it is; waits for it. None when the round is closed."""
        while not self._closed:
            now = self._clock()
            if self._turns and self._turns[0].due <= now:
                run = heappop(self._turns).run
                if run.status == "running" and now - run.seen_at > self.limits.unseen:
                    run.status = "stopped"
                if run.status == "running":
                    return run
                run.turn_planned = False
            else:
                self._changed.wait(self._turns[0].due - now if self._turns else None)
        return None

    def _advance(self, run: _Run) -> int:
        """One turn, outside the lock: only the worker that holds the turn touches the state."""
        begun = self._clock()
        enough = max(1, round(run.pace * self.limits.turn))
        steps = 0
        try:
            while steps < enough and run.status == "running":
                if run.training.finished(run.state):
                    self._finish(run, "finished")
                    break
                state = run.training.step(run.state)
                steps += 1
                seen = run.training.observe(state) if not (run.steps + 1) % run.every else None
                with self._changed:
                    run.state, run.steps = state, run.steps + 1
                    if seen is not None:
                        self._remember(run, seen)
                if self._clock() - begun >= self.limits.turn:
                    break
        except UnrolledError as error:
            self._finish(run, "failed", error.sentence)
        except Exception:
            log.exception("a training run failed")
            self._finish(run, "failed", "The training met an error and was stopped.")
        run.seconds += self._clock() - begun
        if run.status == "running" and run.seconds >= self.limits.seconds:
            self._finish(run, "out-of-time", f"A run may compute for {self.limits.seconds:.0f} s.")
        return steps

    def _finish(self, run: _Run, status: Status, sentence: str = "") -> None:
        with self._changed:
            if run.status == "running":
                run.status, run.sentence = status, sentence

    def _remember(self, run: _Run, seen: Any) -> None:
        run.history.append(seen)
        if len(run.history) > self.limits.history:
            run.history[:] = run.history[::2]
            run.every *= 2
