"""Character models of some kilobytes, written by the real graph writers, so that tests of the task
and of pages need no trained weights.

The weights are set by hand. The first units copy the letter just read, and the output turns them
into what followed that letter in a little text; n-gram tables, where there are any, say the same of
longer beginnings. One unit counts the letters of the line (it rises until a newline empties it),
one those of the word; the rest is random. So a tiny model writes words of its text.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
import onnx

from core.models.character_rnn import CharacterRNNConfig
from core.runtime import Artifact
from core.text.characters import CharacterVocabulary
from core.text.persian import verse_alphabet
from core.training.character_text import POETS
from export.graphs.character_model import sequence_graph, small_step_graph
from tests.support.tiny_artifacts import TinyArtifacts

Floats = np.ndarray
RANDOM_UNITS = 6
LINE, WORD = 0, 1  # places of the counting units after those that copy
NGRAMS = ((2, 61), (3, 251), (4, 499))

ENGLISH = """The river runs below the hill,
And all the evening air is still,
The stars are on the water now,
A bird is silent on the bough.

Come, little light, and stay with me,
Until the ships are home from sea,
"The night is long," the mother said,
And laid the sleeping child in bed.


Who walks upon the silver sand?
A lantern trembles in his hand;
He sings of summer, sings of rain,
And no one hears him sing again.


"""
PERSIAN = """بنام خداوند جان و خرد\tکزین برتر اندیشه برنگذرد
خداوند نام و خداوند جای\tخداوند روزی‌ده رهنمای
خداوند کیوان و گردان سپهر\tفروزنده ماه و ناهید و مهر

توانا بود هر که دانا بود\tز دانش دل پیر برنا بود
چو ایران نباشد تن من مباد\tبدین بوم و بر زنده یک تن مباد

اسرار ازل را نه تو دانی و نه من\tوین حرف معما نه تو خوانی و نه من
هست از پس پرده گفتگوی من و تو\tچون پرده برافتد نه تو مانی و نه من

"""
MARKUP = """  <page>
    <title>Lighthouse</title>
    <text>A '''lighthouse''' is a [[tower]] with a bright [[light|lamp]] at the top.
== History ==
The first was built at [[Alexandria]].<ref>{{cite book|title=The Tower}}</ref>
* [[Harbour]]
{{stub}}
</text>
  </page>
  <page>
    <title>Harbour</title>
    <text>A '''harbour''' is a place where [[ship]]s are safe; see [[lighthouse]] – café.
{{stub}}
</text>
  </page>
"""
LATEX = r"""\section{Introduction}
\label{section-introduction}

\noindent
Let $X$ be a scheme. In this chapter we study the maps $f : X \to Y$.

\begin{lemma}
\label{lemma-first}
Let $f : X \to Y$ be a morphism of schemes. If $f$ is flat, then $f_*\mathcal{O}_X$ is flat.
\end{lemma}

\begin{proof}
Let $U \subset X$ be open. Then $U \to Y$ is flat, see Lemma \ref{lemma-first}.
\end{proof}

