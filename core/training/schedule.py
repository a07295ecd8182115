"""The learning rate over a run: a short warm-up, then half a cosine down to zero.

`progress` is the share of the run that is done, from 0 to 1: of its steps, or of its minutes.
Loshchilov & Hutter 2017 (cosine); Goyal et al. 2017 (warm-up).
"""

from __future__ import annotations

import math


def learning_rate(peak: float, step: int, progress: float, warm_up: int) -> float:
    rising = min(1.0, (step + 1) / max(1, warm_up))
    falling = 0.5 * (1 + math.cos(math.pi * min(1.0, max(0.0, progress))))
    return peak * rising * falling
