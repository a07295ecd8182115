"""Which line is for training, which for choosing, which for the final score.

The split is a property of the line itself (a hash of its words), not of its place in a file: it is
the same for every model, rival and score, it survives reordering, and equal lines (after
tokenisation) always fall into the same split, so no test line was ever trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum


class Split(StrEnum):
    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


# Per mille of the lines. 2 % of the questions are about 5,000 lines, enough for three digits.
TEST_SHARE, VALIDATION_SHARE = 20, 10


def split_of(words: Sequence[str]) -> Split:
    """The split of a line, given its words (`core.text.words.tokenize`)."""
    digest = hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).digest()
    bucket = int.from_bytes(digest[:8], "big") % 1000
    if bucket < TEST_SHARE:
        return Split.TEST
    if bucket < TEST_SHARE + VALIDATION_SHARE:
        return Split.VALIDATION
    return Split.TRAIN
