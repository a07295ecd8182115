"""One-hot or embedding: the same sentence as both, their memory, and the distances they give."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import streamlit as st

from core.figures.matrices import (
    FOLDS,
    distances,
    embedding_map,
    one_hot_map,
    pair_map,
    sizes_bars,
)
from core.runtime.errors import BadInput
from core.runtime.tasks.word_vectors import WordVectors
from core.text.plain_words import segments
from core.ui.address import choice, text_input
from core.ui.calm import calm
from core.ui.chart import chart
from core.ui.frame import LabPage, lab
from core.ui.theme import colours

MOST_WORDS = 16
VOCABULARIES = (100, 1000, 10_000, 30_000, 100_000, 1_000_000)
BYTES = 4  # of a float32
NUMBERED = 9  # words up to which the distances are written into the matrix
PAIRS_ASKED = 4
CLOSEST = 3  # pairs named under the matrices


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence that have vectors, in order, with their places by frequency."""

    words: tuple[str, ...]
    ranks: tuple[int, ...]
    rows: np.ndarray  # [T, D], length 1 each
    unknown: tuple[str, ...]
    left: int  # words beyond MOST_WORDS

    def different(self) -> list[int]:
        """Places of the first occurrence of each word."""
        return [place for place, word in enumerate(self.words) if word not in self.words[:place]]


def read_sentence(page: LabPage, task: WordVectors, text: str) -> Sentence:
    typed = [word for part in segments(text) for word in part]
    if not typed:
        raise BadInput(page.text("try_it.empty"))
    kept = typed[:MOST_WORDS]
    known = [word for word in kept if word in task]
    if not known:
        raise BadInput(page.text("try_it.none_known"))
    return Sentence(
        words=tuple(known),
        ranks=tuple(task.entry(word).rank for word in known),
        rows=task.vectors(known),
        unknown=tuple(dict.fromkeys(word for word in kept if word not in task)),
        left=len(typed) - len(kept),
    )


def show_notes(page: LabPage, sentence: Sentence, size: int) -> None:
    if sentence.left:
        st.caption(page.text("try_it.cut", most=MOST_WORDS, left=sentence.left))
    if sentence.unknown:
        st.caption(page.text("try_it.unknown", words=", ".join(sentence.unknown)))
    ranked = zip(sentence.words, sentence.ranks, strict=True)
    beyond = dict.fromkeys(word for word, rank in ranked if rank >= size)
    if beyond:
        st.caption(page.text("try_it.beyond", size=size, words=", ".join(beyond)))


def show_matrices(page: LabPage, sentence: Sentence, size: int) -> None:
    rows, dimensions = sentence.rows.shape
    st.markdown("### " + page.text("try_it.one_hot_title", rows=rows, columns=size))
    fold = ""
    if size > FOLDS:
        fold = page.text("try_it.fold", shown=FOLDS, each=round(size / FOLDS))
    st.caption(page.text("try_it.one_hot_note", columns=size, fold=fold))
    chart(
        one_hot_map(
            sentence.ranks,
            sentence.words,
            size,
            colours(),
            axis=page.text("try_it.one_hot_axis"),
        ),
        key="one-hot",
        alt=page.text("try_it.one_hot_alt", rows=rows),
        table=pd.DataFrame({"word": sentence.words, "index of the 1": sentence.ranks}),
    )
    st.markdown("### " + page.text("try_it.embedding_title", rows=rows, columns=dimensions))
    st.caption(page.text("try_it.embedding_note"))
    chart(
        embedding_map(
            sentence.rows, sentence.words, colours(), axis=page.text("try_it.embedding_axis")
        ),
        key="embedding",
        alt=page.text("try_it.embedding_alt", rows=rows, columns=dimensions),
        table=pd.DataFrame(sentence.rows, index=pd.Index(sentence.words, name="word")),
    )


