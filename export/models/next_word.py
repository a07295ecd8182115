"""`next-word`: the word-level LSTM behind the suggestions, from its run folder to its artifact.

Two graphs of one step: `step` keeps float32 arithmetic with its weights stored in float16, serves
CUDA, and gives the PyTorch module back; `step-int8` multiplies 8-bit blocks and serves the CPU.
What this is not: the model (`core.models.word_lstm`), the graph (`export.graphs.next_word`) or the
measures (`export.scores.next_word`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch

from core.corpora import CORPORA, CorpusMissing
from core.models.word_lstm import WordLSTM, WordLSTMConfig
from core.runtime.engine.manifest import Artifact, CorpusRef, Score
from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from core.runtime.tasks.next_word.states import StepGraph
from core.text.offensive import is_offensive, read_lists
from core.text.vocabulary import WordVocabulary
from core.text.words import tokenize
from core.training.checkpoints import CONFIG, CURVES, MODEL, TOKENIZER, load_state
from core.training.next_word_text import GENERAL
from core.training.recipe import Recipe
from export.graphs.block_quantised_nodes import BlockQuantisedNodes
from export.graphs.next_word import Floats, state_dict_of, step_graph
from export.graphs.step_nodes import StepNodes
from export.model_export import NotTrained
from export.onnx_file import file_entries, finish, graph_entry, precision_of, store_float16
from export.provenance import commit, versions
from export.quantisation import refuse_if_worse, worsening
from export.scores.next_word_comparison import compared
from export.scores.next_word_lines import file_lines, test_lines, validation_lines
from export.scores.next_word_predictors import graph_perplexity
from export.verification import Arrays, largest_error

PACKAGE = Path(__file__).resolve().parents[1]
STEP, STEP_INT8, WITHHELD = "step.onnx", "step_int8.onnx", "withheld.json"
# 8 bits in blocks of 128 weights; docs/benchmarks.md has the table of what was tried.
BITS, BLOCK = 8, 128
# Storing in float16 may cost this share of the perplexity.
FLOAT16_LIMIT = 0.001
BATCHES, STEPS = (1, 2, 3, 8), 5
LICENCE = "CC BY-NC-SA 4.0"
# What `score` calls a measure, and which rival stands beside it in the card.
HIGHER_IS_BETTER = {
    "perplexity": False,
    "top1": True,
    "top8": True,
    "mrr8": True,
    "keystrokes_saved": True,
}


class NextWordExport:
    """See `export.model_export.ModelExport`."""

    id = "next-word"

    def build(self, run: Path, out: Path) -> None:
        """Raises `NotTrained` when the run folder has no weights."""
        if not (run / MODEL).is_file():
            raise NotTrained(f"{self.id} is not trained yet: python -m core.training {self.id}")
        config, state = graph_config(run), {k: v.numpy() for k, v in load_state(run).items()}
        for name in (CONFIG, TOKENIZER, CURVES):
            if (run / name).is_file():
                shutil.copyfile(run / name, out / name)
        withheld = _withheld(WordVocabulary.load(out / TOKENIZER))
        (out / WITHHELD).write_text(withheld, encoding="utf-8")
        model = step_graph(state, config, StepNodes())
        finish(model, out / STEP)
        _check(largest_error(out / STEP, _cases(_module(config, state))))
        narrow = store_float16(model)
        finish(narrow, out / f".{STEP}")
        try:
            lines = validation_lines()
        except CorpusMissing:
            lines = []
        if lines:
            before, after = (_perplexity(out / name, out, lines) for name in (STEP, f".{STEP}"))
            if worsening(before, after, higher_is_better=False) <= FLOAT16_LIMIT:
                shutil.copyfile(out / f".{STEP}", out / STEP)
        (out / f".{STEP}").unlink()
        (out / STEP_INT8).unlink(missing_ok=True)

    def quantize(self, out: Path) -> None:
        """Raises `QuantizationRefused`, and `CorpusMissing` without held-out lines to decide by."""
        lines, config = validation_lines(), graph_config(out)
        state = state_dict_of(onnx.load(str(out / STEP)), config)
        candidate = out / f".{STEP_INT8}"
        finish(step_graph(state, config, BlockQuantisedNodes(BITS, BLOCK)), candidate)
        try:
            before, after = (_perplexity(path, out, lines) for path in (out / STEP, candidate))
            refuse_if_worse("perplexity", before, after, higher_is_better=False)
            candidate.replace(out / STEP_INT8)
        finally:
            candidate.unlink(missing_ok=True)

    def verify(self, out: Path) -> dict[str, float]:
        """The module is filled from the canonical graph; the state runs on over several steps."""
        module = filled_module(out)
        return {
            role: largest_error(out / file, _cases(module)) for role, file in _graphs(out).items()
        }

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """The served artifact's measures, then the rivals' under their prefixes."""
        lines = file_lines(files, sample) if files else test_lines(sample)
        return compared(out.parent, self.id, lines)

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe = Recipe.load(self.id)
        graphs = {
            role: graph_entry(out / file, precision_of(out / file), parity.get(role))
            for role, file in _graphs(out).items()
        }
        return Artifact(
            id=self.id,
            task="next-word",
            title=recipe.title,
            language="en",
            files=file_entries(out),
            graphs=graphs,
            serve={"cpu": "step-int8" if "step-int8" in graphs else "step", "cuda": "step"},
            vocabulary_sha256=WordVocabulary.load(out / TOKENIZER).sha256,
            corpora=[
                CorpusRef(id=corpus.id, licence=corpus.licence, attribution=corpus.attribution)
                for corpus in map(
                    CORPORA.__getitem__,
                    dict.fromkeys(["questions", *(name for name, _, _ in GENERAL)]),
                )
            ],
            recipe=recipe.model_dump(mode="json", exclude={"id", "title", "module"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("torch", "onnx", "onnxruntime-gpu", "numpy"),
            scores=_scores(scores),
            licence=LICENCE,
            notes=(PACKAGE / "texts" / "next_word_notes.md").read_text(encoding="utf-8"),
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "next_word.py").read_text(encoding="utf-8")


def graph_config(folder: Path) -> WordLSTMConfig:
    """What the model in an artifact (or a run folder) is."""
    return WordLSTMConfig.from_dict(json.loads((folder / CONFIG).read_text(encoding="utf-8")))


def _graphs(out: Path) -> dict[str, str]:
    graphs = {"step": STEP, "step-int8": STEP_INT8}
    return {role: file for role, file in graphs.items() if (out / file).is_file()}


def _withheld(vocabulary: WordVocabulary) -> str:
    """Ids of offensive words and phrases, for the bundle's example, which has no word lists."""
    phrases = (
        tuple(tokenize(entry))
        for told in read_lists()
        if told.kind == "offensive"
        for entry in told.entries
    )
    known = {
        tuple(vocabulary.encode(phrase))
        for phrase in phrases
        if len(phrase) > 1 and all(word in vocabulary for word in phrase)
    }
    words = [id for word, id in vocabulary.alphabetical if is_offensive(word)]
    return json.dumps({"words": sorted(words), "phrases": sorted(known)}, separators=(",", ":"))


