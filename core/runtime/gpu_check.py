"""`python -m core.runtime.gpu_check`: what was found to compute on, and one model's time there.

It times the float graph where CUDA would serve it and the small graph on the CPU, on the artifact
named (by default `next-word`). Nothing is installed or changed.
"""

from __future__ import annotations

import statistics
import sys
import time

import numpy as np
import onnxruntime as ort

from core.runtime.engine.manifest import Artifact, Graph
from core.runtime.engine.providers import CUDA, gpu_of_driver, gpu_of_runtime, this_machine
from core.runtime.engine.registry import Registry
from core.runtime.errors import UnrolledError

RUNS = 200


def zero_inputs(graph: Graph) -> dict[str, np.ndarray]:
    """Inputs of zeros with every symbol set to 1."""
    return {
        name: np.zeros([n if isinstance(n, int) else 1 for n in spec.shape], np.dtype(spec.dtype))
        for name, spec in graph.inputs.items()
    }


def milliseconds(session: ort.InferenceSession, graph: Graph, runs: int = RUNS) -> float:
    """Median time of one run, after warming up."""
    inputs = zero_inputs(graph)
    times = []
    for _ in range(runs + 10):
        began = time.perf_counter()
        session.run(None, inputs)
        times.append(time.perf_counter() - began)
    return statistics.median(times[10:]) * 1e3


def found() -> list[str]:
    """Lines on the runtime, the driver and the libraries."""
    machine = this_machine()
    lines = [
        f"ONNX Runtime {ort.__version__}, built for CUDA: "
        + ("yes" if CUDA in ort.get_available_providers() else "no"),
        f"Processor: {machine.cpu}",
        f"GPU seen by ONNX Runtime: {gpu_of_runtime() or 'none'}",
        f"GPU seen by the CUDA driver: {gpu_of_driver() or 'none'}",
    ]
    if not machine.gpu:
        lines.append("Models run on the CPU.")
    return lines


def timed(registry: Registry, artifact: Artifact) -> list[str]:
    """One line per served graph: where it really ran, and how long a run took."""
    lines = []
    for device, role in sorted(artifact.serve.items()):
        if device == "cuda" and registry.sessions.machine.kind == "cpu":
            lines.append(f"{artifact.id}: {role} is for CUDA, which is not here")
            continue
        session = registry.session(artifact, role)
        provider = session.get_providers()[0]
        if device == "cuda" and provider != CUDA:
            lines.append(
                "A GPU is here, but not CUDA's libraries: "
                f'pip install "onnxruntime-gpu[cuda,cudnn]=={ort.__version__}"'
            )
            continue
        graph = artifact.graphs[role]
        lines.append(
            f"{artifact.id}: {role} ({graph.precision}) on {provider}: "
            f"{milliseconds(session, graph):.3f} ms a run, batch 1, median of {RUNS}"
        )
    return lines


def main(arguments: list[str]) -> int:
    """Print what was found; 1 when the model cannot be timed."""
    for line in found():
        print(line)
    registry = Registry()
    try:
        artifact = registry.artifact(arguments[0] if arguments else "next-word")
        for line in timed(registry, artifact):
            print(line)
    except UnrolledError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
