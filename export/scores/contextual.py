"""How near the eight-bit encoder stays to the float one: token by token, on whole sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

PROBES = Path(__file__).resolve().parents[1] / "texts" / "contextual_probes.txt"


def probe_sentences() -> list[str]:
    """Sentences with ambiguous words, written for this project."""
    return PROBES.read_text(encoding="utf-8").splitlines()


def agreement(
    exact: ort.InferenceSession,
    small: ort.InferenceSession,
    tokenizer: Path,
    lines: list[str],
) -> float:
    """The mean cosine of the two graphs' vectors over all tokens but the marks at both ends."""
    cut = Tokenizer.from_file(str(tokenizer))
    cut.no_padding()
    cut.enable_truncation(160)
    total, count = 0.0, 0
    for line in lines:
        ids = np.array([cut.encode(line).ids], dtype=np.int64)
        if ids.shape[1] <= 2:
            continue
        inputs = {"ids": ids, "mask": np.ones_like(ids)}
        a, b = (session.run(["vectors"], inputs)[0][0, 1:-1] for session in (exact, small))
        cosines = (a * b).sum(1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
        total += float(cosines.sum())
        count += len(cosines)
    return total / count
