"""`python -m core.training MODEL`: train a model by its recipe, resuming where it was stopped.

A recipe's module has `task(recipe)` (gradient descent, by `core.training.loop`) or `train(recipe,
run)` (anything else).
"""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Annotated

import typer

from core.corpora import CorpusError, cache_folder
from core.training.recipe import Recipe, recipe_names

app = typer.Typer(add_completion=False)


def shortened(recipe: Recipe, minutes: float | None, steps: int | None) -> Recipe:
    """The recipe with another length, where one was asked for."""
    if minutes is None and steps is None:
        return recipe
    if minutes is not None and steps is not None:
        raise typer.BadParameter("choose minutes or steps, not both")
    return recipe.model_copy(update={"minutes": minutes, "steps": steps})


def train(recipe: Recipe, run: Path, start: Path | None = None) -> None:
    """Train by the module the recipe names; `start` holds weights to begin a fresh run with."""
    module = importlib.import_module(recipe.module)
    if not hasattr(module, "task"):
        if start is not None:
            raise typer.BadParameter(f"{recipe.id} is not trained by gradient descent")
        run.mkdir(parents=True, exist_ok=True)
        module.train(recipe, run)
        return
    from core.training.checkpoints import RESUME, load_state
    from core.training.loop import Loop

    task = module.task(recipe)
    if start is not None and not (run / RESUME).exists():
        # A graph that stores weights otherwise than its module has a reader beside its task.
        reader = getattr(module, "weights_of_graph", None) if start.suffix == ".onnx" else None
        task.model.load_state_dict(reader(start, task.model) if reader else load_state(start))
    Loop(task, recipe, run).train()


@app.command()
def main(
    model: Annotated[str, typer.Argument(help="A recipe's name, or the path of a TOML file.")] = "",
    resume: Annotated[
        bool, typer.Option("--resume/--fresh", help="Go on where a run stopped, or begin anew.")
    ] = True,
    minutes: Annotated[float | None, typer.Option(help="Train this long instead.")] = None,
    steps: Annotated[int | None, typer.Option(help="Train this many steps instead.")] = None,
    from_artifact: Annotated[
        Path | None, typer.Option(help="Begin with these weights (.onnx, .safetensors, a run).")
    ] = None,
    run: Annotated[Path | None, typer.Option(help="Run folder; default: in the cache.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads of PyTorch.")] = None,
) -> None:
    """Train MODEL by its recipe. Ctrl-C or a kill loses minutes at most: run it again to resume."""
    if not model:
        typer.echo("\n".join(recipe_names()))
        return
    try:
        recipe = shortened(Recipe.load(model), minutes, steps)
        folder = run or cache_folder() / "runs" / recipe.id
        if not resume:
            shutil.rmtree(folder, ignore_errors=True)
        if threads is not None:
            import torch

            torch.set_num_threads(threads)
        train(recipe, folder, from_artifact)
    except (FileNotFoundError, CorpusError) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem


if __name__ == "__main__":
    app()
