"""Ways to store the language model's weights: size, perplexity, and time of a step.

Every way is written from the published canonical graph. Perplexity is that of validation questions,
relative to the canonical graph's; where the questions are not at hand it is left out. Times are
medians on one thread, all ways in turn, for one word and for the eight of a search for completions.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto

from benchmarks.report import Report, Row, run_alone
from core.corpora import CorpusMissing
from core.models.word_lstm import WordLSTMConfig
from core.runtime import Registry
from core.runtime.engine.providers import CPU
from core.runtime.engine.sessions import open_session
from core.runtime.tasks.next_word.states import StepGraph
from core.text.vocabulary import WordVocabulary
from export.graphs.block_quantised_nodes import BlockQuantisedNodes
from export.graphs.next_word import state_dict_of, step_graph
from export.graphs.step_nodes import Array, StepNodes
from export.models.next_word import graph_config
from export.onnx_file import finish, store_float16
from export.quantisation import int8_rows
from export.scores.next_word_lines import validation_lines
from export.scores.next_word_predictors import graph_perplexity

LINES = 500
ROUNDS, STEPS = 10, 50
BATCHES = (1, 8)
BLOCKS = ((8, 32), (8, 64), (8, 128), (8, 256), (4, 16), (4, 32), (4, 64), (4, 128))

Run = Callable[[], object]


class IntegerNodes(StepNodes):
    """The usual dynamic int8: a scale a row of weights, one for all activations of the batch.

    `quantize_dynamic` cannot write it here, since it turns a tied table round for its product.
    """

    def linear(self, x: str, name: str, weight: Array, bias: Array | None = None) -> str:
        levels, scales = int8_rows(np.asarray(weight, np.float32))
        small, step, zero = self.ops("DynamicQuantizeLinear", x, to=self.names("small", 3))
        product = self.op(
            "MatMulInteger", small, self.weight(f"{name}.turned", levels.T.copy()), zero
        )
        scale = self.op("Mul", step, self.weight(f"{name}.scales", scales[:, 0]))
        y = self.op("Mul", self.op("Cast", product, to_type=TensorProto.FLOAT), scale)
        return y if bias is None else self.op("Add", y, self.weight(f"{name}.bias", bias))

    def rows(self, ids: str, name: str, table: Array) -> str:
        levels, scales = int8_rows(np.asarray(table, np.float32))
        row = self.op("Gather", self.weight(f"{name}.rows", levels), ids, axis=0)
        scale = self.op("Gather", self.weight(f"{name}.row_scales", scales), ids, axis=0)
        return self.op("Mul", self.op("Cast", row, to_type=TensorProto.FLOAT), scale)


def measure() -> Report:
    """Raises `ArtifactMissing` without the published model."""
    registry = Registry()
    artifact = registry.artifact("next-word")
    folder = registry.folder(artifact)
    config = graph_config(folder)
    vocabulary = WordVocabulary.load(registry.file(artifact, "tokenizer.json"))
    canonical = registry.file(artifact, artifact.graphs["step"].file)
    try:
        lines = validation_lines(LINES)
    except CorpusMissing:
        lines = []
    with tempfile.TemporaryDirectory() as made:
        paths = _write(canonical, config, Path(made))
        sessions = {name: open_session(path, [CPU]) for name, path in paths.items()}
        times = _times(sessions, config)
        rows: list[Row] = []
        before = 0.0
        for name, path in paths.items():
            note = ", ".join(
                f"{times[name, batch]:.3f} ms for {batch} word{'s' if batch > 1 else ''}"
                for batch in BATCHES
            )
            if lines:
                after = graph_perplexity(StepGraph(sessions[name]), vocabulary, lines)
                before = before or after
                note += f", perplexity {after:.3f} ({after / before - 1:+.2%})"
            rows.append(Row(name, path.stat().st_size / 1e6, "MB", note=note))
    return Report(
        "Storing the language model's weights",
        f"Perplexity of {len(lines)} validation questions; medians of {ROUNDS * STEPS} steps.",
        rows,
    )


def _write(canonical: Path, config: WordLSTMConfig, folder: Path) -> dict[str, Path]:
    state = state_dict_of(onnx.load(str(canonical)), config)
    whole = step_graph(state, config, StepNodes())
    paths = {
        "float32": finish(whole, folder / "float32.onnx"),
        "float16 storage": finish(store_float16(whole), folder / "float16.onnx"),
    }
    integer = step_graph(state, config, IntegerNodes())
    paths["8 bits, a scale a row"] = finish(integer, folder / "integer.onnx")
    for bits, size in BLOCKS:
        graph = step_graph(state, config, BlockQuantisedNodes(bits, size))
        paths[f"{bits} bits, blocks of {size}"] = finish(graph, folder / f"{bits}-{size}.onnx")
    return paths


def _times(
    sessions: dict[str, ort.InferenceSession], config: WordLSTMConfig
) -> dict[tuple[str, int], float]:
    """Median milliseconds of a step by (name, batch)."""
    runs = {
        (name, batch): _run(session, config, batch)
        for name, session in sessions.items()
        for batch in BATCHES
    }
    each: dict[tuple[str, int], list[float]] = {key: [] for key in runs}
    for _ in range(ROUNDS):
        for key, run in runs.items():
            for _ in range(STEPS):
                began = time.perf_counter()
                run()
                each[key].append(time.perf_counter() - began)
    return {key: statistics.median(times) * 1e3 for key, times in each.items()}


def _run(session: ort.InferenceSession, config: WordLSTMConfig, batch: int) -> Run:
    draw = np.random.default_rng(1)
    state = draw.normal(size=(2, config.layers, batch, config.hidden)).astype(np.float32) / 4
    feed = {"word": draw.integers(3, 2000, batch), "h": state[0], "c": state[1]}
    return lambda: session.run(None, feed)


if __name__ == "__main__":
    run_alone(__doc__, measure)
