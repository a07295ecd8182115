"""A visitor's own words on the plane that fits them best."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import streamlit as st

from core.figures.distribution import percent
from core.figures.word_map import Cloud, word_map
from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors import WordVectors
from core.ui import address
from core.ui.chart import chart
from core.ui.frame import LabPage
from core.ui.theme import colours

OWN_WORDS = 200
OWN_KILOBYTES = 64


def read_own(page: LabPage, text: str) -> list[str]:
    """The words of a list, in order, without repetitions."""
    file = st.file_uploader(
        page.text("look_inside.upload", size=OWN_KILOBYTES), type=["txt", "csv"], key="file"
    )
    if file is not None:
        if file.size > OWN_KILOBYTES * 1000:
            raise BadInput(page.text("look_inside.too_large", size=OWN_KILOBYTES, most=OWN_WORDS))
        try:
            text = file.getvalue().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadInput(page.text("look_inside.unreadable")) from error
    return [*dict.fromkeys(word for word in re.split(r"[\s,;]+", text) if word)]


def show_own(page: LabPage, task: WordVectors) -> None:
    st.subheader(page.text("look_inside.own_title"), anchor="own-words")
    st.markdown(page.text("look_inside.own_lead", most=OWN_WORDS))
    text = address.text_area(
        page.text("look_inside.own"), page.text("look_inside.own_words"), key="own", most=2_000
    )
    typed = read_own(page, text)
    if len(typed) > OWN_WORDS:
        left = len(typed) - OWN_WORDS
        st.caption(page.text("look_inside.own_cut", most=OWN_WORDS, left=left))
    kept = typed[:OWN_WORDS]
    known = [word for word in kept if word in task]
    unknown = [word[:30] for word in kept if word not in task]
    if unknown:
        some = ", ".join(unknown[:12]) + (" …" if len(unknown) > 12 else "")
        st.caption(page.text("look_inside.own_unknown", words=some))
    if len(known) < 3:
        raise BadInput(page.text("look_inside.own_few"))
    rows = task.vectors(known)
    centred = rows - rows.mean(axis=0)
    left_vectors, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    at = left_vectors[:, :2] * strengths[:2]
    at = at / max(float(np.abs(at).max()), 1e-9)
    share = float((strengths[:2] ** 2).sum() / max(float((strengths**2).sum()), 1e-9))
    chart(
        word_map(Cloud(known, at), colours(), picked=range(len(known))),
        key="own-map",
        alt=page.text("look_inside.own_alt", count=len(known)),
        table=pd.DataFrame(at, index=pd.Index(known, name="word"), columns=["x", "y"]),
        height=440,
    )
    st.caption(page.text("look_inside.own_says", share=percent(share)))
