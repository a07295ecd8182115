"""`python -m core.training MODEL`: train a model by its recipe, resuming where it was stopped."""

from __future__ import annotations

import importlib
import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from core.corpora import cache_folder
from core.training.recipe import Recipe, recipe_names


def main(
    model: Annotated[str, typer.Argument(help="A recipe's name, or the path of a TOML file.")],
    fresh: Annotated[bool, typer.Option("--fresh/--resume", help="Begin anew.")] = False,
    minutes: Annotated[float | None, typer.Option(help="Train this long instead.")] = None,
    run: Annotated[Path | None, typer.Option(help="Run folder.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads of PyTorch.")] = None,
) -> None:
    import torch

    recipe = Recipe.load(model)
    if minutes is not None:
        recipe = recipe.model_copy(update={"minutes": minutes, "steps": None})
    folder = run or cache_folder() / "runs" / recipe.id
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if threads is not None:
        torch.set_num_threads(threads)
    module = importlib.import_module(recipe.module)
    from core.training.loop import Loop

    Loop(module.task(recipe), recipe, folder).train()


if __name__ == "__main__":
    typer.run(main)
