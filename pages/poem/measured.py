"""What was measured at export about rhyme and metre, ready for a sentence."""

from __future__ import annotations

import json
from typing import Any

from core.runtime.tasks.character_model.task import CharacterModel

MEASURES = "measures.json"


def measured(task: CharacterModel, name: str) -> dict[str, str]:
    """The numbers under this name, shares in percent; empty where nothing was measured."""
    path = task.file(MEASURES)
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path else {}
    return {
        key: f"{value:.0%}" if isinstance(value, float) else str(value)
        for key, value in content.get(name, {}).items()
    }