def in_words(page: LabPage, count: float) -> str:
    """Bytes as a person says them."""
    units = page.texts.list("try_it.units")
    power = min(len(units) - 1, int(np.log10(max(1.0, count)) // 3))
    return f"{count / 1000**power:,.3g} {units[power]}"


def show_memory(page: LabPage, sentence: Sentence, size: int) -> None:
    words, dimensions = sentence.rows.shape
    names: dict[str, str] = page.texts.get("try_it.memory_names")
    sizes = {
        "sentence_one_hot": words * size * BYTES,
        "sentence_embedding": words * dimensions * BYTES,
        "table_one_hot": size * size * BYTES,
        "table_embedding": size * dimensions * BYTES,
    }
    st.subheader(page.text("try_it.memory_title"), anchor="memory")
    st.markdown(page.text("try_it.memory_lead"))
    said = {name: in_words(page, count) for name, count in sizes.items()}
    chart(
        sizes_bars(
            [names[name] for name in sizes],
            list(sizes.values()),
            list(said.values()),
            [colours().rival, colours().state] * 2,
            colours(),
        ),
        key="memory",
        alt=page.text("try_it.memory_alt"),
        table=pd.DataFrame({"what": [names[name] for name in sizes], "bytes": sizes.values()}),
    )
    st.markdown(
        page.text(
            "try_it.memory_line",
            size=size,
            ratio=size / dimensions,
            table=said["table_embedding"],
            full=said["table_one_hot"],
        )
    )


def show_distances(page: LabPage, sentence: Sentence) -> None:
    places = sentence.different()
    if len(places) < 2:
        st.info(page.text("look_inside.one_word"))
        return
    words = [sentence.words[place] for place in places]
    learned = distances(sentence.rows[places])
    apart = distances(np.eye(len(words)))
    ordered = sorted(combinations(range(len(words)), 2), key=lambda pair: learned[pair])
    (a, b), (c, d) = ordered[0], ordered[-1]
    high = max(float(learned.max()), float(apart.max()))
    numbers = len(words) <= NUMBERED
    left, right = st.columns(2)
    with left:
        st.markdown("#### " + page.text("look_inside.one_hot_pairs"))
        chart(
            pair_map(apart, words, colours(), low=0, high=high, numbers=numbers),
            key="one-hot-pairs",
            alt=page.text("look_inside.one_hot_pairs_alt"),
        )
    with right:
        st.markdown("#### " + page.text("look_inside.embedding_pairs"))
        chart(
            pair_map(learned, words, colours(), low=0, high=high, numbers=numbers),
            key="embedding-pairs",
            alt=page.text(
                "look_inside.embedding_pairs_alt",
                low=learned[a, b],
                near=f"{words[a]}, {words[b]}",
                high=learned[c, d],
                far=f"{words[c]}, {words[d]}",
            ),
        )
    near = ", ".join(apart_in_words(page, words, learned, pair) for pair in ordered[:CLOSEST])
    far = apart_in_words(page, words, learned, ordered[-1])
    st.markdown(page.text("look_inside.nearest", near=near, far=far))


def apart_in_words(
    page: LabPage, words: list[str], learned: np.ndarray, pair: tuple[int, int]
) -> str:
    a, b = pair
    return page.text("look_inside.apart", a=words[a], b=words[b], distance=learned[pair])


def show_lookup(page: LabPage, sentence: Sentence, size: int) -> None:
    """X · W computed on the table of the sentence's own words, against picking the rows."""
    places = sentence.different()
    words = [sentence.words[place] for place in places]
    table = sentence.rows[places]
    ids = [words.index(word) for word in sentence.words]
    product = np.eye(len(words), dtype=np.float32)[ids] @ table
    error = float(np.abs(product - table[ids]).max())
    st.subheader(page.text("look_inside.lookup_title"), anchor="look-up")
    products = len(sentence.words) * size * table.shape[1]
    st.markdown(page.text("look_inside.lookup", words=len(words), error=error, products=products))


def show_guess(page: LabPage, sentence: Sentence) -> None:
    """A few pairs, the closest among them; the answer only after a guess."""
    places = sentence.different()
    words = [sentence.words[place] for place in places]
    if len(words) < 3:
        st.info(page.text("predict.too_few"))
        return
    learned = distances(sentence.rows[places])
    ordered = sorted(combinations(range(len(words)), 2), key=lambda pair: learned[pair])
    spread = np.unique(np.linspace(0, len(ordered) - 1, PAIRS_ASKED).round().astype(int))
    asked = sorted((ordered[place] for place in spread), key=lambda pair: words[pair[0]][::-1])
    names = {pair: page.text("predict.pair", a=words[pair[0]], b=words[pair[1]]) for pair in asked}
    with st.form("pairs", border=False):
        mine = st.radio(page.text("predict.question"), asked, format_func=lambda pair: names[pair])
        checked = st.form_submit_button(page.text("predict.check"))
    if not checked:
        return
    best = ordered[0]
    values = {"a": words[best[0]], "b": words[best[1]], "distance": learned[best]}
    if mine == best:
        st.success(page.text("predict.right", **values), icon=":material/check:")
    else:
        said = page.text("predict.wrong", **values, mine=learned[mine])
        st.info(said, icon=":material/straighten:")


with lab("one-hot-or-embedding") as page:
    sentence: Sentence | None = None
    size = VOCABULARIES[3]
    with page.try_it():
        task: WordVectors = page.task("word-vectors")
        left, right = st.columns([3, 1])
        with left:
            text = text_input(
                page.text("try_it.sentence"),
                page.text("try_it.default"),
                key="sentence",
                most=300,
                placeholder=page.text("try_it.placeholder"),
            )
        with right:
            size = choice(
                page.text("try_it.vocabulary"),
                VOCABULARIES,
                key="n",
                default=size,
                format_func=lambda count: f"{count:,}",
            )
        with calm():
            sentence = read_sentence(page, task, text)
            show_notes(page, sentence, size)
            show_matrices(page, sentence, size)
            show_memory(page, sentence, size)
    if sentence is not None:
        with page.look_inside():
            show_distances(page, sentence)
            show_lookup(page, sentence, size)
        with page.predict():
            show_guess(page, sentence)
    with page.take_away():
        pass
