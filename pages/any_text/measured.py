"""What was measured at export: the model, a 6-gram and real text, each over the same beginnings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.runtime.tasks.character_model import CharacterModel
from core.text.markup import KINDS
from core.ui.frame import LabPage
from core.ui.table import table
from pages.any_text.writing import Story


def show_measured(page: LabPage, story: Story, task: CharacterModel) -> None:
    st.markdown(page.text("measured.lead"))
    found = measures_of(task)
    if not found:
        st.info(page.text("measured.nothing"))
        return
    rows = [row for row in found["rows"] if isinstance(row, dict)]
    real = next((row for row in rows if row.get("who") == "real"), {})
    latex = story.language == "latex"
    heads = list(page.texts.list("measured.heads"))
    heads += page.texts.list("measured.heads_formulas") if latex else ()
    table(
        heads,
        [_cells(page, row, real, latex) for row in rows],
        caption=page.text("measured.caption"),
        numeric=frozenset(range(1, len(heads))),
    )
    st.markdown(f"**{page.text('measured.kinds')}**")
    kinds = [kind for kind in KINDS[story.language] if kind in real.get("kinds", {})]
    table(
        [heads[0], *(page.text(f"bracket.{kind}") for kind in kinds)],
        [[_who(page, row), *(_share(row, kind) for kind in kinds)] for row in rows],
        caption=page.text("measured.kinds"),
        numeric=frozenset(range(1, len(kinds) + 1)),
    )
    windows = real.get("windows", 0)
    st.caption(page.text("measured.how", windows=windows))
    st.markdown(page.text("measured.rule"))


def measures_of(task: CharacterModel) -> dict[str, Any]:
    """ "markup" of measures.json; empty where the artifact came without, or with another shape."""
    path = task.file("measures.json")
    if path is None:
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    found = content.get("markup", {}) if isinstance(content, dict) else {}
    return found if isinstance(found, dict) and isinstance(found.get("rows"), list) else {}


def _who(page: LabPage, row: Mapping[str, Any]) -> str:
    name = page.texts.get(f"measured.who.{row.get('who')}") or str(row.get("who"))
    temperature = row.get("temperature")
    return name if temperature is None else page.text("measured.at", who=name, t=temperature)


def _cells(
    page: LabPage, row: Mapping[str, Any], real: Mapping[str, Any], latex: bool
) -> list[str]:
    balanced, of_real = float(row["balanced"]), float(real.get("balanced", 0) or 1)
    cells = [
        _who(page, row),
        f"{balanced:.1%} ± {float(row.get('deviation', 0)):.1%}",
        f"{balanced / of_real:.1%}",
        f"{int(row['opened']):,}",
    ]
    if latex:
        accepted, of_real = float(row.get("accepted", 0)), float(real.get("accepted", 0) or 1)
        cells += [
            f"{accepted:.1%}",
            f"{accepted / of_real:.1%}",
            f"{int(row.get('formulas', 0)):,}",
        ]
    return cells


def _share(row: Mapping[str, Any], kind: str) -> str:
    found = row.get("kinds", {}).get(kind)
    return f"{found['balanced']:.0%} ({found['opened']})" if found else "–"
