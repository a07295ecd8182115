"""Sense vectors: a word's contextual vectors, gathered by sense.

What this is: `train(recipe, run)`. For the 20 words of CoarseWSD-20 a sense's vector is the mean
over labelled training sentences; for words without labels (*mouse*, *star*) sentences of the
general corpora are clustered by k-means, and each cluster is named by the words around it. Each
word also gets a plane, made from its training vectors, on which new occurrences can be drawn.
What it is not: a copy of the corpus; no sentence is kept. Camacho-Collados & Pilehvar 2018
(arXiv:1805.04032); Loureiro et al. 2021 (CoarseWSD-20). Lecture "Meaning conflation".
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from tokenizers import Tokenizer

from core.corpora import cache_folder, open_lines
from core.models.bert_encoder import BertEncoder
from core.text.words import tokenize
from core.training.contextual import load_encoder, token_vectors
from core.training.recipe import Recipe

WINDOW = 24  # words read on either side; the senses are told apart by near words
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A sentence in words, the place of the ambiguous one, and its sense where it is labelled."""

    word: str
    words: tuple[str, ...]
    place: int
    sense: str = ""

    def near(self) -> Example:
        """The same with at most `WINDOW` words on either side."""
        first = max(0, self.place - WINDOW)
        kept = self.words[first : self.place + WINDOW + 1]
        return Example(self.word, kept, self.place - first, self.sense)


def read_examples(lines: Iterator[str] | Sequence[str], split: str) -> Iterator[Example]:
    """Examples of one split from CoarseWSD-20's JSON lines."""
    for line in lines:
        told = json.loads(line)
        if told["split"] == split:
            words = tuple(told["text"].split(" "))
            yield Example(told["word"], words, told["index"], told["sense"])


def balanced(examples: Sequence[Example], most: int, seed: int) -> list[Example]:
    """At most `most` examples a sense, chosen by the seed."""
    by_sense: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        by_sense[example.word, example.sense].append(example)
    rng = np.random.default_rng(seed)
    kept = []
    for key in sorted(by_sense):
        found = by_sense[key]
        kept += [found[i] for i in sorted(rng.permutation(len(found))[:most])]
    return kept


def sentences_with(
    words: Sequence[str], corpora: Sequence[dict[str, Any]], most: int
) -> list[Example]:
    """Sentences (of 6 to 40 words) that hold each word in that very form, at most `most` a word.

    Plurals are left out: k-means would part them from the singular before any meaning.
    """
    found: dict[str, list[Example]] = {word: [] for word in words}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    for corpus in corpora:
        for line in open_lines(corpus["id"], *corpus.get("files", [])):
            lower = line.lower()
            if not pattern.search(lower):
                continue
            for sentence in lower.split(". "):
                tokens = tokenize(sentence)
                if not 6 <= len(tokens) <= 40:
                    continue
                for word in set(tokens) & set(words):
                    if len(found[word]) < most:
                        found[word].append(Example(word, tuple(tokens), tokens.index(word)))
            if all(len(examples) == most for examples in found.values()):
                break
    return [example for examples in found.values() for example in examples]


def vectors_of(
    examples: Sequence[Example],
    model: BertEncoder,
    tokenizer: Tokenizer,
    layers: tuple[int, ...],
    batch: int = 48,
) -> Floats:
    """The contextual vector [N, E] of each example's word: the mean of its subwords."""
    encoded = [
        tokenizer.encode(list(example.near().words), is_pretokenized=True) for example in examples
    ]
    out = np.zeros((len(examples), model.config.width), dtype=np.float32)
    order = sorted(range(len(examples)), key=lambda i: len(encoded[i].ids))
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        # bfloat16 products: nearly twice as fast, and what is kept is a mean over many sentences.
        with torch.autocast("cpu", torch.bfloat16):
            found = token_vectors(model, [encoded[i].ids[:200] for i in chosen], layers)
        for i, vectors in zip(chosen, found, strict=True):
            place = examples[i].near().place
            own = [t for t, word in enumerate(encoded[i].word_ids[:200]) if word == place]
            out[i] = vectors[own].float().mean(0).numpy()
    return out


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def plane_of(vectors: Floats, senses: Sequence[int]) -> tuple[Floats, Floats]:
    """Centre [E] and two directions [2, E] that part the senses' means, then the rest (PCA)."""
    groups = np.array(senses)
    means = np.stack([vectors[groups == s].mean(0) for s in sorted(set(senses))])
    centre = means.mean(0)
    _, _, between = np.linalg.svd(means - centre, full_matrices=False)
    directions = list(between[: min(2, len(means) - 1)])
    if len(directions) < 2:
        rest = vectors - centre
        rest = rest - np.outer(rest @ directions[0], directions[0])
        directions.append(np.linalg.svd(rest, full_matrices=False)[2][0])
    return centre.astype(np.float32), np.stack(directions).astype(np.float32)


def signatures(
    examples: Sequence[Example], senses: Sequence[int], count: int = 8
) -> list[list[str]]:
    """The words around each sense that the other senses of the word meet least (log odds)."""
    around: dict[int, Counter[str]] = defaultdict(Counter)
    for example, sense in zip(examples, senses, strict=True):
        near = example.words[max(0, example.place - 10) : example.place + 11]
        around[sense].update({w for w in near if w.isalpha() and len(w) > 2} - {example.word})
    total = Counter[str]()
    for counts in around.values():
        total.update(counts)
    named = []
    for sense in sorted(around):
        n, N = sum(around[sense].values()), sum(total.values())
        weights = {}
        for word, c in around[sense].items():
            # How much more often than around the other senses, one unseen meeting added to those.
            ratio = (c / n) / ((total[word] - c + 1) / (N - n + 1))
            if c >= 3 and ratio > 1.3 and word not in ENGLISH_STOP_WORDS:
                weights[word] = c * np.log(ratio)
        named.append(sorted(weights, key=lambda word: (-weights[word], word))[:count])
    return named


