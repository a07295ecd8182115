"""Word vectors against gensim: words a second in training, milliseconds a query.

    python -m benchmarks.word_vectors [--words 2000000] [--out results.json]

Training: the same text, vocabulary and settings (128 dimensions, window 5, 5 negatives,
subsampling 1e-3, one pass, one worker each) by our compiled window loop and by gensim's skip-
gram, and gensim as it comes (CBOW, 100 dimensions, 3 workers) beside. Query: the ten nearest
words by the served graph and by `KeyedVectors.most_similar` over the same rows, the same words in
turn, on one thread each, and gensim on all of numpy's too. Without prepared corpora a drawn text
with word frequencies after Zipf's law takes the text's place.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from gensim.models import KeyedVectors, Word2Vec
from threadpoolctl import threadpool_limits

from core.corpora import CorpusMissing, open_lines
from core.runtime import ArtifactMissing, Registry, load
from core.text.plain_words import segments
from core.training.word_vectors import new_model, word_counts
from core.training.word_vectors_kernel import WindowTrainer, fast_kernel
from core.training.word_vectors_text import encode
from export.graphs.word_vectors import served_table

WORDS = 2_000_000
TABLE: dict[str, Any] = {"width": 128, "window": 5, "negative": 5, "sample": 1e-3, "rate": 0.025}
MIN_COUNT = 5
QUERIES = 200
ROUNDS = 5
DRAWN_VOCABULARY = 30_000


def text_lines() -> Iterator[str]:
    """Paragraphs as plain words, from the corpora or drawn."""
    try:
        for line in open_lines("wiki-general"):
            yield " ".join(chain.from_iterable(segments(line)))
    except CorpusMissing:
        draw = np.random.default_rng(1)
        while True:
            ids = np.minimum(draw.zipf(1.2, 80), DRAWN_VOCABULARY)
            yield " ".join(f"w{at}" for at in ids)


def write_text(path: Path, words: int) -> int:
    """A text of about `words` words. Returns their number."""
    total = 0
    with path.open("w", encoding="ascii") as out:
        for line in text_lines():
            out.write(line + "\n")
            total += line.count(" ") + 1
            if total >= words:
                break
    return total


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def training(words: int) -> dict[str, float | None]:
    """Words a second: ours, gensim with the same settings, gensim with its own defaults."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        total = write_text(path, words)
        counts = {w: n for w, n in word_counts(path).most_common() if n >= MIN_COUNT}
        kernel = fast_kernel(TABLE["width"], Path(folder))
        ours = None
        if kernel is not None:
            encoded = encode(path, {word: at for at, word in enumerate(counts)})
            trainer = WindowTrainer(new_model(TABLE, counts, 1), kernel, *encoded, passes=1)
            ours = total / seconds(lambda: trainer.run_pass(0, 1))
        same = new_model(TABLE, counts, 1)
        theirs = total / seconds(
            lambda: same.train(corpus_file=str(path), total_words=total, epochs=1)
        )
        plain = Word2Vec()
        plain.build_vocab(corpus_file=str(path))
        default = total / seconds(
            lambda: plain.train(corpus_file=str(path), total_words=total, epochs=1)
        )
    return {
        "words": float(total),
        "ours_words_per_second": ours,
        "gensim_same_settings_words_per_second": theirs,
        "gensim_defaults_words_per_second": default,
        "ratio_to_gensim_same_settings": ours and ours / theirs,
        "ratio_to_gensim_defaults": ours and ours / default,
    }


def queries(registry: Registry) -> dict[str, float]:
    """Median milliseconds of the ten nearest words, ours and gensim's, rounds taken in turn.

    A page gives a query one thread. numpy takes all cores for gensim's product, so gensim is timed
    on one thread too, and once as it comes.
    """
    vectors = load("word-vectors", registry)
    graph = vectors.artifact.graphs[vectors.artifact.serve["cpu"]]
    rows = served_table(onnx.load(str(registry.file(vectors.artifact, graph.file))))
    theirs = KeyedVectors(rows.shape[1])
    theirs.add_vectors(list(vectors.words), rows)
    theirs.fill_norms()
    draw = np.random.default_rng(1)
    asked = [vectors.words[at] for at in draw.integers(0, len(vectors.words), QUERIES)]
    vectors.nearest([asked[0]])

    def round_of(nearest: Callable[[str], object]) -> float:
        return seconds(lambda: [nearest(word) for word in asked]) / QUERIES * 1e3

    def gensims(word: str) -> object:
        return theirs.most_similar(word, topn=10)

    ours_ms, alone_ms, all_ms = [], [], []
    for _ in range(ROUNDS):
        ours_ms.append(round_of(lambda word: vectors.nearest([word])))
        with threadpool_limits(1):
            alone_ms.append(round_of(gensims))
        all_ms.append(round_of(gensims))
    ours, alone, every = (statistics.median(times) for times in (ours_ms, alone_ms, all_ms))
    return {
        "words": float(len(rows)),
        "ours_ms": ours,
        "gensim_one_thread_ms": alone,
        "gensim_all_threads_ms": every,
        "ratio_one_thread_each": alone / ours,
        "ratio_to_gensim_on_all_threads": every / ours,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--words", type=int, default=WORDS, help="words of the training text")
    parser.add_argument("--out", type=Path, help="where to write the results as JSON")
    asked = parser.parse_args()
    results: dict[str, Any] = {"training": training(asked.words)}
    try:
        results["query"] = queries(Registry())
    except ArtifactMissing as missing:
        results["query"] = {"missing": missing.sentence}
    text = json.dumps(results, indent=1)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
