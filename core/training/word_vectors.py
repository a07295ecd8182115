"""Training of word vectors: skip-gram tables over general English, one after another.

What this is: `train(recipe, run_dir)`. Each table is a gensim Word2Vec model (its vocabulary,
subsampling, noise and Huffman tree) trained with negative sampling or hierarchical softmax; a pass
over the text is the compiled loop of `word_vectors_kernel`, or gensim's own where there is no C
compiler. After every pass the model is saved and the pass entered in curves.json, so that a run
that was cut off goes on from there.
What it is not: the putting together of tables (`word_vectors_combination`) nor what is served
(export).
Mikolov et al. 2013 (arXiv:1301.3781, arXiv:1310.4546); lecture "Word embeddings".
"""

import json
import logging
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gensim
import numpy as np
from gensim.models import Word2Vec

from core.corpora import open_lines
from core.text.plain_words import segments
from core.training import word_vectors_text as text
from core.training.recipe import Recipe
from core.training.word_vectors_evaluation import (
    Question,
    analogy_scores,
    read_analogies,
    together,
)
from core.training.word_vectors_kernel import WindowTrainer, fast_kernel

log = logging.getLogger(__name__)

CUT = 30_000
MODEL = "model.gensim"  # in a table's folder
# Every second section of the Google set: choices are made on these; the others are only reported.
TUNED_SECTIONS = (
    "capital-common-countries",
    "currency",
    "family",
    "gram2-opposite",
    "gram4-superlative",
    "gram6-nationality-adjective",
    "gram8-plural",
)


def corpus_lines(corpora: Mapping[str, int]) -> Iterator[str]:
    """Lines of each corpus id, as many times as its number says, without template sentences."""
    for corpus, copies in corpora.items():
        for _ in range(copies):
            yield from text.without_templates(open_lines(corpus))


def prepare_text(settings: Mapping[str, Any], run_dir: Path) -> Path:
    """text.txt (tokens) and phrases.json in the run folder, made once."""
    path = run_dir / "text.txt"
    if path.exists():
        return path
    words, pairs = text.count(
        segments(line) for line in corpus_lines(dict.fromkeys(settings["corpora"], 1))
    )
    phrases = text.find_phrases(words, pairs, text.PhraseRule(**settings["phrases"]))
    named = {" ".join(pair): round(score, 4) for pair, score in phrases.items()}
    (run_dir / "phrases.json").write_text(json.dumps(named, indent=0), encoding="utf-8")
    fresh = path.with_suffix(".new")
    total = text.write_tokens(corpus_lines(settings["corpora"]), phrases, fresh)
    fresh.replace(path)
    log.info("%d tokens, %d phrases", total, len(phrases))
    return path


def encoded_text(path: Path, index: Mapping[str, int]) -> tuple[Any, Any]:
    """`text.encode`, kept beside the text: two minutes that a resumed run need not spend again."""
    kept = path.with_suffix(".npz")
    if kept.exists() and kept.stat().st_mtime >= path.stat().st_mtime:
        with np.load(kept) as arrays:
            if int(arrays["known"]) == len(index):
                return arrays["words"], arrays["bounds"]
    words, bounds = text.encode(path, dict(index))
    np.savez(kept, words=words, bounds=bounds, known=len(index))
    return words, bounds


def word_counts(path: Path) -> Counter[str]:
    """Occurrences of each word in a file of tokens."""
    counts: Counter[str] = Counter()
    with path.open(encoding="ascii") as lines:
        for line in lines:
            counts.update(line.split())
    return counts


def new_model(table: Mapping[str, Any], counts: Mapping[str, int], seed: int) -> Word2Vec:
    """An untrained gensim skip-gram model over the counted words.

    `table`: width, window, negative (0 for hierarchical softmax), sample, rate.
    """
    model = Word2Vec(
        sg=1,
        vector_size=table["width"],
        window=table["window"],
        negative=table["negative"],
        hs=int(table["negative"] == 0),
        sample=table["sample"],
        alpha=table["rate"],
        min_alpha=table["rate"] / 100,
        min_count=1,
        sorted_vocab=0,  # the order given: ids of the encoded text and of the model must agree
        seed=seed,
        workers=1,
    )
    model.build_vocab_from_freq(dict(counts))
    return model


