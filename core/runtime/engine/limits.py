"""What keeps a server fair: bounded places, a deadline, and a way to stop.

`Places` bounds how many requests compute at once; `Cancel` is handed down into every costly loop,
which calls `check` once per step. Neither knows what is computed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.runtime.errors import Busy, Cancelled


class Cancel:
    """A token that stops a computation: by a call from another thread, or by its deadline."""

    def __init__(
        self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._event = threading.Event()
        self._clock = clock
        self._deadline = None if seconds is None else clock() + seconds

    def cancel(self) -> None:
        """Ask the computation to stop at its next step."""
        self._event.set()

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self._deadline is not None and self._clock() >= self._deadline

    @property
    def cancelled(self) -> bool:
        """Whether to stop, for either reason."""
        return self._event.is_set() or self.late

    def check(self) -> None:
        """Raise `Cancelled` if it is time to stop."""
        if self._event.is_set():
            raise Cancelled("Stopped.")
        if self.late:
            raise Cancelled("Stopped, since it took longer than allowed here.")


class Places:
    """At most `count` computations at once; a further one waits `patience` seconds for a place."""

    def __init__(self, count: int, patience: float = 5.0) -> None:
        if count < 1:
            raise ValueError("there must be at least one place")
        self._free = threading.BoundedSemaphore(count)
        self._patience = patience

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the block. Raises `Busy` when none became free in time."""
        if not self._free.acquire(timeout=self._patience):
            raise Busy("Many people are computing here at the moment. Please try again shortly.")
        try:
            yield
        finally:
            self._free.release()
