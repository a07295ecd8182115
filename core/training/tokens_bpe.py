"""Learned subwords: byte-pair encoding for English and Persian, by the library `tokenizers`.

What this is: `train(recipe, run)`, which learns one tokeniser per language from the recipe's
corpora (training lines only), measures it on held-out lines, and writes `<language>.json`.
Characters that were too rare to be kept fall back to their UTF-8 bytes, so no text is without
tokens. What it is not: the tokeniser of any language model here (those read words or characters).
Gage 1994; Sennrich, Haddow & Birch 2016 (arXiv:1508.07909). Lecture "Tokenisation".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from core.corpora import open_lines
from core.corpora.splits import Split, split_of
from core.training.recipe import Recipe

UNKNOWN = "<unk>"
SPACE = "▁"  # stands at the beginning of each word


def lines(settings: dict[str, Any], wanted: Split) -> Iterator[str]:
    """The lines of one split, at most `most_lines` a corpus file's worth."""
    for corpus in settings["corpora"]:
        taken = 0
        for line in open_lines(corpus["id"], *corpus.get("files", [])):
            text = line.replace("\t", " ").strip()
            if text and split_of(text.split()) is wanted:
                yield text
                taken += 1
                if taken == settings["most_lines"][wanted.value]:
                    break


def with_bytes(tokenizer: Tokenizer) -> Tokenizer:
    """The same tokeniser with the 256 bytes at the end of its vocabulary, to fall back to.

    They are ordinary entries and no special tokens: "<0x41>" typed by someone stays six characters.
    """
    told = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = told["model"]["vocab"]
    for byte in range(256):
        vocabulary.setdefault(f"<0x{byte:02X}>", len(vocabulary))
    told["model"]["byte_fallback"] = True
    return Tokenizer.from_str(json.dumps(told, ensure_ascii=False))


def learn(settings: dict[str, Any], texts: Iterator[str]) -> Tokenizer:
    """Byte-pair encoding with `vocabulary` entries, the 256 bytes included."""
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(SPACE, "always"),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    tokenizer.decoder = decoders.Sequence(
        [decoders.ByteFallback(), decoders.Metaspace(SPACE, "always")]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=settings["vocabulary"] - 256,
        limit_alphabet=settings["characters"],
        special_tokens=[UNKNOWN],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return with_bytes(tokenizer)


def measure(tokenizer: Tokenizer, texts: Iterator[str]) -> dict[str, float]:
    """Characters a token, tokens a word, and the share of byte tokens, over held-out lines."""
    characters = words = tokens = single = 0
    for text in texts:
        pieces = tokenizer.encode(text).tokens
        characters += len(text)
        words += len(text.split())
        tokens += len(pieces)
        single += sum(piece.startswith("<0x") for piece in pieces)
    return {
        "characters_per_token": characters / tokens,
        "tokens_per_word": tokens / words,
        "characters_per_word": characters / words,
        "byte_share": single / tokens,
    }


def train(recipe: Recipe, run: Path) -> None:
    """One tokeniser a language; a minute each, so it starts anew rather than resumes."""
    run.mkdir(parents=True, exist_ok=True)
    measured = {}
    for language, settings in recipe.data.items():
        tokenizer = learn(settings, lines(settings, Split.TRAIN))
        tokenizer.save(str(run / f"{language}.json"))
        measured[language] = measure(tokenizer, lines(settings, Split.TEST))
    (run / "measures.json").write_text(json.dumps(measured), encoding="utf-8")