def google_questions() -> dict[str, list[Question]]:
    """The Google analogy set, as gensim carries it: 19,544 questions in 14 sections."""
    path = Path(gensim.__file__).parent / "test" / "test_data" / "questions-words.txt"
    return read_analogies(path.read_text(encoding="utf-8").splitlines())


def tuned_accuracy(model: Word2Vec) -> float:
    """3CosAdd accuracy on the tuned half of the Google set within the most frequent words."""
    sections = google_questions()
    chosen = {name: sections[name] for name in TUNED_SECTIONS}
    vectors = np.asarray(model.wv.vectors[:CUT])
    return together(analogy_scores(model.wv.index_to_key[:CUT], vectors, chosen).values()).accuracy


def train_table(
    table: Mapping[str, Any],
    counts: Mapping[str, int],
    path: Path,
    encoded: tuple[Any, Any],
    run_dir: Path,
    seed: int,
    workers: int = 1,
    deadline: float = math.inf,
) -> Word2Vec:
    """Train one table for `table["passes"]` passes, going on from its last saved pass.

    No pass begins after `deadline` (of `time.monotonic`); a later run takes it up.
    """
    folder = run_dir / table["name"]
    folder.mkdir(parents=True, exist_ok=True)
    saved, curve_file = folder / MODEL, folder / "curve.json"
    curve: list[dict[str, float]] = []
    if saved.exists() and curve_file.exists():
        model = Word2Vec.load(str(saved))
        curve = json.loads(curve_file.read_text(encoding="utf-8"))
    else:
        model = new_model(table, counts, seed)
    kernel = fast_kernel(table["width"], run_dir)
    trainer = (
        WindowTrainer(model, kernel, *encoded, passes=table["passes"], workers=workers)
        if kernel
        else None
    )
    words = int(encoded[1][-1])
    for epoch in range(len(curve), table["passes"]):
        started = time.monotonic()
        if started > deadline:
            break
        if trainer:
            loss = trainer.run_pass(epoch, seed)
        else:
            span = (model.alpha - model.min_alpha) / table["passes"]
            model.train(
                corpus_file=str(path),
                total_words=words,
                epochs=1,
                start_alpha=model.alpha - span * epoch,
                end_alpha=model.alpha - span * (epoch + 1),
                compute_loss=True,
            )
            loss = model.get_latest_training_loss() / words
        seconds = time.monotonic() - started
        curve.append(
            {
                "pass": epoch + 1,
                "loss": round(loss, 5),
                "tuned_accuracy": round(tuned_accuracy(model), 4),
                "words_per_second": round(words / seconds),
            }
        )
        log.info("%s %s", table["name"], curve[-1])
        fresh = folder / "fresh.gensim"
        model.save(str(fresh))
        for part in folder.glob("fresh.gensim*"):
            part.replace(folder / part.name.replace("fresh", "model"))
        curve_file.write_text(json.dumps(curve), encoding="utf-8")
    return model


def train(recipe: Recipe, run_dir: Path) -> None:
    """Text, vocabulary and every table of the recipe; finished parts are kept.

    Leaves in `run_dir`: text.txt, phrases.json, counts.json, and per table model.gensim +
    curve.json.
    """
    deadline = math.inf if recipe.minutes is None else time.monotonic() + 60 * recipe.minutes
    run_dir.mkdir(parents=True, exist_ok=True)
    settings = recipe.data
    path = prepare_text(settings, run_dir)
    counted = word_counts(path).most_common(settings["vocabulary"]["most"])
    counts = {word: n for word, n in counted if n >= settings["vocabulary"]["min_count"]}
    (run_dir / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
    index = {word: at for at, word in enumerate(counts)}
    encoded = encoded_text(path, index)
    log.info("%d words known, %d running words", len(counts), encoded[1][-1])
    tables: Sequence[Mapping[str, Any]] = settings["tables"]
    workers = settings.get("workers", 1)
    for table in tables:
        train_table(table, counts, path, encoded, run_dir, recipe.seed, workers, deadline)
