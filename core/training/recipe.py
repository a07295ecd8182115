"""A recipe: everything that decides how a model is trained, as a small TOML file.

Recipes live in `core/training/recipes/<model>.toml`. `module` names the code that trains the model:
it has `task(recipe) -> TrainableTask` (gradient descent, by `core.training.loop`) or
`train(recipe, run) -> None` (anything else, for instance gensim's word vectors).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

RECIPES = Path(__file__).parent / "recipes"


class Optimiser(BaseModel):
    """AdamW, its learning rate warmed up and brought to zero by a cosine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    learning_rate: float = Field(gt=0)
    warm_up: int = Field(default=200, ge=0)  # steps
    betas: tuple[float, float] = (0.9, 0.99)
    weight_decay: float = Field(default=0.0, ge=0)
    clip: float = Field(default=1.0, gt=0)  # norm of the whole gradient


class Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    module: str
    kind: str = "gradient-descent"
    seed: int = 1
    steps: int | None = Field(default=None, gt=0)
    minutes: float | None = Field(default=None, gt=0)  # instead of steps: as many as fit
    precision: Literal["float32", "bfloat16"] = "float32"  # of the arithmetic, where the
    # processor has it; weights: float32
    checkpoint_seconds: float = Field(default=120, gt=0)
    held_out_steps: int | None = Field(default=None, gt=0)  # None: after each epoch
    optimiser: Optimiser = Optimiser(learning_rate=1e-3)
    model: dict[str, Any] = {}
    data: dict[str, Any] = {}

    @classmethod
    def load(cls, name_or_path: str | Path) -> Recipe:
        """The recipe of a model id, or of a TOML file."""
        path = Path(name_or_path)
        if path.suffix != ".toml":
            path = RECIPES / f"{name_or_path}.toml"
        if not path.is_file():
            known = ", ".join(recipe_names())
            raise FileNotFoundError(f"There is no recipe “{name_or_path}”. There are: {known}.")
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def recipe_names() -> list[str]:
    return sorted(path.stem for path in RECIPES.glob("*.toml"))
