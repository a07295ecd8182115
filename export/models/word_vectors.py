"""`word-vectors`: from trained skip-gram tables to the served table of nearest words.

What this is: tables put together as the recipe says, cut to the most frequent words, written as the
canonical graph and as the int8 graph; vocabulary, maps, curves and the board of scores beside them.
What it is not: the graph (export.graphs.word_vectors) nor the measures (export.scores).
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from core.corpora import CORPORA, CorpusMissing
from core.runtime.engine.manifest import Artifact, CorpusRef, Graph
from core.runtime.tasks.word_vectors.lexicon import Lexicon
from core.training.recipe import Recipe
from core.training.word_vectors import CUT, MODEL, google_questions
from core.training.word_vectors_combination import combine, read_table, rule_of
from core.training.word_vectors_evaluation import (
    Floats,
    analogy_scores,
    read_analogies,
    read_pairs,
    together,
    unit_rows,
)
from export.graphs.word_vectors import (
    canonical_table,
    float_graph,
    int8_graph,
    quantize_rows,
    served_table,
)
from export.graphs.word_vectors_maps import write_maps
from export.model_export import NotTrained, QuantizationRefused
from export.onnx_file import file_entries, finish, tensor_specs
from export.provenance import commit, versions
from export.quantisation import LOSS_LIMIT
from export.scores.analogies import (
    RIVALS,
    analogy_measures,
    board,
    sampled,
    served_rows,
)
from export.scores.nearest_words import nearest_cases, neighbour_agreement
from export.scores.similarity import Pair, similarity_measures, usual_sets
from export.scores.word_vectors_card import measured
from export.verification import largest_error

PACKAGE = Path(__file__).resolve().parents[1]
log = logging.getLogger(__name__)
CANONICAL, SERVED = "neighbours.onnx", "neighbours-int8.onnx"
LEAST_AGREEMENT = 0.99  # of the ten nearest, int8 against float


class WordVectorsExport:
    """See `export.model_export.ModelExport`."""

    id = "word-vectors"

    def __init__(self, recipe: Recipe | None = None) -> None:
        self._recipe = recipe

    @property
    def recipe(self) -> Recipe:
        return self._recipe or Recipe.load(self.id)

    def build(self, run: Path, out: Path) -> None:
        settings = self.recipe.data
        counts = json.loads((run / "counts.json").read_text(encoding="utf-8"))
        served = settings["served"]["words"]
        tables, parts = {}, {}
        words: list[str] = []
        for table in settings["tables"]:
            words, inner, outer = self._table(run / table["name"])
            tables[table["name"]] = (inner, outer)
            parts[table["name"]] = {
                "settings": table,
                "passes": json.loads((run / table["name"] / "curve.json").read_text("utf-8")),
                "accuracy": round(plain_accuracy(words[:served], inner[:served]), 4),
            }
        chosen = settings["combination"]["tables"]
        joined = combine(
            [tables[name] for name in chosen], rule_of(settings["combination"]), fitted=CUT
        )
        kept = words[:served]
        vectors = joined[:served]
        finish(float_graph(vectors), out / CANONICAL)
        write_json(
            out / "tokenizer.json",
            {
                "kind": "words by frequency, folded to lower-case ASCII",
                "words": kept,
                "counts": [counts[word] for word in kept],
            },
        )
        write_json(out / "curves.json", curves(parts, chosen[0], sum(counts.values())))
        write_json(
            out / "config.json",
            {"words": len(kept), "dimensions": int(vectors.shape[1]), "recipe": settings},
        )
        lexicon = Lexicon(tuple(kept), np.zeros(len(kept), np.int64))
        write_maps(out / "map.npz", vectors, kept, lexicon.offensive.tolist())

    @staticmethod
    def _table(folder: Path) -> tuple[list[str], Floats, Floats]:
        if not (folder / MODEL).exists():
            raise NotTrained(f"{folder.name} is not trained: python -m core.training word-vectors")
        return read_table(folder / MODEL)

    def quantize(self, out: Path) -> None:
        table = canonical_table(onnx.load(str(out / CANONICAL)))
        finish(int8_graph(*quantize_rows(table)), out / SERVED)
        served = served_table(onnx.load(str(out / SERVED)))
        agreement = neighbour_agreement(table, served)
        if agreement < LEAST_AGREEMENT:
            (out / SERVED).unlink()
            raise QuantizationRefused(f"only {agreement:.2%} of the ten nearest words stay")
        before, after = (plain_accuracy(known_words(out), rows) for rows in (table, served))
        if after < before * (1 - LOSS_LIMIT):
            (out / SERVED).unlink()
            raise QuantizationRefused(f"accuracy falls from {before:.2%} to {after:.2%}")
        self._write_board(out)

    def _write_board(self, out: Path) -> None:
        words = known_words(out)
        rows = unit_rows(served_rows(out / SERVED, len(words)))
        questions = google_questions()
        trained = json.loads((out / "curves.json").read_text(encoding="utf-8"))["tables"]
        write_json(
            out / "analogies.json",
            {
                "boards": [board(words, rows, questions, cut) for cut in (CUT, None)],
                "similarity": {
                    name: round(similarity_measures(words, rows, pairs)["spearman"], 4)
                    for name, pairs in known_sets().items()
                },
                "rivals": RIVALS,
                "tables": {name: part["accuracy"] for name, part in trained.items()},
            },
        )

    def verify(self, out: Path) -> dict[str, float]:
        """The graphs against the same formulas in numpy, over their own stored rows."""
        tables = {
            "neighbours": (CANONICAL, canonical_table),
            "neighbours-int8": (SERVED, served_table),
        }
        return {
            role: largest_error(
                out / file, nearest_cases(np.asarray(read(onnx.load(str(out / file)))))
            )
            for role, (file, read) in tables.items()
            if (out / file).exists()
        }

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """Without files: the Google set, the three similarity sets, and the int8 rows' agreement.

        With files: `accuracy`, `coverage`, `section/…` of a file in Google's format; `spearman`,
        `coverage` of a file of pairs.
        """
        words = known_words(out)
        rows = unit_rows(served_rows(out / SERVED, len(words)))
        measures: dict[str, float] = {}
        if not files:
            measures |= analogy_measures(words, rows, sampled(google_questions(), sample))
            for name, pairs in known_sets().items():
                measures[f"spearman/{name}"] = similarity_measures(words, rows, pairs)["spearman"]
            table = canonical_table(onnx.load(str(out / CANONICAL)))
            measures["top10_agreement"] = neighbour_agreement(table, rows)
            return measures
        for path in files:
            lines = path.read_text(encoding="utf-8").splitlines()
            first = next((line for line in lines if line.strip()), "")
            if first.startswith(":"):
                found = analogy_measures(words, rows, sampled(read_analogies(lines), sample))
            else:
                found = similarity_measures(words, rows, read_pairs(lines)[:sample])
            prefix = "" if len(files) == 1 else f"{path.stem}/"
            measures |= {f"{prefix}{name}": value for name, value in found.items()}
        return measures

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe = self.recipe
        graphs: dict[str, Graph] = {}
        for role, file, precision in (
            ("neighbours", CANONICAL, "float16-storage"),
            ("neighbours-int8", SERVED, "int8"),
        ):
            if (out / file).exists():
                inputs, outputs = tensor_specs(out / file)
                graphs[role] = Graph(
                    file=file,
                    precision=precision,
                    inputs=inputs,
                    outputs=outputs,
                    parity=parity.get(role),
                )
        files = file_entries(out)
        served = "neighbours-int8" if "neighbours-int8" in graphs else "neighbours"
        return Artifact(
            id=self.id,
            task="word-vectors",
            title=recipe.title,
            language="en",
            files=files,
            graphs=graphs,
            serve={"cpu": served, "cuda": "neighbours"},
            vocabulary_sha256=files["tokenizer.json"].sha256,
            corpora=[
                CorpusRef(
                    id=corpus,
                    licence=CORPORA[corpus].licence,
                    attribution=CORPORA[corpus].attribution,
                )
                for corpus in recipe.data["corpora"]
            ],
            recipe=recipe.model_dump(mode="json", exclude_none=True),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("gensim", "numpy", "onnx", "onnxruntime-gpu", "scikit-learn"),
            scores=measured(scores),
            licence="CC BY-SA 4.0",
            notes=(PACKAGE / "texts" / "word_vectors.md").read_text(encoding="utf-8"),
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "word_vectors.py").read_text(encoding="utf-8")


def plain_accuracy(words: list[str], rows: Floats) -> float:
    """3CosAdd on the whole Google set within the cut."""
    return together(analogy_scores(words, rows, google_questions(), "add", CUT).values()).accuracy


def known_sets() -> dict[str, list[Pair]]:
    """The usual similarity sets, or none where their corpus was not prepared."""
    try:
        return usual_sets()
    except CorpusMissing as missing:
        log.warning("no similarity sets: %s", missing)
        return {}


def curves(parts: dict[str, Any], drawn: str, tokens: int) -> dict[str, Any]:
    """curves.json: every table's passes and scores; `points` are those of the table `drawn`."""
    return {
        "version": 1,
        "table": drawn,
        "points": [
            {
                "step": entry["pass"],
                "tokens": entry["pass"] * tokens,
                "train_loss": entry["loss"],
                "scores": {"tuned_accuracy": entry["tuned_accuracy"]},
            }
            for entry in parts[drawn]["passes"]
        ],
        "tables": parts,
    }


def known_words(out: Path) -> list[str]:
    """The vocabulary of an artifact's folder."""
    content = json.loads((out / "tokenizer.json").read_text(encoding="utf-8"))
    return [str(word) for word in content["words"]]


def write_json(path: Path, content: object) -> None:
    """Compact JSON with a last newline."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


EXPORT = WordVectorsExport()
