"""Graphs as sentences: walks through the karate club, what skip-gram and a graph net make of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.figures.distribution import percent
from core.figures.graphs import graph_walk, node_plane
from core.figures.senses import grouped_bars
from core.runtime.tasks.graph_vectors import GraphVectors, LearnedGraph
from core.ui import address
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import LabPage, lab
from core.ui.theme import colours
from core.ui.turns import next_turn, turn

NEAR = 6


def show_walk(page: LabPage, graph: LearnedGraph) -> None:
    left, right = st.columns(2)
    with left:
        start = address.slider(page.text("try_it.start"), 1, graph.nodes, 1, key="start")
        length = address.slider(page.text("try_it.length"), 3, 40, 12, key="steps")
    with right:
        p = address.slider(
            page.text("try_it.p"), 0.1, 5.0, 1.0, key="p", help=page.text("try_it.p_help")
        )
        q = address.slider(page.text("try_it.q"), 0.1, 5.0, 1.0, key="q")
    seed = address.number_input(page.text("try_it.seed"), 0, 9999, 1, key="seed")
    walk = graph.walk(start - 1, length, p=p, q=q, seed=seed)
    said = " ".join(str(node + 1) for node in walk)
    place = graph.layout if graph.layout is not None else graph.walk_plane
    chart(
        graph_walk(
            place,
            graph.edges,
            graph.labels,
            graph.classes,
            walk,
            colours(),
            play=page.text("try_it.play"),
        ),
        key="walk",
        alt=page.text("try_it.alt", walk=said),
        table=pd.DataFrame({"step": range(1, len(walk) + 1), "member": [n + 1 for n in walk]}),
    )
    st.markdown(page.text("try_it.sentence", walk=said))
    st.subheader(page.text("try_it.plane_title"), anchor="walk-vectors")
    chart(
        node_plane(graph.walk_plane, graph.labels, graph.classes, colours(), picked=start - 1),
        key="walk-plane",
        alt=page.text("try_it.plane_alt"),
        table=places(graph.walk_plane, graph),
    )
    settings = graph.walk_settings
    st.caption(
        page.text(
            "try_it.plane_says",
            walks=int(settings["walks"]) * graph.nodes,
            length=int(settings["length"]),
            width=int(settings["width"]),
        )
    )
    near = [
        page.text(
            "try_it.near_linked" if found.linked else "try_it.near_apart",
            node=found.node + 1,
            cosine=found.cosine,
        )
        for found in graph.nearest(start - 1, NEAR)
    ]
    st.markdown(page.text("try_it.near", node=start, near=", ".join(near)))


def places(at: np.ndarray, graph: LearnedGraph) -> pd.DataFrame:
    names = [graph.classes[int(label)] for label in graph.labels]
    return pd.DataFrame(
        {"node": range(1, graph.nodes + 1), "class": names, "x": at[:, 0], "y": at[:, 1]}
    )


def show_net(page: LabPage, graph: LearnedGraph) -> None:
    epoch: int | str
    if graph.snapshots:
        epochs = [snapshot.epoch for snapshot in graph.snapshots]
        epoch = st.select_slider(
            page.text("look_inside.epoch"), epochs, epochs[-1], key="epoch", bind="query-params"
        )
        shown = graph.snapshots[epochs.index(epoch)]
        at, accuracy = shown.plane, percent(shown.accuracy)
    else:
        epoch, at = "–", graph.net_plane
        accuracy = percent(graph.accuracy(graph.predict()))
    chart(
        node_plane(at, graph.labels, graph.classes, colours()),
        key="net-plane",
        alt=page.text("look_inside.epoch_alt", epoch=epoch),
        table=places(at, graph),
    )
    st.markdown(page.text("look_inside.epoch_says", epoch=epoch, accuracy=accuracy))


def show_cut(page: LabPage, graph: LearnedGraph) -> None:
    st.subheader(page.text("look_inside.cut_title"), anchor="cut")
    st.markdown(page.text("look_inside.cut_lead"))
    node = address.slider(
        page.text("look_inside.cut"), 1, graph.nodes, min(9, graph.nodes), key="cut"
    )
    kept = graph.edges[(graph.edges != node - 1).all(axis=1)]
    before, after = graph.predict(), graph.predict(kept)
    own = int(before.classes[node - 1])
    st.markdown(
        page.text(
            "look_inside.cut_says",
            name=graph.classes[own],
            node=node,
            before=percent(float(before.probabilities[node - 1, own])),
            after=percent(float(after.probabilities[node - 1, own])),
            degree=graph.degree(node - 1),
            changed=int((before.classes != after.classes).sum()),
        )
    )


def show_cora(page: LabPage, graphs: GraphVectors, graph: LearnedGraph) -> None:
    st.subheader(page.text("look_inside.cora_title"), anchor="cora")
    st.markdown(
        page.text(
            "look_inside.cora_lead",
            nodes=graph.nodes,
            links=len(graph.edges),
            classes=len(graph.classes),
            labelled=len(graph.train),
        )
    )
    planes = (("cora_walks", graph.walk_plane), ("cora_net", graph.net_plane))
    for column, (name, at) in zip(st.columns(2), planes, strict=True):
        said = page.text(f"look_inside.{name}")
        with column:
            st.markdown(f"#### {said}")
            chart(
                node_plane(at, graph.labels, graph.classes, colours()),
                key=name,
                alt=page.text("look_inside.cora_alt", name=said),
                table=places(at, graph),
            )
    show_scores(page, [graphs.graph(name) for name in graphs.names])


def show_scores(page: LabPage, both: list[LearnedGraph]) -> None:
    st.markdown("#### " + page.text("look_inside.scores_title"))
    names: dict[str, str] = page.texts.get("look_inside.score_names")
    tints = {"cora": colours().prediction, "karate": colours().candidate}
    series = [
        (
            graph.name.title(),
            [graph.scores[key] for key in names],
            tints.get(graph.name, colours().state),
        )
        for graph in both
    ]
    chart(
        grouped_bars(list(names.values()), series, axis=page.text("look_inside.scores_axis")),
        key="graph-scores",
        alt=page.text("look_inside.scores_alt"),
        table=pd.DataFrame(
            {"method": list(names.values()), **{name: values for name, values, _ in series}}
        ),
    )
    cora = next(graph for graph in both if graph.name == "cora")
    st.caption(
        page.text(
            "look_inside.scores_note",
            mean=percent(cora.scores["gcn_mean"]),
            deviation=percent(cora.scores["gcn_deviation"]),
        )
    )


def show_guess(page: LabPage, graph: LearnedGraph) -> None:
    asked = turn(page.lab.address)
    node = int(
        graph.test[(asked * 7 + 3) % len(graph.test)]
    )  # 7 steps on, so that halves alternate
    near = ", ".join(str(other + 1) for other in graph.neighbours(node))
    with st.form(f"half-{asked}", border=False):
        mine = st.radio(
            page.text("predict.question", node=node + 1, neighbours=near),
            graph.classes,
            index=None,
            key=f"mine-{asked}",
        )
        checked = st.form_submit_button(page.text("predict.check"))
    if checked and mine is not None:
        name = graph.label(node)
        p = percent(float(graph.predict().probabilities[node, int(graph.labels[node])]))
        if mine == name:
            st.success(page.text("predict.right", name=name, p=p))
        else:
            st.info(page.text("predict.wrong", name=name, p=p))

    next_turn(page.lab.address, page.text("predict.another"))


with lab("graphs-as-sentences") as page:
    graphs: GraphVectors = page.task("graph-vectors")
    club = graphs.graph("karate")
    with page.try_it(), calm():
        show_walk(page, club)
    with page.look_inside():
        with calm():
            show_net(page, club)
            show_cut(page, club)
        with calm():
            show_cora(page, graphs, graphs.graph("cora"))
    with page.predict(), calm():
        show_guess(page, club)
    with page.take_away():
        pass
