"""`senses`: sense vectors of 22 words as one small graph, with their names and planes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

from core.corpora import CORPORA
from core.runtime import Registry
from core.runtime.engine.manifest import Artifact, CorpusRef, Graph, Score
from core.runtime.tasks.senses import Senses
from core.training.recipe import Recipe
from export.graphs.senses import constants_of, write_senses
from export.journey import run_folder
from export.model_export import NotTrained
from export.onnx_file import file_entries, tensor_specs
from export.provenance import commit, versions
from export.scores.senses import score_senses
from export.verification import largest_error

PACKAGE = Path(__file__).resolve().parents[1]
ROLE = "senses"
SPLIT = "CoarseWSD-20, test part"
NOTES = """\
Twenty words have senses that people named (CoarseWSD-20); those of *mouse* and *star* are clusters
that k-means found in general English and that nobody named: their labels are the words around them.
A sense is one mean vector, so rare uses within a sense are pulled towards its common one, and a
meaning that the list does not hold is given to the nearest that it does.

The vectors were made from CoarseWSD-20 (CC BY-NC 4.0): **this artifact is for non-commercial use**.
None of its sentences is kept; the clouds are points on planes, the near words are counts.

`most_frequent` always answers with the sense most met in training; `static` compares the mean word
vector of ten words on either side; `contextual` is logistic regression on the
training occurrences, which is not served.
"""


class SensesExport:
    """See `export.model_export.ModelExport`."""

    id = "senses"

    def build(self, run: Path, out: Path) -> None:
        if not (run / "senses.npz").is_file():
            raise NotTrained("Make the sense vectors first: python -m core.training senses")
        with np.load(run / "senses.npz", allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        write_senses(**arrays, path=out / "senses.onnx")
        shutil.copyfile(run / "senses.json", out / "senses.json")
        with (out / "senses.npz").open("wb") as stream:
            np.savez_compressed(
                stream, allow_pickle=False, centroids=arrays["centroids"].astype(np.float16)
            )

    def quantize(self, out: Path) -> None:
        """Some sixty vectors: there is nothing to gain."""

    def verify(self, out: Path) -> dict[str, float]:
        import torch

        constants = constants_of(out / "senses.onnx")
        centroids, centres, directions = (torch.tensor(array) for array in constants)
        rng = np.random.default_rng(0)
        cases = []
        for N in (1, 2, 9):
            vectors = rng.standard_normal((N, centroids.shape[1])).astype(np.float32)
            for word in (0, len(centres) - 1):
                unit = torch.nn.functional.normalize(torch.from_numpy(vectors), dim=1)
                points = (unit - centres[word]) @ directions[word].T
                wanted = {"cosines": (unit @ centroids.T).numpy(), "points": points.numpy()}
                cases.append(({"vectors": vectors, "word": np.array([word])}, wanted))
        return {ROLE: largest_error(out / "senses.onnx", cases)}

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        registry = Registry(out.parent)
        told = json.loads((out / "senses.json").read_text(encoding="utf-8"))
        senses = Senses(registry.artifact(self.id), registry)
        return score_senses(senses, told, registry, run_folder(self.id), files, sample)

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        recipe = Recipe.load(self.id)
        inputs, outputs = tensor_specs(out / "senses.onnx")
        graph = Graph(
            file="senses.onnx",
            precision="float32",
            inputs=inputs,
            outputs=outputs,
            parity=parity.get(ROLE),
        )
        measured = {
            name: Score(
                value=scores[name],
                baseline=scores.get("most_frequent"),
                baseline_name="most frequent sense",
                split=SPLIT,
            )
            for name in ("accuracy", "contextual", "static")
            if name in scores
        }
        used = ("coarsewsd20", *(corpus["id"] for corpus in recipe.data["corpora"]))
        return Artifact(
            id=self.id,
            task="senses",
            title=recipe.title,
            language="en",
            files=file_entries(out),
            graphs={ROLE: graph},
            serve={"cpu": ROLE, "cuda": ROLE},
            corpora=[
                CorpusRef(id=id, licence=CORPORA[id].licence, attribution=CORPORA[id].attribution)
                for id in used
            ],
            recipe=recipe.model_dump(mode="json", include={"module", "kind", "data"}),
            seed=recipe.seed,
            commit=commit(),
            versions=versions("torch", "onnx", "onnxruntime-gpu", "scikit-learn", "numpy"),
            scores=measured,
            licence="CC BY-NC 4.0",
            notes=NOTES,
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "senses.py").read_text(encoding="utf-8")


EXPORT = SensesExport()
