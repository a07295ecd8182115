"""The measures of a character model on a text: bits, and beside them what cheaper means reach.

    bits_per_char            −Σ log₂ p(character | all before it) / characters, nobody named
    bits_per_byte            the same sum / bytes of UTF-8
    bits_per_char_named      the same text, told who wrote each document (models with conditions)
    bits_per_char_POET       of one writer's documents; bits_per_char_POET_named when told
    kneser_ney_bits_per_char a modified Kneser–Ney 6-gram of the same training text
    xz_bits_per_char         the text alone, compressed by `xz -9e`

Documents are read one after the other, as they would stand in a file, and the state runs on.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.corpora import CORPORA, CorpusMissing
from core.corpora.splits import Split
from core.models.character_rnn import CharacterRNNConfig
from core.runtime.tasks.character_model.beginnings import beginning_in
from core.text.characters import CharacterVocabulary
from core.training.character_text import Document, documents
from core.training.checkpoints import CONFIG, TOKENIZER
from export.characters.bits import bits_of
from export.characters.texts import escape_bits, spelled
from export.rivals.character_ngram import CharacterNgram

ORDER = 6


def config_of(folder: Path) -> CharacterRNNConfig:
    """What the model in an artifact (or a run folder) is."""
    content = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    return CharacterRNNConfig.from_dict(content)


def text_measures(
    folder: Path, graph: Path, corpus: str, read: Sequence[Document]
) -> dict[str, float]:
    """Flat numbers of `graph`, whose settings and vocabulary lie in `folder`."""
    config, vocabulary = config_of(folder), CharacterVocabulary.load(folder / TOKENIZER)
    texts = [spelled(document.text, vocabulary, CORPORA[corpus].language) for document in read]
    sizes = np.array([len(text.ids) for text in texts], dtype=np.int64)
    ids = np.array([id for text in texts for id in text.ids], dtype=np.int64)
    who = np.repeat([document.condition for document in read], sizes)
    rows = np.stack([np.zeros_like(who), who] if config.conditions and who.any() else [0 * who])
    first = beginning_in(corpus, vocabulary, config.context)
    bits = bits_of(graph, first, np.tile(ids, (len(rows), 1)), rows)
    # Of each document: float64 [R, documents].
    parts = np.split(bits, np.cumsum(sizes)[:-1], axis=1)
    sums = np.stack([part.sum(1) for part in parts], axis=1)
    sums += [escape_bits(len(text.ids), len(text.unknown)) for text in texts]
    characters = np.array([len(text.text) for text in texts])
    octets = sum(len(text.text.encode("utf-8", "replace")) for text in texts)
    found = {
        "bits_per_char": _ratio(sums[0].sum(), characters.sum()),
        "bits_per_byte": _ratio(sums[0].sum(), octets),
    }
    if len(rows) > 1:
        found["bits_per_char_named"] = _ratio(sums[1].sum(), characters.sum())
        spoken = np.array([document.condition for document in read])
        for condition, name in enumerate(config.conditions, 1):
            own = spoken == condition
            if own.any():
                of_own = characters[own].sum()
                found[f"bits_per_char_{name}"] = _ratio(sums[0, own].sum(), of_own)
                found[f"bits_per_char_{name}_named"] = _ratio(sums[1, own].sum(), of_own)
    found |= {
        "characters": float(characters.sum()),
        "bytes": float(octets),
        "documents": float(len(read)),
    }
    if unknown := sum(len(text.unknown) for text in texts):
        found["unknown_characters"] = float(unknown)
    return found


def xz_measures(read: Sequence[Document]) -> dict[str, float]:
    """What `xz -9e` makes of the text, which it has never seen anything like."""
    text = "".join(document.text for document in read)
    packed = lzma.compress(text.encode("utf-8", "replace"), preset=9 | lzma.PRESET_EXTREME)
    return {"xz_bits_per_char": _ratio(8.0 * len(packed), len(text))}


def ngram_measures(folder: Path, corpus: str, read: Sequence[Document]) -> dict[str, float]:
    """The 6-gram over the training split, with the model's own characters; nothing where the
    corpus is missing."""
    vocabulary = CharacterVocabulary.load(folder / TOKENIZER)
    try:
        texts = [document.text for document in documents(corpus, Split.TRAIN)]
    except CorpusMissing:
        return {}
    # One text, as the model read it: what ends a document tells how the next begins.
    rival = CharacterNgram.fit(["".join(texts)], ORDER, vocabulary)
    text = "".join(document.text for document in read)
    bits = rival.bits(text)
    return {
        "kneser_ney_bits_per_char": _ratio(bits, len(text)),
        "kneser_ney_bits_per_byte": _ratio(bits, len(text.encode("utf-8"))),
    }


def _ratio(bits: float, count: float) -> float:
    return float(bits) / max(1.0, float(count))
