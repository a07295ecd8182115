"""The runtime: models as a page, a notebook or a script uses them. ONNX Runtime and numpy only.

    from core.runtime import load
    model = load("next-word")
    print(model.suggest("how can i make a"))

It knows neither PyTorch nor Streamlit. Errors are those of `core.runtime.errors`, each with a
sentence that can be shown as it is.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib import import_module
from typing import Any

from core.runtime.engine.manifest import Artifact, Manifest
from core.runtime.engine.providers import Machine
from core.runtime.engine.registry import Registry, Served
from core.runtime.errors import (
    ArtifactDamaged,
    ArtifactMissing,
    BadInput,
    Busy,
    Cancelled,
    UnrolledError,
)
from core.runtime.tasks import TASKS

__all__ = [
    "Artifact",
    "ArtifactDamaged",
    "ArtifactMissing",
    "BadInput",
    "Busy",
    "Cancelled",
    "Machine",
    "Manifest",
    "Registry",
    "Served",
    "UnrolledError",
    "default_registry",
    "device",
    "load",
]

_loading = threading.Lock()


@lru_cache(maxsize=1)
def default_registry() -> Registry:
    """The process's one registry over the project's artifacts (or `UNROLLED_ARTIFACTS`)."""
    return Registry()


def load(name: str, registry: Registry | None = None) -> Any:
    """The task object for a model id or a task name, such as `"next-word"`.

    The object is made anew at each call and is cheap where its sessions are shared already; it
    holds no visitor's state. Raises `ArtifactMissing` or `ArtifactDamaged`.
    """
    registry = registry if registry is not None else default_registry()
    artifact = registry.artifact(name)
    target = TASKS.get(artifact.task)
    if target is None:
        raise ArtifactMissing(f"No task here knows how to run “{artifact.task}”.")
    module, _, cls = target.partition(":")
    with _loading:
        task = getattr(import_module(module), cls)
    return task(artifact, registry)


def device() -> Machine:
    """Where models run in this process, for a badge: `.kind` ("cpu" or "cuda") and `.name`."""
    return default_registry().sessions.machine
