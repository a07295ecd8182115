"""Runs pages without a browser, over small generated artifacts or none at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.runtime import default_registry

PROJECT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., AppTest]
TROUBLE = "Something went wrong"


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OpenPage]:
    """`open_page("tokens.py", artifacts=root, prompt="hello")` runs pages/tokens.py once, over the
    artifacts in `root` (an empty folder if not given), with the rest as the address's parameters.
    """

    def run(file: str, *, artifacts: Path | None = None, **parameters: str) -> AppTest:
        monkeypatch.setenv("UNROLLED_ARTIFACTS", str(artifacts or tmp_path / "nothing"))
        default_registry.cache_clear()
        st.cache_resource.clear()
        page = AppTest.from_file(str(PROJECT / "pages" / file), default_timeout=60)
        for name, value in parameters.items():
            page.query_params[name] = value
        return page.run()

    yield run
    default_registry.cache_clear()
    st.cache_resource.clear()


def said(page: AppTest) -> str:
    """All text of a page: markdown, HTML, headings, captions, warnings and errors."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "warning", "error", "info")
    texts = [str(element.value) for kind in kinds for element in page.get(kind)]
    texts += [str(element.proto.body) for element in page.get("html")]
    return "\n".join(texts)


def sound(page: AppTest) -> str:
    """The page's text; fails where anything went wrong that is not told in a sentence."""
    assert not page.exception
    text = said(page)
    assert TROUBLE not in text
    return text
