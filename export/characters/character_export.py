"""A character model's way from its run folder to its artifact; which model is all that differs.

Two graphs: `sequence` reads any number of characters, shows every gate and can hold one fast; it
keeps float32 arithmetic with its weights stored in float16, serves CUDA, and gives the PyTorch
module back. `step-int8` reads one character, multiplies 8-bit blocks and serves the CPU.
What this is not: the model (`core.models.character_rnn`), the graphs
(`export.graphs.character_model`), the measures (`export.characters.scores`) or what else a page
shows (`export.characters.extras`).
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
from core.models.character_rnn import CharacterRNN, CharacterRNNConfig
from core.runtime.engine.manifest import Artifact, CorpusRef
from core.runtime.tasks.character_model.beginnings import ENDS, beginning_in
from core.runtime.tasks.character_model.results import TRACKS
from core.text.characters import CharacterVocabulary
from core.training.checkpoints import CONFIG, CURVES, MODEL, TOKENIZER, load_state
from core.training.recipe import Recipe
from export.characters.bits import Ids, bits_of
from export.characters.card_notes import notes
from export.characters.extras import corpus_of, keep_measures, write_extras
from export.characters.measures import config_of
from export.characters.scores import manifest_scores, measured
from export.characters.texts import ROWS, deciding_text
from export.graphs.character_cells import Floats
from export.graphs.character_model import sequence_graph, small_step_graph, state_dict_of
from export.model_export import NotTrained
from export.onnx_file import file_entries, finish, graph_entry, precision_of
from export.provenance import commit, versions
from export.quantisation import refuse_if_worse, worsening
from export.verification import PARITY_LIMIT, Arrays, largest_error

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "character_model.py"
SEQUENCE, STEP_INT8 = "sequence.onnx", "step_int8.onnx"
ROLES = {"sequence": SEQUENCE, "step-int8": STEP_INT8}
# Storing in float16 may cost this share of the bits.
FLOAT16_LIMIT = 0.001
BATCHES, LENGTHS, STEPS = (1, 2, 5), (1, 3, 40), 5
# What the weights may be used for: what the texts may be.
LICENCES = {
    "persian-poetry": "CC BY 4.0",
    "english-poetry": "CC BY 4.0",
    "wiki-markup": "CC BY-SA 3.0",
    "latex-stacks": "GFDL 1.2",
}


# Where the example stops writing, and after how many characters at most: verse after a couplet.
EXAMPLES = {"persian-poetry": ("\n", 200), "english-poetry": ("\n\n", 400)}


class CharacterExport:
    """See `export.model_export.ModelExport`."""

    # Whole documents are few: all are read unless fewer are asked for.
    usual_sample: int | None = None

    def __init__(self, id: str) -> None:
        self.id = id

    @property
    def corpus(self) -> str:
        """The corpus of the recipe."""
        return corpus_of(self.id)

    def build(self, run: Path, out: Path) -> None:
        """Raises `NotTrained` when the run folder has no weights."""
        if not (run / MODEL).is_file():
            raise NotTrained(f"{self.id} is not trained yet: python -m core.training {self.id}")
        for name in (CONFIG, TOKENIZER, CURVES):
            if (run / name).is_file():
                shutil.copyfile(run / name, out / name)
        config, state = config_of(out), {k: v.numpy() for k, v in load_state(run).items()}
        finish(sequence_graph(state, config), out / SEQUENCE)
        error = largest_error(out / SEQUENCE, _sequences(_module(config, state)))
        if not error <= PARITY_LIMIT:
            raise ValueError(f"the sequence graph differs from the trained module by {error:.3g}")
        narrow = out / f".{SEQUENCE}"
        finish(sequence_graph(state, config, narrow=True), narrow)
        try:
            before, after = (self._bits(path, out) for path in (out / SEQUENCE, narrow))
            if worsening(before, after, higher_is_better=False) <= FLOAT16_LIMIT:
                shutil.copyfile(narrow, out / SEQUENCE)
        except CorpusMissing:
            pass  # nothing to decide by: float32 stays
        finally:
            narrow.unlink()

    def quantize(self, out: Path) -> None:
        """Raises `QuantizationRefused`, and `CorpusMissing` without held-out text to decide by."""
        config = config_of(out)
        state = state_dict_of(onnx.load(str(out / SEQUENCE)), config)
        candidate = out / f".{STEP_INT8}"
        finish(small_step_graph(state, config), candidate)
        try:
            before, after = (self._bits(path, out) for path in (out / SEQUENCE, candidate))
            cost = refuse_if_worse("bits_per_char", before, after, higher_is_better=False)
            candidate.replace(out / STEP_INT8)
            keep_measures(out, "small_graph", {"cost": round(cost, 5)})
        finally:
            candidate.unlink(missing_ok=True)

    def verify(self, out: Path) -> dict[str, float]:
        """The module is filled from the canonical graph; the state runs on from step to step."""
        module = filled_module(out)
        cases = {"sequence": _sequences, "step-int8": _steps}
        return {
            role: largest_error(out / file, cases[role](module))
            for role, file in _graphs(out).items()
        }

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """The served artifact's measures, then those of what stands beside it."""
        return measured(self.id, out, served_file(out), files, sample)

    def extras(self, out: Path, names: list[str]) -> Iterator[tuple[str, str | None]]:
        """The files that a page shows: each name, and why it was skipped."""
        return write_extras(self.id, out, names)

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe, corpus = Recipe.load(self.id), CORPORA[self.corpus]
        graphs = {
            role: graph_entry(out / file, precision_of(out / file), parity.get(role))
            for role, file in _graphs(out).items()
        }
        return Artifact(
            id=self.id,
            task="character-model",
            title=recipe.title,
            language=corpus.language,
            files=file_entries(out),
            graphs=graphs,
            serve={"cpu": "step-int8" if "step-int8" in graphs else "sequence", "cuda": "sequence"},
            vocabulary_sha256=CharacterVocabulary.load(out / TOKENIZER).sha256,
            corpora=[
                CorpusRef(id=corpus.id, licence=corpus.licence, attribution=corpus.attribution)
            ],
            recipe=recipe.model_dump(mode="json", exclude={"id", "title", "module"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("torch", "onnx", "onnxruntime-gpu", "numpy"),
            scores=manifest_scores(scores, self.corpus),
            licence=LICENCES[self.corpus],
            notes=notes(self.id, out, scores),
        )

    def example(self) -> str:
        text = EXAMPLE.read_text(encoding="utf-8")
        stop, length = EXAMPLES.get(self.corpus, ("", 400))
        values = (json.dumps(ENDS[self.corpus], ensure_ascii=False), json.dumps(stop), length)
        said = "END, STOP, LENGTH = {}, {}, {}\n".format
        usual = said(r'"\n\n"', '""', 300)
        if usual not in text:
            raise ValueError("the example does not say where a text begins and ends")
        return text.replace(usual, said(*values))

    def _bits(self, graph: Path, out: Path) -> float:
        """Bits a character of validation text, in rows that each begin anew."""
        vocabulary = CharacterVocabulary.load(out / TOKENIZER)
        ids = vocabulary.encode(deciding_text(self.corpus))
        rows: Ids = np.array(ids[: len(ids) // ROWS * ROWS], dtype=np.int64).reshape(ROWS, -1)
        first = beginning_in(self.corpus, vocabulary, config_of(out).context)
        return float(bits_of(graph, first, rows).mean())


def served_file(out: Path) -> Path:
    """The graph that the CPU serves."""
    return out / (STEP_INT8 if (out / STEP_INT8).is_file() else SEQUENCE)


def filled_module(out: Path) -> CharacterRNN:
    """The PyTorch module, with the weights of the canonical graph."""
    config = config_of(out)
    return _module(config, state_dict_of(onnx.load(str(out / SEQUENCE)), config))


def _graphs(out: Path) -> dict[str, str]:
    return {role: file for role, file in ROLES.items() if (out / file).is_file()}


def _module(config: CharacterRNNConfig, state: dict[str, Floats]) -> CharacterRNN:
    module = CharacterRNN(config).eval()
    module.load_state_dict({name: torch.from_numpy(np.array(w)) for name, w in state.items()})
    return module


def _sequences(module: CharacterRNN) -> Iterator[tuple[Arrays, Arrays]]:
    """Inputs and the module's outputs, at several batch sizes and lengths, the state going on."""
    for batch in BATCHES:
        yield from _runs(module, batch, LENGTHS, whole=True)


def _steps(module: CharacterRNN) -> Iterator[tuple[Arrays, Arrays]]:
    """The same, a character at a time."""
    for batch in BATCHES:
        yield from _runs(module, batch, (1,) * STEPS, whole=False)


def _runs(
    module: CharacterRNN, batch: int, lengths: tuple[int, ...], *, whole: bool
) -> Iterator[tuple[Arrays, Arrays]]:
    """`whole`: as a sequence graph, with all places of a run and what it shows of its inside."""
    config, draw = module.config, np.random.default_rng(0)
    state = module.zero_state(batch)
    names = ("h", "c")[: len(state)]
    tracks = len(TRACKS[config.cell])
    for length in lengths:
        characters = draw.integers(0, config.vocabulary, (batch, config.context + length))
        condition = draw.integers(0, len(config.conditions) + 1, batch)
        inputs: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
            "characters": characters,
            "condition": condition,
        }
        inputs |= {name: part[0].numpy() for name, part in zip(names, state, strict=True)}
        with torch.no_grad():
            read = torch.from_numpy(characters), torch.from_numpy(condition)
            x, before = module.inputs(*read), state
            logits, state = module(*read, before)
            hidden = module.cell(x, before if len(before) > 1 else before[0])[0]
        log_probs = torch.log_softmax(logits, -1).numpy()
        after = {f"{name}_next": part[0].numpy() for name, part in zip(names, state, strict=True)}
        if whole:
            nothing = np.zeros((tracks, config.hidden), np.float32)
            inputs |= {"hold": nothing, "held": nothing}
            shown = {"log_probs": log_probs, "x": x.numpy(), "hidden": hidden.numpy()}
        else:
            shown = {"log_probs": log_probs[:, 0]}
        yield inputs, after | shown
