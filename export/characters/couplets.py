"""How often rhyme and metre hold in Persian couplets, chosen among candidates and as first drawn.

Kept in `measures.json` as `couplets`: shares over poems in the masnavi form by every poet, from
nothing, beside real couplets of the same poets' held-out masnavis, measured the same way. The
analysers are blind where vowels are unwritten, and as blind for the real couplets.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.corpora.splits import Split
from core.runtime import couplets
from core.runtime.couplets import IN_METRE, Wish
from core.runtime.tasks.character_model import CharacterModel
from core.text.persian_prosody import Line, fit, ranking
from core.text.persian_rhyme import rhyme
from core.training.character_text import documents
from export.characters.extras import corpus_of, keep_measures, opened

POEMS = 4  # of each poet
COUPLETS = 4  # of each poem
CANDIDATES = 16
SEED = 900
REAL = 400  # couplets of the held-out text
MASNAVI = 10  # couplets from which on a poem whose couplets rhyme in pairs is counted as one


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`. Raises `CorpusMissing` without the corpus."""
    keep_measures(out, "couplets", measures(opened(out), held_out(corpus_of(model_id))))


def measures(
    model: CharacterModel, real: Sequence[Sequence[str]], poems_each: int = POEMS
) -> dict[str, Any]:
    """Shares of rhymed couplets and of hemistichs in metre; `real` are poems of hemistichs."""
    found: dict[str, Any] = {"couplets": 0, "candidates": CANDIDATES}
    choices: dict[str, couplets.Choice] = {"fitted": "fit", "chosen": "best", "first": "first"}
    for name, choose in choices.items():
        poems = [
            [line.text for line in couplets.write(model, wish)]
            for poet in model.conditions
            for number in range(poems_each)
            for wish in [
                Wish(
                    poet=poet,
                    couplets=COUPLETS,
                    candidates=1 if choose == "first" else CANDIDATES,
                    choose=choose,
                    seed=SEED + number,
                )
            ]
        ]
        rhymed, fits = shares(poems)
        found |= {f"rhymed_{name}": rhymed, f"metre_{name}": fits}
        found["couplets"] = sum(len(poem) // 2 for poem in poems)
    rhymed, fits = shares(real)
    return found | {"rhymed_real": rhymed, "metre_real": fits}


def held_out(corpus: str) -> list[list[str]]:
    """Beginnings of poems in the masnavi form: most of their couplets rhyme in themselves."""
    poems: list[list[str]] = []
    for document in documents(corpus, Split.TEST):
        pairs = [line.split("\t") for line in document.text.splitlines() if "\t" in line]
        paired = sum(rhyme(*pair).holds for pair in pairs)
        if len(pairs) >= MASNAVI and paired > len(pairs) / 2:
            poems.append([half for pair in pairs[:MASNAVI] for half in pair])
        if sum(len(poem) for poem in poems) >= 2 * REAL:
            break
    return poems


def shares(poems: Sequence[Sequence[str]]) -> tuple[float, float]:
    """The share of couplets that rhyme, and of hemistichs that fit the metre of their poem."""
    rhymed = fitting = count = 0
    for poem in poems:
        lines = [Line(text) for text in poem]
        target = next(one for one, _ in ranking(lines) if one.masnavi)
        count += len(poem) // 2
        rhymed += sum(rhyme(poem[i], poem[i + 1]).holds for i in range(0, len(poem), 2))
        fitting += sum(fit(line, target) >= IN_METRE for line in lines)
    return rhymed / max(1, count), fitting / max(1, 2 * count)
