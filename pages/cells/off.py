"""The view "Switch it off": what the excerpt costs more without the unit, and which letters do."""

from __future__ import annotations

from collections.abc import Sequence
from string import punctuation

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.figures.distribution import percent
from core.figures.unit_activation import VISIBLE, lost_figure
from core.runtime.tasks.character_model import Hold
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.painted_text import painted_text
from core.ui.table import table
from core.ui.theme import colours
from pages.cells.chosen import Chosen
from pages.cells.coloured import MONO
from pages.cells.reading import Reading, read

OTHERS = 4  # units switched off one by one for comparison, the same for every unit of a model
FULL = 2.0  # bits at full colour
LISTED, CHANCES = 6, 3
Floats = NDArray[np.float32]


def show_off(page: LabPage, chosen: Chosen) -> None:
    if not chosen.excerpt.text.strip():
        st.info(page.text("try_it.nothing"))
        return
    st.markdown(page.text("off.lead"))
    kind = address.choice(
        page.text("off.kind"),
        ["zero", "mean"],
        key="hold",
        widget=st.segmented_control,
        format_func=lambda name: page.text(f"off.{name}"),
    )
    track = chosen.units.tracks[0]  # the cell, where there is one: what is carried on
    plain, held = read(chosen), read(chosen, _hold(chosen, track, chosen.unit, kind))
    lost = held.bits - plain.bits
    others = np.array(
        [
            float((read(chosen, _hold(chosen, track, unit, kind)).bits - plain.bits).mean())
            for unit in other_units(chosen.units.size, chosen.unit)
        ]
    )
    other = float(others.mean()) if len(others) else 0.0
    st.markdown(
        page.text(
            "off.says",
            unit=chosen.unit,
            before=f"{plain.bits.mean():.3f}",
            after=f"{held.bits.mean():.3f}",
            lost=f"{lost.mean():+.4f}",
            others=len(others),
            other=f"{other:+.4f}",
            most=f"{others.max(initial=0.0):+.4f}",
        )
    )
    place = _choose_letter(page, lost)
    painted_text(
        plain.letters,
        [-float(value) for value in lost],
        label=page.text("off.painted", unit=chosen.unit),
        lang=chosen.language,
        span=FULL,
        direction="rtl" if chosen.right_to_left else None,
        mono=chosen.task.artifact.id in MONO,
        chosen=place,
    )
    st.caption(page.text("off.legend", full=f"{FULL:.0f}"))
    _show_lost(page, chosen, plain, lost, other, place)
    _show_chances(page, chosen, plain, held, place)
    _show_measured(page, chosen, kind)


def other_units(size: int, unit: int) -> list[int]:
    """The units that any one is compared with: drawn once for a model of that size."""
    drawn = np.random.default_rng(size).permutation(size)
    return [int(other) for other in drawn if other != unit][:OTHERS]


def _hold(chosen: Chosen, track: str, unit: int, kind: str) -> Hold:
    value = 0.0 if kind == "zero" else chosen.units.mean[track][unit]
    return Hold(track, value, (unit,))


def _choose_letter(page: LabPage, lost: Floats) -> int:
    at = address.number_input(page.text("off.at"), 0, len(lost), 0, key="at", width=260)
    return int(np.argmax(lost)) if at == 0 else min(at, len(lost)) - 1


def _written(letters: Sequence[str]) -> str:
    return "".join(
        VISIBLE.get(letter, letter) if letter in "\n\t" else letter for letter in letters
    )


def _show_lost(
    page: LabPage, chosen: Chosen, plain: Reading, lost: Floats, other: float, place: int
) -> None:
    worst = [int(t) for t in np.argsort(-lost)[:LISTED]]
    heads = page.texts.list("off.heads")
    rows = [
        (
            t + 1,
            _written(plain.letters[max(0, t - 24) : t]) + f" [{_written([plain.letters[t]])}]",
            f"{plain.bits[t]:.2f}",
            f"{plain.bits[t] + lost[t]:.2f}",
        )
        for t in worst
    ]
    chart(
        lost_figure(
            plain.letters,
            [float(value) for value in lost],
            other,
            colours(),
            axis=page.text("off.axis"),
            others_label=page.text("off.others_label"),
            chosen=place,
            right_to_left=chosen.right_to_left,
        ),
        key="lost",
        alt=page.text(
            "off.alt",
            unit=chosen.unit,
            lost=f"{lost.max():.2f}",
            letter=_written([plain.letters[worst[0]]]),
            mean=f"{lost.mean():.4f}",
        ),
        table=pd.DataFrame(
            {
                page.text("try_it.head_letter"): plain.letters,
                heads[2]: plain.bits,
                heads[3]: plain.bits + lost,
            }
        ),
    )
    st.markdown(f"**{page.text('off.worst')}**")
    table(heads, rows, caption=page.text("off.worst"), numeric=frozenset({0, 2, 3}))


def _show_chances(page: LabPage, chosen: Chosen, plain: Reading, held: Reading, place: int) -> None:
    if place == 0 and not chosen.excerpt.lead:
        st.caption(page.text("off.first"))
        return
    letter, label = plain.letters[place], chosen.task.vocabulary.label
    before, after = plain.before[place], held.before[place]
    kl = float((np.exp(before) * (before - after)).sum() / np.log(2))
    rows = [
        (
            rank + 1,
            _chance(label(int(one)), float(before[one])),
            _chance(label(int(other)), float(after[other])),
        )
        for rank, (one, other) in enumerate(
            zip(np.argsort(-before)[:CHANCES], np.argsort(-after)[:CHANCES], strict=True)
        )
    ]
    said = page.text(
        "off.chances",
        place=place + 1,
        letter=markdown_plain(VISIBLE.get(letter, letter)),
        before=percent(float(np.exp(before[plain.ids[place]]))),
        after=percent(float(np.exp(after[plain.ids[place]]))),
        kl=f"{kl:.2f}",
    )
    st.markdown(said)
    table(page.texts.list("off.chance_heads"), rows, caption=page.text("off.chances_caption"))


def markdown_plain(text: str) -> str:
    """The text as markdown shows it unchanged."""
    return "".join(f"\\{sign}" if sign in punctuation else sign for sign in text)


def _chance(letter: str, log_prob: float) -> str:
    return f"\u2068{VISIBLE.get(letter, letter)}\u2069 {percent(float(np.exp(log_prob)))}"


def _show_measured(page: LabPage, chosen: Chosen, kind: str) -> None:
    """What the same costs on the whole sample, where this was measured with the findings."""
    found = [one for one in chosen.units.findings if one.best[0].unit == chosen.unit]
    if not found:
        return
    st.markdown(page.text("off.measured", unit=chosen.unit, others=chosen.units.others))
    rows = [
        (
            page.text(f"properties.{one.name}"),
            f"{one.off[kind].where_true:+.4f}",
            f"{one.off[kind].others_where_true:+.4f}",
            f"{one.off[kind].everywhere:+.4f}",
            f"{one.off[kind].others:+.4f}",
        )
        for one in found
    ]
    table(
        page.texts.list("off.measured_heads"),
        rows,
        caption=page.text("off.measured_caption"),
        numeric=frozenset({1, 2, 3, 4}),
    )
