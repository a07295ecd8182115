"""The view "The best units": every property that was looked for, the unit that tracks it best, and
what that is to be measured against."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.unit_findings import findings_figure
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.table import table
from core.ui.theme import colours
from pages.cells.chosen import Chosen


def show_findings(page: LabPage, chosen: Chosen) -> None:
    units = chosen.units
    st.markdown(
        page.text(
            "findings.lead",
            count=f"{units.size * len(units.tracks):,}",
            properties=len(units.properties),
            characters=f"{units.characters:,}",
            shifts=units.shifts,
        )
    )
    found = sorted(units.findings, key=lambda finding: -abs(finding.best[0].check))
    if not found:
        st.info(page.text("findings.nothing"))
        return
    names = [page.text(f"properties.{finding.name}") for finding in found]
    reached = [abs(finding.best[0].check) for finding in found]
    luck = [finding.shifted_most for finding in found]
    letters = [abs(finding.letters) for finding in found]
    labels = (
        page.text("findings.unit"),
        page.text("findings.luck", shifts=units.shifts),
        page.text("findings.letters"),
    )
    chart(
        findings_figure(
            names, reached, luck, letters, colours(), labels=labels, axis=page.text("findings.axis")
        ),
        key="findings",
        alt=page.text(
            "findings.alt",
            count=len(found),
            first=names[0],
            r=f"{reached[0]:.2f}",
            luck=f"{luck[0]:.2f}",
        ),
        table=_numbers(page, chosen),
    )
    rows = [
        (
            name,
            f"{finding.best[0].unit} ({page.text(f'tracks.{finding.best[0].track}')})",
            f"{finding.best[0].r:+.2f}",
            f"{finding.best[0].check:+.2f}",
            "–" if finding.best[0].auc is None else f"{finding.best[0].auc:.2f}",
        )
        for name, finding in zip(names, found, strict=True)
    ]
    table(
        page.texts.list("findings.heads"),
        rows,
        caption=page.text("findings.caption"),
        numeric=frozenset({2, 3, 4}),
    )
    lost = [name for name, finding in zip(names, found, strict=True) if not finding.holds]
    if lost:
        st.caption(page.text("findings.failed", names=", ".join(lost)))
    st.caption(page.text("findings.note"))


def _numbers(page: LabPage, chosen: Chosen) -> pd.DataFrame:
    """All of it, the runners-up too."""
    return pd.DataFrame(
        [
            {
                "property": page.text(f"properties.{finding.name}"),
                "share": finding.share,
                "rank": rank,
                "track": best.track,
                "unit": best.unit,
                "r": best.r,
                "r_other_half": best.check,
                "auc_other_half": best.auc,
                "luckiest_mean": finding.shifted,
                "luckiest_most": finding.shifted_most,
                "r_three_letters": finding.letters,
            }
            for finding in chosen.units.findings
            for rank, best in enumerate(finding.best, 1)
        ]
    )