def filled_module(out: Path) -> WordLSTM:
    """The PyTorch module, with the weights of the canonical graph."""
    config = graph_config(out)
    return _module(config, state_dict_of(onnx.load(str(out / STEP)), config))


def _module(config: WordLSTMConfig, state: dict[str, Floats]) -> WordLSTM:
    module = WordLSTM(config).eval()
    module.load_state_dict({name: torch.from_numpy(np.array(w)) for name, w in state.items()})
    return module


def _perplexity(graph: Path, out: Path, lines: list[list[str]]) -> float:
    vocabulary = WordVocabulary.load(out / TOKENIZER)
    return graph_perplexity(StepGraph(open_session(graph, [CPU])), vocabulary, lines)


def _cases(module: WordLSTM) -> Iterator[tuple[Arrays, Arrays]]:
    """Inputs and the module's outputs, at several batch sizes, over consecutive steps."""
    draw = np.random.default_rng(0)
    for batch in BATCHES:
        h, c = module.zero_state(batch)
        for _ in range(STEPS):
            word = draw.integers(1, module.config.cutoffs[-1], batch)
            inputs = {"word": word, "h": h.numpy(), "c": c.numpy()}
            with torch.no_grad():
                log_probs, h, c = module(torch.from_numpy(word), h, c)
            yield inputs, {"log_probs": log_probs.numpy(), "h_next": h.numpy(), "c_next": c.numpy()}


def _check(error: float, limit: float = 1e-4) -> None:
    if not error <= limit:
        raise ValueError(f"the step graph differs from the trained module by {error:.3g}")


def _scores(scores: dict[str, float]) -> dict[str, Score]:
    """The five measures, each beside the better of the rivals that have it."""
    found = {}
    for name, higher in HIGHER_IS_BETTER.items():
        if name not in scores:
            continue
        beside = {
            label: scores[f"{prefix}_{name}"]
            for prefix, label in (
                ("kneser_ney", "modified Kneser–Ney 5-gram"),
                ("trie", "most popular completion"),
            )
            if f"{prefix}_{name}" in scores
        }
        best = (max if higher else min)(beside, key=beside.__getitem__, default=None)
        found[name] = Score(
            value=scores[name],
            baseline=beside[best] if best else None,
            baseline_name=best,
            split=f"test questions ({int(scores['lines'])} lines)",
            higher_is_better=higher,
        )
    return found


EXPORT = NextWordExport()
