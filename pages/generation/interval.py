"""The unit interval of a draw, shared between letters, with the number that falls on one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.figures.unit_interval import unit_interval_figure
from core.runtime.tasks.character_model import CharacterModel
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours
from pages.generation.beginning import label


def show_interval(
    page: LabPage,
    task: CharacterModel,
    ids: Sequence[int],
    shares: Sequence[float],
    number: float | None,
    chosen: int,
    *,
    key: str,
    alt: str,
) -> None:
    """The unit interval over `ids` in the order in which a draw adds them up."""
    import pandas as pd

    names = [label(task, id) for id in ids]
    ends = np.cumsum(shares)
    chart(
        unit_interval_figure(
            names,
            shares,
            number,
            ids.index(chosen) if chosen in ids else -1,
            colours(),
            said="" if number is None else page.text("draw.said", number=f"{number:.3f}"),
            rtl=task.language == "fa",
        ),
        key=key,
        alt=alt,
        table=pd.DataFrame(
            {
                page.text("draw.head_letter"): names,
                page.text("draw.head_from"): ends - np.asarray(shares),
                page.text("draw.head_to"): ends,
            }
        ),
    )
