"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.tiny_artifacts import TinyArtifacts

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def tiny_artifacts(tmp_path: Path) -> TinyArtifacts:
    """An empty folder of artifacts; `.add(…)` puts small ones in, `.registry` serves them."""
    return TinyArtifacts(tmp_path / "artifacts")


@pytest.fixture
def project() -> Path:
    """The project's own folder."""
    return PROJECT
