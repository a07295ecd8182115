"""How fast one core reads memory: the limit of a model that reads every weight once a step.

The read is BLAS's dot product of an array with itself, which loads each number once and computes
next to nothing. An array as large as the model's weights may stay in the cache, as the weights may;
one of 512 MB may not.
"""

from __future__ import annotations

import time

import numpy as np

BEYOND_CACHES = 512 * 2**20


def read_bandwidth(size: int, seconds: float = 0.5) -> float:
    """Bytes a second of the fastest pass over `size` bytes, one thread.

    The number of BLAS threads is the process's (set OMP_NUM_THREADS=1 before numpy is imported).
    """
    array = np.ones(size // 4, np.float32)
    best = 0.0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or best == 0:
        began = time.perf_counter()
        np.dot(array, array)
        best = max(best, array.nbytes / (time.perf_counter() - began))
    return best
