"""A function in a process of its own gives back its answer, or its error."""

import operator
import os

import pytest

from export.fresh_process import in_fresh_process


def test_it_runs_elsewhere_and_answers_here() -> None:
    assert in_fresh_process(operator.mul, 6, 7) == 42
    assert in_fresh_process(os.getpid) != os.getpid()


def test_its_error_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        in_fresh_process(operator.truediv, 1, 0)