"""
CURVES = {
    "version": 1,
    "points": [
        {
            "step": 50 * (place + 1),
            "tokens": 320_000 * (place + 1),
            "epochs": 0.1 * (place + 1),
            "learning_rate": 0.003,
            "seconds": 30.0 * (place + 1),
            "train_loss": 1.2 + 2.0 * 0.6**place,
            "held_out_loss": 1.3 + 2.0 * 0.6**place,
            "scores": {
                "bits_per_id": (1.3 + 2.0 * 0.6**place) / 0.6931,
                "bits_per_byte": (1.3 + 2.0 * 0.6**place) / 0.6931,
            },
        }
        for place in range(5)
    ],
}


def add_character_model(
    artifacts: TinyArtifacts,
    id: str = "english-verse",
    cell: str = "LSTM",
    ngrams: tuple[tuple[int, int], ...] = NGRAMS,
    conditions: tuple[str, ...] = (),
    vocabulary: CharacterVocabulary | None = None,
    language: str = "en",
    *,
    text: str = ENGLISH,
    corpus: str = "english-poetry",
    files: dict[str, bytes] | None = None,
    **fields: Any,
) -> Artifact:
    """Put a tiny model of `text` among `artifacts`; `files` are added to its folder."""
    vocabulary = vocabulary or CharacterVocabulary.from_counts(Counter(text))
    config, graphs = _graphs(vocabulary.to_json(), text, cell, ngrams, conditions)
    values: dict[str, Any] = {
        "title": f"{id}, tiny",
        "language": language,
        "graphs": graphs,
        "precision": {"sequence": "float16-storage", "step-int8": "int8"},
        "files": {
            "tokenizer.json": vocabulary.to_json().encode(),
            "config.json": json.dumps(config.to_dict()).encode(),
            "curves.json": json.dumps(CURVES).encode(),
            "held_out.txt": text.encode(),
            **(files or {}),
        },
        "serve": {"cpu": "step-int8", "cuda": "sequence"},
        "vocabulary_sha256": vocabulary.sha256,
        "corpora": [{"id": corpus, "licence": "public domain"}],
        "scores": {
            "bits_per_char": {"value": 2.3, "split": "test", "higher_is_better": False},
            "bits_per_byte": {"value": 1.4, "split": "test", "higher_is_better": False},
        },
    }
    return artifacts.add(id, task="character-model", **(values | fields))


def add_persian_verse(artifacts: TinyArtifacts, **changes: Any) -> Artifact:
    values: dict[str, Any] = {
        "id": "persian-verse",
        "conditions": tuple(POETS),
        "language": "fa",
        "text": PERSIAN,
        "corpus": "persian-poetry",
        "vocabulary": persian_vocabulary(),
    }
    return add_character_model(artifacts, **(values | changes))


def add_english_verse(artifacts: TinyArtifacts, **changes: Any) -> Artifact:
    return add_character_model(artifacts, **({"id": "english-verse"} | changes))


def add_wiki_markup(artifacts: TinyArtifacts, **changes: Any) -> Artifact:
    """Its vocabulary spells the rare letters ("é", "–") in bytes."""
    counts = Counter(c for c in MARKUP if c.isascii())
    vocabulary = CharacterVocabulary.from_counts(counts | Counter("qxzQXZ"), 1)
    values: dict[str, Any] = {
        "id": "wiki-markup",
        "text": MARKUP,
        "corpus": "wiki-markup",
        "vocabulary": CharacterVocabulary(vocabulary.characters, bytes=True),
    }
    return add_character_model(artifacts, **(values | changes))


def add_latex(artifacts: TinyArtifacts, **changes: Any) -> Artifact:
    values: dict[str, Any] = {"id": "latex", "text": LATEX, "corpus": "latex-stacks"}
    return add_character_model(artifacts, **(values | changes))


def add_cells(artifacts: TinyArtifacts, **changes: Any) -> tuple[Artifact, ...]:
    """The matched set: plain letters, the three cells."""
    return tuple(
        add_character_model(
            artifacts, **({"id": f"cells-{name}", "cell": cell, "ngrams": ()} | changes)
        )
        for name, cell in (("rnn", "SimpleRNN"), ("gru", "GRU"), ("lstm", "LSTM"))
    )


@lru_cache(maxsize=32)
def _graphs(
    vocabulary: str,
    text: str,
    cell: str,
    ngrams: tuple[tuple[int, int], ...],
    conditions: tuple[str, ...],
) -> tuple[CharacterRNNConfig, dict[str, onnx.ModelProto]]:
    """Written once a process, since tests ask for the same ones again and again."""
    config, state = tiny_weights(
        CharacterVocabulary.from_json(vocabulary), text, cell, ngrams, conditions
    )
    sequence = sequence_graph(state, config, narrow=True)
    return config, {"sequence": sequence, "step-int8": small_step_graph(state, config)}


def persian_vocabulary() -> CharacterVocabulary:
    """All 39 characters of the verse corpus."""
    counts = Counter(PERSIAN) + Counter(dict.fromkeys(verse_alphabet(), 1))
    return CharacterVocabulary.from_counts(counts)


def tiny_weights(
    vocabulary: CharacterVocabulary,
    text: str,
    cell: str = "LSTM",
    ngrams: tuple[tuple[int, int], ...] = (),
    conditions: tuple[str, ...] = (),
) -> tuple[CharacterRNNConfig, dict[str, Floats]]:
    """The configuration and the weights, named as in `CharacterRNN.state_dict()`."""
    V, F = len(vocabulary), len(vocabulary.characters) + 1  # F: ids that are whole characters
    E, H = (2 * F if ngrams else F), F + 2 + RANDOM_UNITS
    config = CharacterRNNConfig(V, E, H, cell, ngrams, conditions)
    draw = np.random.default_rng(len(text))
    ids = [id for id in vocabulary.encode(text) if id < F]
    gates = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}[cell]
    W = np.zeros((gates, H, E), np.float32)
    U = np.zeros((gates, H, H), np.float32)
    b = np.zeros((gates, H), np.float32)
    W[:, -RANDOM_UNITS:, :F] = draw.normal(0, 1.0, (gates, RANDOM_UNITS, F))
    U[:, -RANDOM_UNITS:] = draw.normal(0, 0.3, (gates, RANDOM_UNITS, H))
    _set_units(cell, vocabulary, W, U, b)
    copied = np.tanh(np.tanh(3.0)) if cell == "LSTM" else np.tanh(3.0)
    predict = draw.normal(0, 0.02, (V, H)).astype(np.float32)
    predict[:, :F] = -5.0
    predict[:F, :F] = _following(ids, F).T / copied
    state: dict[str, Floats] = {
        "letters.weight": 3.0 * np.eye(V, E),
        "cell.weight_ih_l0": W.reshape(gates * H, E),
        "cell.weight_hh_l0": U.reshape(gates * H, H),
        "cell.bias_ih_l0": b.reshape(-1),
        "cell.bias_hh_l0": np.zeros(gates * H),
        "predict.weight": predict,
        "predict.bias": np.zeros(V),
    }
    state["letters.weight"][F:] = 0
    if ngrams:
        # The second half of x is what the tables say; the output alone hears it.
        state["skip.weight"] = np.eye(V, E, F)
        state["skip.weight"][F:] = 0
        for place, (n, rows) in enumerate(ngrams):
            state[f"tables.{place}.weight"] = _table(ids, n, rows, V, F)
    if conditions:
        state["speakers.weight"] = draw.normal(0, 0.2, (len(conditions) + 1, E))
        state["speakers.weight"][0] = 0
    return config, {name: np.asarray(values, np.float32) for name, values in state.items()}


def _set_units(cell: str, vocabulary: CharacterVocabulary, W: Floats, U: Floats, b: Floats) -> None:
    """Units 0 … F-1 copy their letter; the two after them count until their sign comes."""
    F = len(vocabulary.characters) + 1
    copies, signs = np.arange(F), {F + LINE: "\n", F + WORD: " \n\t"}
    # Gates in PyTorch's orders: LSTM i f g o; GRU r z n.
    new = {"SimpleRNN": 0, "GRU": 2, "LSTM": 2}[cell]
    W[new, copies, copies] = 1.0
    if cell == "LSTM":
        b[0, : F + 2], b[1, :F], b[3, : F + 2] = 8.0, -8.0, 8.0
    if cell == "GRU":
        b[0, : F + 2], b[1, :F] = 8.0, -8.0
    for unit, sign in signs.items():
        kept = 3.0 if unit == F + LINE else 1.5  # σ(3) = 0.95: the line; σ(1.5) = 0.82: the word
        if cell == "SimpleRNN":
            U[0, unit, unit], b[0, unit] = 0.95, 0.05
        else:
            b[1, unit], b[new, unit] = kept, 0.1 if cell == "LSTM" else 1.0
        for letter in vocabulary.encode("".join(c for c in sign if c in vocabulary)):
            if cell == "SimpleRNN":
                W[0, unit, letter] = -1.0
            else:
                W[1, unit, letter] = -5.0
                W[new, unit, letter] = -0.05 if cell == "LSTM" else -1.0


def _following(ids: list[int], F: int) -> Floats:
    """log p of what follows each letter, [F, F], from 0 for the usual to −5 for the unseen."""
    counts = np.full((F, F), 0.02)
    for left, right in itertools.pairwise(ids):
        counts[left, right] += 1
    log = np.log(counts / counts.sum(1, keepdims=True))
    return np.maximum(log - log.max(1, keepdims=True), -5.0).astype(np.float32)


def _table(ids: list[int], n: int, rows: int, V: int, F: int) -> Floats:
    """What each n-gram of the text speaks for, [rows, 2 F]; longer ones louder."""
    table = np.zeros((rows, 2 * F), np.float32)
    for end in range(n, len(ids)):
        number = 0
        for id in ids[end - n : end]:
            number = number * V + id
        table[number % rows, F + ids[end]] = n - 1.0
    return table
