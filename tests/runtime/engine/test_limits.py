"""Places, deadlines and stopping."""

import threading

import pytest

from core.runtime.engine.limits import Cancel, Places
from core.runtime.errors import Busy, Cancelled


def test_a_cancelled_computation_stops_at_its_next_check() -> None:
    cancel = Cancel()
    cancel.check()
    cancel.cancel()
    assert cancel.cancelled
    with pytest.raises(Cancelled):
        cancel.check()


def test_a_deadline_stops_it_too() -> None:
    now = [0.0]
    cancel = Cancel(seconds=2, clock=lambda: now[0])
    cancel.check()
    now[0] = 2.0
    assert cancel.late
    with pytest.raises(Cancelled, match="longer"):
        cancel.check()


def test_who_finds_no_place_is_told_so_and_places_come_back() -> None:
    places = Places(1, patience=0.01)
    with places.place(), pytest.raises(Busy), places.place():
        pass
    with pytest.raises(ZeroDivisionError), places.place():
        raise ZeroDivisionError
    with places.place():
        pass


def test_never_more_at_once_than_places() -> None:
    places, lock = Places(3, patience=30), threading.Lock()
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with places.place():
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inside == 0 and 1 <= most <= 3
    with pytest.raises(ValueError):
        Places(0)
