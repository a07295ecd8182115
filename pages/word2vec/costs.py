"""What one prediction costs: full softmax, Huffman tree, negative sampling."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.prediction_costs import prediction_cost_figure, products, zipf_depth
from core.ui.address import choice, slider
from core.ui.calm import live
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours

VOCABULARIES = (10, 100, 1000, 10_000, 30_000, 100_000, 1_000_000)


def show_costs(page: LabPage) -> None:
    """The subsection with its own fragment."""
    st.subheader(page.text("look_inside.cost_title"), anchor="cost")
    st.markdown(page.text("look_inside.cost_lead"))
    _costs(page)


@live
def _costs(page: LabPage) -> None:
    names: dict[str, str] = page.texts.get("look_inside.cost_names")
    left, middle, right = st.columns(3)
    with left:
        words = choice(
            page.text("look_inside.cost_words"), VOCABULARIES, key="v", default=30_000,
            format_func=lambda size: f"{size:,}",
        )  # fmt: skip
    with middle:
        dimensions = slider(
            page.text("look_inside.cost_dimensions"), 10, 1000, 200, key="e", step=10
        )
    with right:
        negatives = slider(page.text("look_inside.cost_negatives"), 1, 20, 5, key="k")
    across, upwards = page.texts.list("look_inside.cost_axes")
    costs = products(words, dimensions, negatives, zipf_depth(words))
    st.markdown(
        page.text(
            "look_inside.cost_line",
            words=words,
            tree=costs["softmax"] / costs["hierarchical"],
            negative=costs["softmax"] / costs["negative"],
        )
    )
    chart(
        prediction_cost_figure(
            words, dimensions, negatives, colours(), names=names, axes=(across, upwards)
        ),
        key="w2v-costs",
        alt=page.text("look_inside.cost_alt"),
        table=pd.DataFrame(
            [
                {"V": size, "E": dimensions, "K": negatives}
                | products(size, dimensions, negatives, zipf_depth(size))
                for size in VOCABULARIES
            ]
        ),
    )