def describe(
    word: str, examples: Sequence[Example], vectors: Floats, groups: Sequence[int], names: list[str]
) -> dict[str, Any]:
    """One word's senses: vectors, plane, a cloud of points, and words that tell them apart."""
    vectors = unit(vectors)
    chosen = np.array(groups)
    centroids = unit(np.stack([vectors[chosen == s].mean(0) for s in range(len(names))]))
    centre, directions = plane_of(vectors, groups)
    rng = np.random.default_rng(0)
    cloud = []
    for s in range(len(names)):
        some = rng.permutation(np.flatnonzero(chosen == s))[:40]
        cloud.append(((vectors[some] - centre) @ directions.T).round(4).tolist())
    return {
        "word": word,
        "senses": names,
        "counts": [int((chosen == s).sum()) for s in range(len(names))],
        "near_words": signatures(examples, groups),
        "cloud": cloud,
        "centroids": centroids,
        "centre": centre,
        "directions": directions,
    }


def cluster(vectors: Floats, count: int, seed: int) -> list[int]:
    """k-means on the unit vectors; clusters by falling size."""
    labels = KMeans(count, n_init=10, random_state=seed).fit_predict(unit(vectors))
    order = np.argsort(-np.bincount(labels, minlength=count))
    rank = {int(old): new for new, old in enumerate(order)}
    return [rank[int(label)] for label in labels]


def save(described: list[dict[str, Any]], run: Path) -> None:
    """senses.json (words, names, clouds) and senses.npz (vectors, in the same order)."""
    arrays = {
        "centroids": np.concatenate([d["centroids"] for d in described]).astype(np.float32),
        "centres": np.stack([d["centre"] for d in described]).astype(np.float32),
        "directions": np.stack([d["directions"] for d in described]).astype(np.float32),
    }
    with (run / "senses.npz").open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    told = [{k: v for k, v in d.items() if not isinstance(v, np.ndarray)} for d in described]
    (run / "senses.json").write_text(json.dumps({"words": told}), encoding="utf-8")


def kept_or_made(
    examples: Sequence[Example], encode: Callable[[Sequence[Example]], Floats], run: Path
) -> Floats:
    """The labelled examples' vectors, from the run folder where they lie already.

    They stay beside the artifact: `score` compares nearest neighbours with the sense vectors.
    """
    path = run / "training_vectors.npz"
    keys = np.array([f"{example.word}\t{example.sense}" for example in examples])
    if path.is_file():
        with np.load(path, allow_pickle=False) as kept:
            if np.array_equal(kept["keys"], keys):
                return np.asarray(kept["vectors"], dtype=np.float32)
    vectors = encode(examples)
    with path.open("wb") as stream:
        np.savez(stream, allow_pickle=False, vectors=vectors.astype(np.float16), keys=keys)
    return vectors


def labelled_words(
    examples: Sequence[Example], frequency: Counter[tuple[str, str]], vectors: Floats
) -> list[dict[str, Any]]:
    """The words whose senses people named; `frequency` counts the whole training part."""
    described = []
    for word in sorted({example.word for example in examples}):
        own = [i for i, example in enumerate(examples) if example.word == word]
        names = sorted({examples[i].sense for i in own})
        groups = [names.index(examples[i].sense) for i in own]
        told = describe(word, [examples[i] for i in own], vectors[own], groups, names)
        counts = [frequency[word, name] for name in names]
        described.append(told | {"source": "labelled", "frequency": counts})
    return described


def clustered_words(
    examples: Sequence[Example], vectors: Floats, senses: dict[str, int], seed: int
) -> list[dict[str, Any]]:
    """The words whose senses k-means finds, in as many clusters as `senses` says."""
    described = []
    for word, count in senses.items():
        own = [i for i, example in enumerate(examples) if example.word == word]
        groups = cluster(vectors[own], count, seed)
        names = [f"{word} {i + 1}" for i in range(count)]
        told = describe(word, [examples[i] for i in own], vectors[own], groups, names)
        counts = np.bincount(groups, minlength=count).tolist()
        described.append(told | {"source": "clustered", "frequency": counts})
    return described


def train(recipe: Recipe, run: Path) -> None:
    """Read the labelled sentences, cluster the unlabelled, write both; minutes on one core."""
    run.mkdir(parents=True, exist_ok=True)
    data = recipe.data
    folder = cache_folder() / "runs" / str(data["encoder"])
    model = load_encoder(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    layers = tuple(data["layers"])
    torch.manual_seed(recipe.seed)
    every = list(read_examples(open_lines("coarsewsd20"), "train"))
    frequency = Counter((example.word, example.sense) for example in every)
    labelled = balanced(every, data["most"], recipe.seed)

    def encode(examples: Sequence[Example]) -> Floats:
        return vectors_of(examples, model, tokenizer, layers)

    described = labelled_words(labelled, frequency, kept_or_made(labelled, encode, run))
    clustered = data["clustered"]
    loose = sentences_with(list(clustered), data["corpora"], data["most_unlabelled"])
    described += clustered_words(loose, encode(loose), clustered, recipe.seed)
    save(described, run)
