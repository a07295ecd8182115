"""What a visitor can carry off: the bundle, the ONNX files, three lines of Python."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.runtime import Artifact
from core.ui.links import page_link
from core.ui.models import registry, size
from core.ui.texts import frame_texts


def _read(artifact: Artifact, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        return registry().file(artifact, name).read_bytes()

    return read


def _bundle(artifact: Artifact) -> Callable[[], bytes]:
    def pack() -> bytes:
        from core.runtime.bundle import bundle_bytes

        return bundle_bytes(artifact, registry())

    return pack


def download(artifact: Artifact, name: str, place: str) -> None:
    """A button for one of its files, read and checked when it is pressed."""
    st.download_button(
        f"{name} · {size(artifact.files[name].bytes)}",
        _read(artifact, name),
        file_name=f"{artifact.id}-{name.replace('/', '-')}",
        mime="application/octet-stream",
        key=f"u-file-{place}-{artifact.id}-{name}",
        on_click="ignore",
        icon=":material/download:",
    )


def bundle_button(artifact: Artifact, place: str) -> None:
    """A button for the bundle, packed when it is pressed."""
    st.download_button(
        f"{artifact.id} · {frame_texts()('bundle')}",
        _bundle(artifact),
        file_name=f"{artifact.id}.zip",
        mime="application/zip",
        key=f"u-bundle-{place}-{artifact.id}",
        on_click="ignore",
        type="primary",
        icon=":material/inventory_2:",
    )


def take_away(artifacts: list[Artifact], python: str | None) -> None:
    """The section's standard content for the models behind a lab."""
    words = frame_texts()
    if not artifacts:
        return
    st.markdown(words("known_bundle"))
    for artifact in artifacts:
        graphs = sorted({graph.file for graph in artifact.graphs.values()})
        with st.container(horizontal=True, key=f"u-carry-{artifact.id}"):
            bundle_button(artifact, "lab")
            for name in graphs:
                download(artifact, name, "lab")
    st.markdown(words("in_python"))
    call = python or "help(model)"
    st.code(
        f'from core.runtime import load\nmodel = load("{artifacts[0].id}")\n{call}',
        language="python",
        wrap_lines=True,
    )
    page_link("models.py", "models", words("card_more"), query={"model": artifacts[0].id})
