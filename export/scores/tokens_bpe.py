"""How long texts become in learned subwords: tokens and characters a word, bytes a token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from core.corpora.splits import Split
from core.runtime.tasks.subwords import Subwords
from core.training.recipe import Recipe
from core.training.tokens_bpe import lines


def language_of(path: Path) -> str:
    """`book.fa.txt` is "fa"; English without such an ending."""
    parts = path.name.split(".")
    return parts[-2] if len(parts) > 2 and len(parts[-2]) == 2 else "en"


def texts_by_language(files: Sequence[Path]) -> Iterator[tuple[str, list[str]]]:
    """The lines of the files, or the held-out lines of the corpora."""
    if files:
        for path in files:
            found = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            yield language_of(path), found
        return
    for language, settings in Recipe.load("tokens-bpe").data.items():
        yield language, list(lines(settings, Split.TEST))


def score_tokenisers(
    subwords: Subwords, files: Sequence[Path], sample: int | None
) -> dict[str, float]:
    """Measures with the language before them, such as `en_tokens_per_word`."""
    found = {}
    for language, texts in texts_by_language(files):
        if sample is not None and len(texts) > sample:
            chosen = np.random.default_rng(1).permutation(len(texts))[:sample]
            texts = [texts[i] for i in sorted(chosen)]
        cuts = [subwords.cut(text, language).pieces for text in texts]
        pieces = sum(map(len, cuts))
        words = sum(len(text.split()) for text in texts)
        characters = sum(len("".join(text.split())) for text in texts)
        found[f"{language}_tokens_per_word"] = pieces / words
        found[f"{language}_characters_per_word"] = characters / words
        found[f"{language}_characters_per_token"] = characters / pieces
        found[f"{language}_byte_share"] = sum(p.is_byte for cut in cuts for p in cut) / pieces
    return found
