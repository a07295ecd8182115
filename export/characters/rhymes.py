"""`measures.json`, "rhymes": how often rhyme holds in English verse, chosen and as first drawn.

Couplets are written from nothing by the served graph, with choosing and without, and the pairs that
rhyme perfectly are counted. Beside it the habit alone: of lines written freely, and of held-out
ones, the share that rhymes perfectly with a line at most three away.

    {"pairs": …, "candidates": …, "temperature": …, "rhyme_share": …, "rhyme_share_unranked": …,
     "rhymed_drawn": …, "drawn_lines": …, "rhymed_real": …, "real_lines": …}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from core.corpora.splits import Split
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.rhymed_verse import Wish, rhymes_with
from core.runtime.rhymed_verse import write as write_verse
from core.runtime.tasks.character_model import CharacterModel
from core.text.english_rhyme import Kind, last_word, rhyme
from core.training.character_text import documents
from export.characters.extras import corpus_of, keep_measures, opened

POEMS, LINES = 25, 8  # 100 pairs
CANDIDATES = 16
TEMPERATURE = 0.7
SEED = 900
TEXTS, LENGTH = 32, 600  # of the free ones, in characters
NEAR = 3  # lines


def write(model_id: str, out: Path) -> None:
    """See `export.characters.extras`. Raises `CorpusMissing` without the corpus."""
    held_out = [text.text for text in documents(corpus_of(model_id), Split.TEST)]
    keep_measures(out, "rhymes", measures(opened(out), held_out))


def measures(model: CharacterModel, held_out: Sequence[str], poems: int = POEMS) -> dict[str, Any]:
    """All shares; `held_out` are poems."""
    found: dict[str, Any] = {"candidates": CANDIDATES, "temperature": TEMPERATURE}
    for name, choose in (("rhyme_share", True), ("rhyme_share_unranked", False)):
        perfect = pairs = 0
        for number in range(poems):
            wish = Wish(
                lines=LINES,
                candidates=CANDIDATES if choose else 1,
                choose=choose,
                temperature=TEMPERATURE,
                seed=SEED + number,
            )
            for line in write_verse(model, wish):
                if rhymes_with(wish.form, line.index) is not None and line.rhyme is not None:
                    pairs += 1
                    perfect += line.rhyme.kind is Kind.PERFECT
        found[name] = round(perfect / max(1, pairs), 4)
        found["pairs"] = pairs
    settings = SamplingSettings(TEMPERATURE, seed=SEED, length=LENGTH)
    free = [one.text.rpartition("\n")[0] for one in model.candidates("", TEXTS, settings, stop="")]
    for name, texts in (("drawn", free), ("real", held_out)):
        found[f"rhymed_{name}"], found[f"{name}_lines"] = habit(texts)
    return found


def habit(poems: Iterable[str]) -> tuple[float, int]:
    """The share of lines that rhyme perfectly with one at most `NEAR` lines away in their poem,
    and how many lines were looked at."""
    rhymed = count = 0
    for poem in poems:
        words = [word for line in poem.split("\n") if (word := last_word(line))]
        for place, word in enumerate(words):
            near = words[max(0, place - NEAR) : place] + words[place + 1 : place + 1 + NEAR]
            rhymed += any(rhyme(word, other).kind is Kind.PERFECT for other in near)
        count += len(words)
    return round(rhymed / max(1, count), 4), count
