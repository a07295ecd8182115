"""One step of the served language model against the same module in PyTorch, batch 1.

Against eager, `torch.compile` and torch's own dynamic int8 (the LSTM and every product as a
`Linear` of its own, so that all of it is quantised), on one thread and on two. All variants read
the same words in turn, each with its own state, in rounds; the number is the median of all steps.
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

THREADS = (1, 2)
ROUNDS, STEPS = 12, 100
FASTER_THAN_EAGER = 30.0
TEXT = "how can i make a website for my school without spending too much money on it"

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
            [sys.executable, "-c", "from benchmarks.step_next_word import worker; worker()"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        rows += _rows(json.loads(done.stdout.splitlines()[-1]), threads)
    return Report(
        "One step of the language model, batch 1",
        f"Median of {ROUNDS * STEPS} steps, variants in turn; threads are each library's own.",
        rows,
    )


def _rows(found: dict[str, Any], threads: int) -> list[Row]:
    on = f"{threads} thread{'s' if threads > 1 else ''}"
    times = found["milliseconds"]
    rows = [
        Row(f"{name}, {on}", value, "ms", note=found["notes"].get(name, ""))
        for name, value in times.items()
    ]
    served = times["ONNX Runtime, int8 (served)"]
    for name in ("PyTorch eager", "torch.compile", "torch dynamic int8"):
        if times.get(name) is None:
            continue
        goal = FASTER_THAN_EAGER if name == "PyTorch eager" and threads == 1 else None
        ratio = times[name] / served
        rows.append(Row(f"served, faster than {name}, {on}", ratio, "×", goal, at_most=False))
    if threads == 1:
        weights, float_ms = found["weight_bytes"], times["ONNX Runtime, float32"]
        for where, speed in found["bandwidth"].items():
            rows.append(Row(f"read bandwidth, {where}", speed / 1e9, "GB/s"))
            limit = weights / speed * 1e3
            rows.append(
                Row(
                    f"float graph: time ÷ limit, {where}",
                    float_ms / limit,
                    "×",
                    note=f"{weights / 1e6:.1f} MB of weights a step, at least {limit:.2f} ms",
                )
            )
    return rows


def worker() -> None:
    """In a process with its number of threads: time all variants, print one line of JSON."""
    import torch

    threads = int(os.environ["UNROLLED_BENCH_THREADS"])
    torch.set_num_threads(threads)
    steps, notes, weight_bytes = _variants(threads)
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
        "weight_bytes": weight_bytes,
    }
    found["milliseconds"] |= {name: None for name in notes if name not in times}
    if threads == 1:
        from benchmarks.bandwidth import BEYOND_CACHES, read_bandwidth

        found["bandwidth"] = {
            "array as large as the weights": read_bandwidth(weight_bytes),
            "array of 512 MB": read_bandwidth(BEYOND_CACHES),
        }
    print(json.dumps(found))


def _variants(threads: int) -> tuple[dict[str, Step], dict[str, str], int]:
    """Name → step function over a running state; why one is missing; bytes of the weights."""
    import numpy as np
    import onnxruntime as ort
    import torch

    from benchmarks.linear_step import LinearStep
    from core.runtime import Registry
    from core.runtime.engine.sessions import session_options
    from core.text.vocabulary import WordVocabulary
    from export.models.next_word import filled_module

    registry = Registry()
    artifact = registry.artifact("next-word")
    vocabulary = WordVocabulary.load(registry.file(artifact, "tokenizer.json"))
    words = vocabulary.encode(TEXT.split())
    module = filled_module(registry.folder(artifact))
    weight_bytes = sum(weight.numel() * 4 for weight in module.parameters())

    def in_torch(net: torch.nn.Module) -> Step:
        state = list(module.zero_state(1))
        inputs = [torch.tensor([word]) for word in words]

        def step(place: int) -> None:
            with torch.inference_mode():
                _, state[0], state[1] = net(inputs[place % len(inputs)], *state)

        return step

    def in_onnx_runtime(role: str) -> Step:
        options = session_options()
        options.intra_op_num_threads = threads
        path = str(registry.file(artifact, artifact.graphs[role].file))
        session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        state = [array.numpy() for array in module.zero_state(1)]
        inputs = [np.array([word]) for word in words]
        names = ["log_probs", "h_next", "c_next"]

        def step(place: int) -> None:
            feed = {"word": inputs[place % len(inputs)], "h": state[0], "c": state[1]}
            _, state[0], state[1] = session.run(names, feed)

        return step

    steps: dict[str, Step] = {"PyTorch eager": in_torch(module)}
    notes: dict[str, str] = {}
    for name, make in (
        ("torch.compile", lambda: torch.compile(module)),
        ("torch dynamic int8", lambda: LinearStep(module).quantised()),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                step = in_torch(make())
                step(0)
            except Exception as error:  # a compiler or a quantised engine may be missing
                notes[name] = f"not possible here: {type(error).__name__}"
                continue
        steps[name] = step
    steps["ONNX Runtime, float32"] = in_onnx_runtime("step")
    steps["ONNX Runtime, int8 (served)"] = in_onnx_runtime(artifact.serve["cpu"])
    return steps, notes, weight_bytes


if __name__ == "__main__":
    run_alone(__doc__, measure)
