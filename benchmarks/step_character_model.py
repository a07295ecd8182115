"""One character's step of the served Persian verse model against PyTorch, batch 1.

Against the same module in PyTorch (eager and `torch.compile`) and against its `nn.LSTM` alone,
without letters' tables, softmax or n-grams, on one thread and on two. All read the same couplet in
turn, each with its own state, in rounds; the number is the median of all steps. Beside it the times
that a page waits for: a couplet's half as sixteen candidates, and a trace of 1,000 characters.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

from benchmarks.report import Report, Row, run_alone

MODEL, TRACED = "persian-verse", "cells-lstm"
THREADS = (1, 2)
ROUNDS, STEPS, REPEATS = 12, 100, 7
STEP_AT_MOST, TRACE_AT_MOST = 0.3, 150.0  # ms
TEXT = "بنام خداوند جان و خرد\tکزین برتر اندیشه برنگذرد\n"
SERVED = "ONNX Runtime, int8 (served)"
EAGER, ALONE, COMPILED = "PyTorch eager", "PyTorch eager, nn.LSTM alone", "torch.compile"

Step = Callable[[int], None]


def measure() -> Report:
    """Each number of threads in a process of its own: both libraries fix it at their start."""
    rows: list[Row] = []
    for threads in THREADS:
        environment = os.environ | {
            "OMP_NUM_THREADS": str(threads),
            "OPENBLAS_NUM_THREADS": "1",
            "UNROLLED_BENCH_THREADS": str(threads),
        }
        done = subprocess.run(
            [sys.executable, "-c", "from benchmarks.step_character_model import worker; worker()"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        rows += _rows(json.loads(done.stdout.splitlines()[-1]), threads)
    return Report(
        "One step of a model over characters, batch 1",
        f"Median of {ROUNDS * STEPS} steps, variants in turn; threads are each library's own.",
        rows,
    )


def _rows(found: dict[str, Any], threads: int) -> list[Row]:
    on = f"{threads} thread{'s' if threads > 1 else ''}"
    times = found["milliseconds"]
    rows = []
    for name, value in times.items():
        goal = STEP_AT_MOST if name == SERVED and threads == 1 else None
        note = found["notes"].get(name, "")
        rows.append(Row(f"{name}, {on}", value, "ms", goal, note=note))
    rows += [
        Row(f"served, faster than {name}, {on}", times[name] / times[SERVED], "×")
        for name in (EAGER, ALONE, COMPILED)
        if times.get(name) is not None
    ]
    for name, value in found.get("waits", {}).items():
        goal = TRACE_AT_MOST if name.startswith("trace") else None
        rows.append(Row(name, value, "ms", goal))
    return rows


def worker() -> None:
    """In a process with its number of threads: time all variants, print one line of JSON."""
    import torch

    threads = int(os.environ["UNROLLED_BENCH_THREADS"])
    torch.set_num_threads(threads)
    steps, notes = _variants(threads)
    times: dict[str, list[float]] = {name: [] for name in steps}
    for step in steps.values():
        for place in range(50):
            step(place)
    for _ in range(ROUNDS):
        for name, step in steps.items():
            for place in range(STEPS):
                began = time.perf_counter()
                step(place)
                times[name].append(time.perf_counter() - began)
    found: dict[str, Any] = {
        "milliseconds": {name: statistics.median(each) * 1e3 for name, each in times.items()},
        "notes": notes,
    }
    found["milliseconds"] |= {name: None for name in notes if name not in times}
    if threads == 1:
        found["waits"] = _waits()
    print(json.dumps(found))


def _variants(threads: int) -> tuple[dict[str, Step], dict[str, str]]:
    """Name → step function over a running state; why one is missing."""
    import numpy as np
    import onnxruntime as ort
    import torch

    from core.runtime import Registry
    from core.runtime.engine.sessions import session_options
    from core.text.characters import CharacterVocabulary
    from export.characters.character_export import filled_module

    registry = Registry()
    artifact = registry.artifact(MODEL)
    vocabulary = CharacterVocabulary.load(registry.file(artifact, "tokenizer.json"))
    module = filled_module(registry.folder(artifact))
    view = module.config.context + 1
    ids = vocabulary.encode(TEXT)
    views = [(ids * 2)[place : place + view] for place in range(len(ids))]

    def in_torch(net: torch.nn.Module) -> Step:
        state = [module.zero_state(1)]
        inputs = [torch.tensor([each]) for each in views]
        nobody = torch.zeros(1, dtype=torch.int64)

        def step(place: int) -> None:
            with torch.inference_mode():
                logits, state[0] = net(inputs[place % len(inputs)], nobody, state[0])
                logits.log_softmax(-1)

        return step

    def cell_alone() -> Step:
        state = [module.zero_state(1)]
        x = torch.randn(1, 1, module.config.width)

        def step(place: int) -> None:
            with torch.inference_mode():
                _, state[0] = module.cell(x, state[0])

        return step

    def in_onnx_runtime(role: str) -> Step:
        options = session_options()
        options.intra_op_num_threads = threads
        path = str(registry.file(artifact, artifact.graphs[role].file))
        session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        zero = np.zeros((1, module.config.hidden), np.float32)
        state = [zero, zero]
        inputs = [np.array([each]) for each in views]
        nobody = np.zeros(1, np.int64)
        names = ["log_probs", "h_next", "c_next"]
        free = {}
        if role == "sequence":
            nothing = np.zeros((6, module.config.hidden), np.float32)
            free = {"hold": nothing, "held": nothing}

        def step(place: int) -> None:
            feed = {"characters": inputs[place % len(inputs)], "condition": nobody}
            feed |= {"h": state[0], "c": state[1]} | free
            _, state[0], state[1] = session.run(names, feed)

        return step

    steps: dict[str, Step] = {EAGER: in_torch(module), ALONE: cell_alone()}
    notes: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled = in_torch(torch.compile(module))
            compiled(0)
            steps[COMPILED] = compiled
        except Exception as error:  # a compiler may be missing
            notes[COMPILED] = f"not possible here: {type(error).__name__}"
    steps["ONNX Runtime, float32 (the graph of whole texts)"] = in_onnx_runtime("sequence")
    steps[SERVED] = in_onnx_runtime(artifact.serve["cpu"])
    return steps, notes


def _waits() -> dict[str, float]:
    """What a page waits for, in ms: medians, the dice another each time."""
    from core.runtime import UnrolledError, load
    from core.runtime.engine.sampling import SamplingSettings

    verse = load(MODEL)

    def candidates(place: int) -> None:
        settings = SamplingSettings(temperature=0.8, seed=place, length=60)
        verse.candidates(TEXT, 16, settings, stop="\t")

    found = {"16 candidates of a hemistich": _median(candidates)}
    try:
        traced = load(TRACED)
    except UnrolledError:
        return found
    text = (traced.artifact.title + " and all the evening air is still, ") * 40
    found["trace of 1,000 characters, 256 units"] = _median(lambda place: traced.trace(text))
    return found


def _median(run: Callable[[int], object]) -> float:
    times = []
    for place in range(REPEATS + 1):
        began = time.perf_counter()
        run(place)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:]) * 1e3  # the first opens the session


if __name__ == "__main__":
    run_alone(__doc__, measure)
