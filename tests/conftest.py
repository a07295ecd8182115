"""Fixtures that every test may use, and what holds for all of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.tiny_artifacts import TinyArtifacts

PROJECT = Path(__file__).resolve().parents[1]

# Workers side by side, each with one thread: two that take all cores for themselves are slower.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Nothing is timed in tests, and the same commit is tested on the same examples in CI.
settings.register_profile(
    "unrolled",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("unrolled")


@pytest.fixture
def tiny_artifacts(tmp_path: Path) -> TinyArtifacts:
    """An empty folder of artifacts; `.add(…)` puts small ones in, `.registry` serves them."""
    return TinyArtifacts(tmp_path / "artifacts")


@pytest.fixture
def project() -> Path:
    """The project's own folder."""
    return PROJECT
