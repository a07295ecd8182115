"""`training-graphs`: the two skip-gram steps, and two runs computed in advance.

What this is: an artifact that holds no trained weights: parameters go in and come out. The two
finished runs are made here, by the exported graphs themselves, so that a page has something to show
before anything is trained. What it is not: the large word vectors (`word_vectors.py`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from core.runtime.engine.manifest import Artifact, CorpusRef, Graph, Score
from core.runtime.engine.sessions import open_session
from core.runtime.tasks.training_graph import SkipGram, SkipGramSettings, finished_json
from core.text.training_text import read_text
from export.graphs.skip_gram_training import export_skip_gram, largest_error
from export.onnx_file import file_entries, tensor_specs
from export.provenance import commit, versions

PACKAGE = Path(__file__).resolve().parents[1]
NEGATIVE_SAMPLING, HIERARCHICAL = "negative-sampling", "hierarchical"
FILES = {
    "negative-sampling-step": "negative_sampling_step.onnx",
    "hierarchical-step": "hierarchical_step.onnx",
}
SOURCES = {NEGATIVE_SAMPLING: "small_kingdom.txt", HIERARCHICAL: "eight_counted_words.txt"}
SETTINGS = {
    NEGATIVE_SAMPLING: SkipGramSettings(),
    HIERARCHICAL: SkipGramSettings(dimensions=8, window=2, steps=1500),
}
GLIMPSE_EVERY = {NEGATIVE_SAMPLING: 80, HIERARCHICAL: 100}
NOTES = """\
The graphs hold no weights. A step takes word vectors, a batch of (centre, context) pairs and a
learning rate, and gives back the loss of a pair, the new vectors, and their gradients.
The loss of the batch is summed, as if each pair were a step of its own, and the update is plain
gradient descent; a learning rate above 0.5 runs away on small texts.

A text of a few hundred words teaches who stands beside whom in that text and nothing else: on the
story, *king* ends beside *queen*, *prince*, *princess* and the seasons beside the weather, while
*the*, which stands beside everything, ends up anywhere.
The negative samples follow counts^0.75 and never equal the context word of their pair. Frequent
words are not dropped (word2vec's subsampling), since that starves so small a text.
The score is the loss of a pair on the text trained on, beside its value before training,
(1 + 5) ln 2: it says that training works, not how good the vectors are.
"""


def _read(name: str) -> str:
    return (PACKAGE / "texts" / SOURCES[name]).read_text(encoding="utf-8")


def _run(out: Path, name: str, text: str, settings: SkipGramSettings | None = None) -> SkipGram:
    hierarchical = name == HIERARCHICAL
    session = open_session(out / FILES[f"{name}-step"], ["CPUExecutionProvider"])
    return SkipGram(session, read_text(text), settings or SETTINGS[name], hierarchical)


class TrainingGraphsExport:
    """See `export.model_export.ModelExport`."""

    id = "training-graphs"

    def build(self, run: Path, out: Path) -> None:
        """Nothing is trained beforehand, so `run` is not read."""
        del run
        for role, file in FILES.items():
            export_skip_gram(out / file, hierarchical=role.startswith(HIERARCHICAL))
        for name in SOURCES:
            text = _read(name)
            content = finished_json(text, _run(out, name, text), GLIMPSE_EVERY[name])
            written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            (out / f"{name}.json").write_text(written + "\n", encoding="utf-8")

    def quantize(self, out: Path) -> None:
        """There are no weights to store in fewer bits: parameters are inputs, in float32."""

    def verify(self, out: Path) -> dict[str, float]:
        return {
            role: largest_error(out / file, hierarchical=role.startswith(HIERARCHICAL))
            for role, file in FILES.items()
        }

    def score(self, out: Path, files: list[Path], *, sample: int | None) -> dict[str, float]:
        """Trains on each text; `loss` is that of a pair at the end, `untrained_loss` before it."""
        del sample  # a text is trained on whole, up to the task's own bound
        texts = [path.read_text(encoding="utf-8") for path in files] or [_read(NEGATIVE_SAMPLING)]
        ends, words = [], 0
        for text in texts:
            run = _run(out, NEGATIVE_SAMPLING, text)
            state = run.run()
            assert state.loss is not None  # settings have at least one step
            ends.append(state.loss)
            words += len(run.text.words)
        untrained = (1 + SETTINGS[NEGATIVE_SAMPLING].negatives) * float(np.log(2))
        return {"loss": float(np.mean(ends)), "untrained_loss": untrained, "words": float(words)}

    def entry(self, out: Path, scores: dict[str, float], parity: dict[str, float]) -> Artifact:
        graphs = {}
        for role, file in FILES.items():
            inputs, outputs = tensor_specs(out / file)
            graphs[role] = Graph(
                file=file,
                precision="float32",
                inputs=inputs,
                outputs=outputs,
                parity=parity.get(role),
            )
        recipe: dict[str, Any] = {
            name: {key: getattr(settings, key) for key in settings.__dataclass_fields__}
            for name, settings in SETTINGS.items()
        }
        measured = {}
        if "loss" in scores:
            measured["loss"] = Score(
                value=scores["loss"],
                baseline=scores["untrained_loss"],
                baseline_name="before training",
                split="the story it trains on",
                higher_is_better=False,
            )
        return Artifact(
            id=self.id,
            task="training-graph",
            title="Skip-gram training steps",
            language="mul",
            files=file_entries(out),
            graphs=graphs,
            serve={"cpu": "negative-sampling-step"},
            corpora=[
                CorpusRef(
                    id="small-kingdom",
                    licence="Apache-2.0",
                    attribution="Written for this project.",
                ),
                CorpusRef(
                    id="eight-counted-words",
                    licence="Apache-2.0",
                    attribution="Written for this project, with the word counts of the lecture.",
                ),
            ],
            recipe=recipe,
            seed=SETTINGS[NEGATIVE_SAMPLING].seed,
            commit=commit(),
            versions=versions("torch", "onnx", "onnxruntime-gpu", "numpy"),
            scores=measured,
            licence="Apache-2.0",
            notes=NOTES,
        )

    def example(self) -> str:
        return (PACKAGE / "examples" / "training_graphs.py").read_text(encoding="utf-8")


EXPORT = TrainingGraphsExport()
