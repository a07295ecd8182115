"""`contextual`: MiniLM's encoder, token vectors out; eight-bit weights for the CPU.

The float graph is written beside the run and not into the artifact: in half precision it would be
45 MB, and the weights it would hold are those of a public package. `verify` compares both graphs
with the module filled from that package.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch

from core.models.bert_encoder import BertEncoder
from core.runtime.engine.manifest import Artifact, CorpusRef, Graph, Score
from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from core.training.contextual import load_encoder, train
from core.training.recipe import Recipe
from export.fresh_process import in_fresh_process
from export.graphs.contextual import ReadLayers, export_encoder, products_in_int8, rows_in_int8
from export.journey import run_folder
from export.model_export import NotTrained
from export.onnx_file import file_entries, finish, tensor_specs
from export.provenance import commit, versions
from export.quantisation import refuse_if_worse
from export.scores.contextual import agreement, probe_sentences
from export.verification import largest_error

PACKAGE = Path(__file__).resolve().parents[1]
FLOAT, SMALL = "encoder", "encoder-int8"
# Sizes at which the graphs are compared with the module.
SIZES = ((1, 1), (1, 9), (2, 7), (3, 24), (2, 64))
NOTES = """\
The weights are those of all-MiniLM-L6-v2 (sentence-transformers), trained by its authors on a
billion sentence pairs; nothing was trained here. Its vectors are meant for sentences, and the
tokens' own vectors are a by-product that happens to tell meanings apart well.

Only the eight-bit graph is kept: with weights in half precision the file would have 45 MB. The
float graph is rebuilt by `python -m core.training contextual` and `python -m export build
contextual`
from the package named in the recipe, and `verify` compares both with it. On a GPU host the
eight-bit graph runs on the CPU, since CUDA has no kernels for it.

It reads lower-case English; Persian is cut into single letters and the vectors say little there.
Sentences are read up to 160 subwords. Vectors of short sentences drift with the punctuation.
"""


def export_run(run: Path, layers: tuple[int, ...], path: Path) -> None:
    """From a run folder to the float graph, in whatever process this runs."""
    export_encoder(load_encoder(run), layers, path)


class ContextualExport:
    """See `export.model_export.ModelExport`."""

    id = "contextual"

    def float_graph(self) -> Path:
        """Where `build` leaves the float graph."""
        return run_folder(self.id) / "encoder.onnx"

    def _layers(self) -> tuple[int, ...]:
        return tuple(Recipe.load(self.id).data["layers"])

    def build(self, run: Path, out: Path) -> None:
        if not (run / "model.safetensors").is_file():
            raise NotTrained("Take the weights over first: python -m core.training contextual")
        export_encoder(load_encoder(run), self._layers(), self.float_graph())
        shutil.copyfile(run / "tokenizer.json", out / "tokenizer.json")
        told = json.loads((run / "config.json").read_text(encoding="utf-8"))
        told["layers_read"] = list(self._layers())
        (out / "config.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")

    def quantize(self, out: Path) -> None:
        """Products to int8 in blocks, the word table to int8 by row; refused when the token vectors
        turn away from the float ones by more than 1 % in cosine."""
        source, target = self.float_graph(), out / "encoder_int8.onnx"
        if not source.is_file():
            raise NotTrained("Build it first: python -m export build contextual")
        finish(rows_in_int8(products_in_int8(onnx.load(str(source)))), target)
        exact, small = (open_session(path, [CPU]) for path in (source, target))
        found = agreement(exact, small, out / "tokenizer.json", probe_sentences())
        refuse_if_worse("cosine with the float vectors", 1.0, found, higher_is_better=True)

    def verify(self, out: Path) -> dict[str, float]:
        run = run_folder(self.id)
        self._have_float_graph()
        encoder = load_encoder(run)
        found = {FLOAT: largest_error(self.float_graph(), self._cases(encoder))}
        if (out / "encoder_int8.onnx").is_file():
            found[SMALL] = largest_error(out / "encoder_int8.onnx", self._cases(encoder))
        return found

    def _have_float_graph(self) -> None:
        """Make it from the package's weights where it is not there; `NotTrained` without them."""
        run = run_folder(self.id)
        if not (run / "model.safetensors").is_file():
            try:
                train(Recipe.load(self.id), run)
            except FileNotFoundError as error:
                raise NotTrained(str(error)) from error
        if not self.float_graph().is_file():
            in_fresh_process(export_run, run, self._layers(), self.float_graph())

    def _cases(
        self, encoder: BertEncoder
    ) -> Iterator[tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]:
        rng = np.random.default_rng(0)
        module = ReadLayers(encoder, self._layers()).eval()
        for B, T in SIZES:
            ids = rng.integers(1000, encoder.config.words, (B, T))
            mask = np.ones_like(ids)
            if T > 2:
                mask[-1, T // 2 :] = 0
            with torch.no_grad():
                wanted = module(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()
            yield {"ids": ids, "mask": mask}, {"vectors": wanted}

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """Mean cosine between served and float vectors of every token, over the lines of the files
        or the project's own probe sentences."""
        lines = [
            line
            for path in files
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip()
        ] or probe_sentences()
        if sample is not None and len(lines) > sample:
            chosen = np.random.default_rng(1).permutation(len(lines))[:sample]
            lines = [lines[i] for i in sorted(chosen)]
        self._have_float_graph()
        exact = open_session(self.float_graph(), [CPU])
        small = open_session(out / "encoder_int8.onnx", [CPU])
        found = agreement(exact, small, out / "tokenizer.json", lines)
        return {"cosine_with_float": found, "lines": float(len(lines))}

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe = Recipe.load(self.id)
        graphs = {}
        path = out / "encoder_int8.onnx"
        if path.is_file():
            inputs, outputs = tensor_specs(path)
            graphs[SMALL] = Graph(
                file=path.name,
                precision="int8",
                inputs=inputs,
                outputs=outputs,
                parity=parity.get(SMALL),
            )
        measured = {}
        if "cosine_with_float" in scores:
            measured["cosine_with_float"] = Score(
                value=scores["cosine_with_float"],
                baseline=1.0,
                baseline_name="the float graph itself",
                split="probe sentences written for this project",
            )
        return Artifact(
            id=self.id,
            task="contextual",
            title=recipe.title,
            language="en",
            files=file_entries(out),
            graphs=graphs,
            serve={"cpu": SMALL} if graphs else {},
            corpora=[
                CorpusRef(
                    id="all-minilm-l6-v2",
                    licence=recipe.data["licence"],
                    attribution=recipe.data["attribution"],
                )
            ],
            recipe=recipe.model_dump(mode="json", include={"module", "kind", "data"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("torch", "onnx", "onnxruntime-gpu", "tokenizers", "numpy"),
            scores=measured,
            licence="Apache-2.0",
            notes=NOTES,
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "contextual.py").read_text(encoding="utf-8")


EXPORT = ContextualExport()
