"""Texts of a model to be read by a person: one a seed, so that each can be had again in the lab.

python -m export.characters.samples MODEL [-n 30]
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.runtime.engine.registry import artifacts_root
from core.runtime.engine.sampling import SamplingSettings
from export.characters.extras import MARKUP, opened


def main(
    model: Annotated[str, typer.Argument(help="A model's id, such as persian-verse.")],
    count: Annotated[int, typer.Option("-n", help="How many texts.", min=1)] = 30,
    beginning: Annotated[str, typer.Option(help="What each begins with.")] = "",
    condition: Annotated[str, typer.Option(help="Who speaks, where the model knows several.")] = "",
    temperature: Annotated[float, typer.Option(min=0.0)] = 0.8,
    length: Annotated[int, typer.Option(help="Characters; 0: as suits the model.")] = 0,
    artifacts: Annotated[Path | None, typer.Option(help="Folder of artifacts.")] = None,
) -> None:
    """Print texts of the seeds 0, 1, …"""
    task = opened((artifacts or artifacts_root()) / model)
    length = length or (1500 if model in MARKUP else 500)
    for seed in range(count):
        settings = SamplingSettings(temperature, seed=seed, length=length)
        steps = task.generate(beginning, settings, condition=condition or None)
        typer.echo(f"──── seed {seed}\n{beginning}{''.join(step.text for step in steps)}\n")


if __name__ == "__main__":
    typer.run(main)
