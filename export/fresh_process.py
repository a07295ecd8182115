"""A function in a process of its own.

`torch.onnx.export(dynamo=True)` of a recurrent module is right the first time in a process; the
second export fails, or silently freezes the time axis. So each export gets a fresh process.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def in_fresh_process(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(*args, **kwargs)`, run in a new interpreter; its exception is raised here.

    The function and its arguments must be importable and picklable.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *args, **kwargs).result()
