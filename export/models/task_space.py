"""`task-space`: word vectors learned with sentiment, and the classifier they were learned for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from core.corpora import CORPORA
from core.models.sentiment_space import SentimentSpace
from core.runtime import Registry
from core.runtime.engine.manifest import Artifact, CorpusRef, Graph, Score
from core.runtime.tasks.task_space import TaskSpace
from core.text.vocabulary import WordVocabulary
from core.training.checkpoints import CONFIG, CURVES, MODEL, TOKENIZER, load_state
from core.training.recipe import Recipe
from export.graphs.task_space import export_space, load_space, state_of_graph
from export.model_export import NotTrained
from export.onnx_file import file_entries, tensor_specs
from export.provenance import commit, versions
from export.scores.task_space import score_reviews
from export.verification import largest_error

PACKAGE = Path(__file__).resolve().parents[1]
ROLE = "sentiment"
NOTES = """\
Small on purpose: a mean of word vectors, one hidden layer. It does not know word order, so "not
good" is little worse than "good", and it is about as right as counting words is. What it is for
is its space: words that mean the opposite stand apart here and side by side in a space learned
from contexts.

It knows the words that film reviewers used at least twice in 7,230 snippets of English, all lower
case. Rare words took on the mood of the few snippets they stood in, names of actors too.
The split is our own, so the accuracy cannot be compared with published figures.
"""


class TaskSpaceExport:
    """See `export.model_export.ModelExport`."""

    id = "task-space"

    def build(self, run: Path, out: Path) -> None:
        if not (run / MODEL).is_file():
            raise NotTrained("Train it first: python -m core.training task-space")
        model = _served_model(run)
        export_space(model, out / "sentiment.onnx")
        vectors = model.words.weight.detach()
        with torch.no_grad():
            scores = model.read(vectors)
        with (out / "space.npz").open("wb") as stream:
            np.savez_compressed(
                stream,
                allow_pickle=False,
                vectors=vectors.numpy().astype(np.float16),
                scores=scores.numpy().astype(np.float16),
            )
        for name in (TOKENIZER, CURVES, CONFIG):
            shutil.copyfile(run / name, out / name)

    def quantize(self, out: Path) -> None:
        """Half a megabyte in half precision already: eight bits would gain nothing worth having."""

    def verify(self, out: Path) -> dict[str, float]:
        model = load_space(state_of_graph(out / "sentiment.onnx"))
        return {ROLE: largest_error(out / "sentiment.onnx", _cases(model))}

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        registry = Registry(out.parent)
        space = TaskSpace(registry.artifact(self.id), registry)
        found = score_reviews(space, files, sample)
        if not files:
            told = json.loads((out / CONFIG).read_text(encoding="utf-8"))
            found["bag_of_words"] = told["baseline"]
        return found

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe = Recipe.load(self.id)
        inputs, outputs = tensor_specs(out / "sentiment.onnx")
        graph = Graph(
            file="sentiment.onnx",
            precision="float16-storage",
            inputs=inputs,
            outputs=outputs,
            parity=parity.get(ROLE),
        )
        measured = {}
        if "accuracy" in scores:
            measured["accuracy"] = Score(
                value=scores["accuracy"],
                baseline=scores.get("bag_of_words"),
                baseline_name="logistic regression on a bag of words",
                split="rt-polarity, test part (886 snippets)",
            )
        corpus = CORPORA["rt-polarity"]
        return Artifact(
            id=self.id,
            task="task-space",
            title=recipe.title,
            language="en",
            files=file_entries(out),
            graphs={ROLE: graph},
            serve={"cpu": ROLE, "cuda": ROLE},
            vocabulary_sha256=WordVocabulary.load(out / TOKENIZER).sha256,
            corpora=[
                CorpusRef(id=corpus.id, licence=corpus.licence, attribution=corpus.attribution)
            ],
            recipe=recipe.model_dump(mode="json", exclude={"id", "title"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("torch", "onnx", "onnxruntime-gpu", "numpy"),
            scores=measured,
            licence="CC BY 4.0",
            notes=NOTES,
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "task_space.py").read_text(encoding="utf-8")


def _served_model(run: Path) -> SentimentSpace:
    """The module with its large weights rounded to half precision, as they are stored."""
    state = load_state(run)
    return load_space({k: v.half().float() if v.numel() >= 1024 else v for k, v in state.items()})


def _cases(
    model: SentimentSpace,
) -> Iterator[tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]:
    rng = np.random.default_rng(0)
    for B, T in ((1, 1), (1, 6), (2, 4), (5, 30)):
        ids = rng.integers(0, model.words.num_embeddings, (B, T))
        with torch.no_grad():
            score, own = model(torch.from_numpy(ids))
        yield {"ids": ids}, {"score": score.numpy(), "word_scores": own.numpy()}


EXPORT = TaskSpaceExport()
