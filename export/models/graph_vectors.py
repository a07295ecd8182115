"""`graph-vectors`: the karate club and Cora, walked and convolved; one net's graph for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from core.corpora import CORPORA
from core.runtime import Registry
from core.runtime.engine.manifest import Artifact, CorpusRef, Score
from core.runtime.tasks.graph_vectors import GraphVectors
from core.training.recipe import Recipe
from export.fresh_process import in_fresh_process
from export.graphs.graph_convolution import export_net, load_net, state_of_graph
from export.model_export import NotTrained
from export.onnx_file import file_entries, graph_entry
from export.provenance import commit, versions
from export.scores.graph_vectors import score_graph
from export.verification import largest_error

PACKAGE = Path(__file__).resolve().parents[1]
GRAPHS = ("cora", "karate")
SIZES = ((1, 1, 1), (3, 2, 7), (12, 30, 40))  # nodes, edges, features given
NOTES = """\
Cora: 2,708 papers, 5,278 citations, 7 fields; Planetoid's split (140 labelled papers, 500 to choose
the epoch, 1,000 to test). The net reads a paper's words and its citations, DeepWalk only the
citations, `features` only the words; so the three differ in what they may look at, not only in how.
Both are transductive: DeepWalk's walks and the net's edges include the test papers, without labels.

Karate club: 34 members, 78 ties; the net is told the side of the two leaders alone, and the last
epoch is kept. With 32 members to test, one member is 3 points of accuracy.

The net served is the first of ten seeds; `mean over seeds` says what to expect of another. The
planes are PCA for the club and t-SNE for Cora: on the latter, near means alike, but far says
little.
"""


def export_saved(weights: Path, path: Path) -> None:
    """From a file of weights to a graph, in whatever process this runs."""
    export_net(load_net(load_file(weights)), path)


class GraphVectorsExport:
    """See `export.model_export.ModelExport`."""

    id = "graph-vectors"

    def build(self, run: Path, out: Path) -> None:
        for name in GRAPHS:
            if not (run / f"{name}.json").is_file():
                raise NotTrained("Train it first: python -m core.training graph-vectors")
            in_fresh_process(export_saved, run / f"{name}.safetensors", out / f"{name}.onnx")
            for suffix in ("npz", "json"):
                shutil.copyfile(run / f"{name}.{suffix}", out / f"{name}.{suffix}")

    def quantize(self, out: Path) -> None:
        """A hundred kilobytes of weights: there is nothing to gain."""

    def verify(self, out: Path) -> dict[str, float]:
        found = {}
        for name in GRAPHS:
            net = load_net(state_of_graph(out / f"{name}.onnx"))
            found[name] = largest_error(out / f"{name}.onnx", _cases(net))
        return found

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """Test accuracies of the served nets; `files` are graphs in Cora's .npz format, which are
        scored by Cora's net."""
        del sample  # a graph is judged as a whole
        registry = Registry(out.parent)
        graphs = GraphVectors(registry.artifact(self.id), registry)
        if files:
            return score_graph(registry.session(registry.artifact(self.id), "cora"), files)
        found = {}
        for name in GRAPHS:
            graph = graphs.graph(name)
            found[f"{name}_gcn"] = graph.accuracy(graph.predict())
            for other in ("gcn_mean", "deepwalk", "features", "majority"):
                found[f"{name}_{other}"] = graph.scores[other]
        return found

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe = Recipe.load(self.id)
        graphs = {
            name: graph_entry(out / f"{name}.onnx", "float32", parity.get(name)) for name in GRAPHS
        }
        return Artifact(
            id=self.id,
            task="graph-vectors",
            title=recipe.title,
            language="zxx",
            files=file_entries(out),
            graphs=graphs,
            serve={"cpu": "cora", "cuda": "cora"},
            corpora=[
                CorpusRef(
                    id="cora",
                    licence=CORPORA["cora"].licence,
                    attribution=CORPORA["cora"].attribution,
                ),
                CorpusRef(
                    id="karate-club",
                    licence="public data, as in networkx (BSD-3-Clause)",
                    attribution="Zachary 1977",
                ),
            ],
            recipe=recipe.model_dump(mode="json", include={"module", "kind", "data"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("torch", "gensim", "networkx", "scikit-learn", "onnx", "numpy"),
            scores=dict(_scores(scores)),
            licence="Apache-2.0; Cora's data free for research",
            notes=NOTES,
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "graph_vectors.py").read_text(encoding="utf-8")


def _scores(scores: dict[str, float]) -> Iterator[tuple[str, Score]]:
    split = {"cora": "Planetoid's 1,000 test papers", "karate": "32 members without a label"}
    for name in GRAPHS:
        if f"{name}_gcn" not in scores:
            continue
        beside = {
            f"{name}_gcn": ("deepwalk", "DeepWalk + logistic regression"),
            f"{name}_deepwalk": ("majority", "most frequent class"),
            f"{name}_gcn_mean": ("features", "words alone, without edges"),
        }
        for key, (other, other_name) in beside.items():
            yield (
                key,
                Score(
                    value=scores[key],
                    baseline=scores[f"{name}_{other}"],
                    baseline_name=other_name,
                    split=split[name],
                ),
            )


def _cases(
    net: torch.nn.Module,
) -> Iterator[tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]]:
    rng = np.random.default_rng(0)
    features = next(net.parameters()).shape[0]
    for N, M, P in SIZES:
        inputs: dict[str, NDArray[Any]] = {
            "row": rng.integers(0, N, P),
            "column": rng.integers(0, features, P),
            "value": rng.random(P, dtype=np.float32),
            "source": rng.integers(0, N, M),
            "target": rng.integers(0, N, M),
            "weight": rng.random(M, dtype=np.float32),
            "own": rng.random(N, dtype=np.float32),
        }
        with torch.no_grad():
            log_probs, hidden = net(*map(torch.from_numpy, inputs.values()))
        yield inputs, {"log_probs": log_probs.numpy(), "hidden": hidden.numpy()}


EXPORT = GraphVectorsExport()
