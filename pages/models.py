"""Every model behind the labs: its card, its scores beside their baselines, and its files."""

import json
import math
from typing import Any

import streamlit as st

from core.runtime import Artifact
from core.syllabus import syllabus
from core.ui import address
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import device_badge
from core.ui.links import lab_link
from core.ui.models import number, registry, size
from core.ui.style import dress
from core.ui.table import table
from core.ui.take_away import bundle_button, download
from core.ui.texts import page_texts
from core.ui.theme import colours

CURVES = "curves.json"
words = page_texts("models")


def heads(key: str) -> tuple[str, ...]:
    return words.list(f"{key}.heads")


def show_overview(artifacts: tuple[Artifact, ...]) -> None:
    rows = []
    for artifact in artifacts:
        name, score = next(iter(artifact.scores.items()), ("", None))
        rows.append(
            (
                artifact.title,
                artifact.id,
                size(artifact.bytes),
                f"{name.replace('_', ' ')} {number(score.value)}" if score else words("none"),
                f"{score.baseline_name or ''} {number(score.baseline)}".strip()
                if score and score.baseline is not None
                else words("none"),
                artifact.licence,
            )
        )
    table(heads("overview"), rows, caption=words("overview.caption"), numeric=frozenset({2}))


def show_scores(artifact: Artifact) -> None:
    if not artifact.scores:
        st.markdown(words("scores.nothing"))
        return
    rows = [
        (
            name.replace("_", " "),
            number(score.value),
            number(score.baseline) if score.baseline is not None else words("none"),
            score.baseline_name or words("none"),
            words("scores.higher") if score.higher_is_better else words("scores.lower"),
            score.split,
        )
        for name, score in artifact.scores.items()
    ]
    table(heads("scores"), rows, caption=words("scores.caption"), numeric=frozenset({1, 2}))


def sides(specs: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {spec.dtype}[{', '.join(map(str, spec.shape))}]" for name, spec in specs.items()
    )


def show_graphs(artifact: Artifact) -> None:
    served = {role: device.upper() for device, role in artifact.serve.items()}
    rows = [
        (
            role,
            graph.file,
            graph.precision,
            served.get(role, words("none")),
            f"{graph.parity:.1e}" if graph.parity is not None else words("none"),
            sides(graph.inputs),
            sides(graph.outputs),
        )
        for role, graph in artifact.graphs.items()
    ]
    table(heads("graphs"), rows, caption=words("graphs.caption"), numeric=frozenset({4}))
    st.caption(words("graphs.parity"))


def show_curves(artifact: Artifact) -> None:
    if CURVES not in artifact.files:
        return
    import pandas as pd

    from core.figures.curves import curve_rows, loss_curves

    st.header(words("curves.title"), anchor="curves")
    points = json.loads(registry().file(artifact, CURVES).read_text(encoding="utf-8"))["points"]
    held = [point["held_out_loss"] for point in points if point.get("held_out_loss") is not None]
    names = {name: words(f"curves.{name}") for name in (*words.get("curves.names"), "loss")}
    alt = words("curves.alt", title=artifact.title)
    if held:
        first, last, best = (f"{loss:.2f}" for loss in (held[0], held[-1], min(held)))
        alt += " " + words("curves.alt_held", first=first, last=last, best=best)
        if "perplexity" in (points[-1].get("scores") or {}):
            st.markdown(words("curves.says_words", loss=last, ppl=f"{math.exp(held[-1]):.1f}"))
        else:
            st.markdown(words("curves.says", first=first, last=last, best=best))
    chart(
        loss_curves(points, colours(), names),
        key=f"curves-{artifact.id}",
        alt=alt,
        table=pd.DataFrame(curve_rows(points)),
    )


def show_origin(artifact: Artifact) -> None:
    st.header(words("corpora.title"), anchor="corpora")
    if artifact.corpora:
        texts = [(ref.id, ref.licence, ref.attribution) for ref in artifact.corpora]
        table(heads("corpora"), texts, caption=words("corpora.caption"))
    else:
        st.markdown(words("corpora.nothing"))
    st.header(words("recipe.title"), anchor="recipe")
    rows = flat(artifact.recipe)
    rows.append((words("recipe.seed"), str(artifact.seed)))
    if artifact.commit:
        rows.append((words("recipe.commit"), artifact.commit[:12]))
    rows += artifact.versions.items()
    table(heads("recipe"), rows, caption=words("recipe.caption"))


def flat(recipe: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    """A recipe's entries, nested ones with a dot between the names."""
    rows: list[tuple[str, str]] = []
    for name, value in recipe.items():
        if isinstance(value, dict):
            rows += flat(value, f"{before}{name}.")
        else:
            rows.append((f"{before}{name}".replace("_", " "), str(value)))
    return rows


def show_files(artifact: Artifact) -> None:
    st.header(words("files.title"), anchor="files")
    st.markdown(words("files.lead"))
    bundle_button(artifact, "models")
    with st.container(horizontal=True, key="u-files"):
        for name in artifact.files:
            download(artifact, name, "models")
    rows = [(name, size(entry.bytes), entry.sha256) for name, entry in artifact.files.items()]
    table(heads("files"), rows, caption=words("files.caption"), numeric=frozenset({1}))


def show_card(artifact: Artifact) -> None:
    st.header(artifact.title, anchor="card")
    facts = (artifact.id, size(artifact.bytes), artifact.licence, artifact.language)
    st.markdown(words("facts").format(*facts))
    for lab in syllabus().labs_with(artifact.id):
        lab_link(lab, words("lab", title=lab.title))
    if artifact.notes:
        st.markdown(artifact.notes)
    st.header(words("scores.title"), anchor="scores")
    show_scores(artifact)
    with calm():
        show_curves(artifact)
    st.header(words("graphs.title"), anchor="graphs")
    show_graphs(artifact)
    show_origin(artifact)
    show_files(artifact)


dress()
st.title(words("title"), anchor=False)
with st.container(key="u-idea"):
    st.markdown(words("idea"))
device_badge()
with calm():
    artifacts = registry().artifacts()
    for name in registry().damaged():
        st.warning(words("damaged", name=name), icon=":material/inventory_2:")
    if not artifacts:
        st.warning(words("nothing"), icon=":material/inventory_2:")
    else:
        show_overview(artifacts)
        ids = [artifact.id for artifact in artifacts]
        chosen = address.choice(words("choose"), ids, key="model", widget=st.pills)
        show_card(registry().artifact(chosen))
