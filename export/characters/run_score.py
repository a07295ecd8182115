"""Bits of a run folder on its test part, without an artifact: what training left, measured exactly.

    python -m export.characters.run_score RUN [--recipe tiny-shakespeare]

By the float graph, one character after the other from the beginning of the test split, its state
carried along. The last line is JSON.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from core.training.checkpoints import MODEL, load_state
from core.training.recipe import Recipe
from export.characters.measures import config_of, text_measures
from export.characters.texts import own_documents
from export.graphs.character_model import sequence_graph
from export.model_export import NotTrained
from export.onnx_file import finish


def run_measures(run: Path, corpus: str) -> dict[str, float]:
    """Of the whole test split. Raises `NotTrained`, and `CorpusMissing` without the corpus."""
    if not (run / MODEL).is_file():
        raise NotTrained(f"{run.name} is not trained yet: python -m core.training {run.name}")
    read = own_documents(corpus, None)
    state = {name: weight.numpy() for name, weight in load_state(run).items()}
    with tempfile.TemporaryDirectory() as folder:
        graph = finish(sequence_graph(state, config_of(run)), Path(folder) / "sequence.onnx")
        return text_measures(run, graph, corpus, read)


def main(
    run: Annotated[Path, typer.Argument(help="A run folder of a character model.")],
    recipe: Annotated[
        str, typer.Option(help="Its recipe, for the corpus; by default of the folder's name.")
    ] = "",
) -> None:
    """Measure what training left in a run folder on its test part."""
    found = run_measures(run, str(Recipe.load(recipe or run.resolve().name).data["corpus"]))
    for name, value in found.items():
        typer.echo(f"  {name:24} {value:.6g}")
    typer.echo(json.dumps(found))


if __name__ == "__main__":
    typer.run(main)
