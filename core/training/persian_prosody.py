"""Learns how Persian letters are read in verse, and measures how often the metre is found.

    python -m core.training.persian_prosody learn     # writes core/text/data/persian_readings.json
    python -m core.training.persian_prosody measure   # writes core/text/data/persian_prosody.json

Learning is Viterbi training: read poems of the training split in the metre that fits the whole poem
best, count the roles that each letter played, take −ln of the shares as costs, and read again. The
metre is nobody's label; the works whose metre is known (`WORKS`) are for measuring, on poems that
were held out. Seconds to minutes: about 3 ms a hemistich.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.corpora.splits import Split
from core.text.persian import ZWNJ
from core.text.persian_metres import Metre, metre
from core.text.persian_prosody import Line, ranking
from core.text.persian_readings import (
    AT_END,
    EDGE,
    INSIDE,
    VOWEL_AHEAD,
    WORD,
    Costs,
    Readings,
    edge_of,
    named,
    packed,
    surroundings,
)
from core.text.persian_rhyme import rhyme
from core.text.persian_syllables import BOUNDARIES, ROLES
from core.training.character_text import Document, documents

DATA = Path(__file__).resolve().parents[1] / "text" / "data"
UNIT = 0.4  # nats a hexadecimal digit
LEAST_WORD, LEAST_SURROUNDINGS = 6, 4  # how often something must be met to be kept
COUPLETS_A_POEM = 10
COUPLETS_MEASURED = 300  # of a work
LEAST_LETTERS = 8
ROUNDS = (1_200, 4_000, 14_000)  # couplets read in each round
MARGIN = 2.0  # nats a couplet between the best metre of a poem and the next

Couplet = tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """A work whose metre is known: the poet, the line that opens it in the file, its metre."""

    name: str
    condition: int
    opens: str  # "" for all of a poet's poems in this form
    metre: str


# In the order of the files; a work ends where the next one of the poet begins. The metre "" stands
# for what follows, which has many metres. Condition n is the n-th of `POETS`.
WORKS: tuple[Work, ...] = (
    Work("Shahnameh", 1, "", "motaqareb-11"),
    Work("Robais of Khayyam", 2, "", "robai"),
    Work("Khosrow o Shirin", 3, "", "hazaj-11"),
    Work("Leyli o Majnun", 3, "ای نام تو بهترین سرآغاز", "hazaj-akhrab-10"),
    Work("Haft Peykar", 3, "ای جهان دیده بود خویش از تو", "khafif-10"),
    Work("Eskandarnameh", 3, "خدایا جهان پادشایی تو راست", "motaqareb-11"),
    Work("Makhzan ol-asrar", 3, "بسم الله الرحمن الرحیم", "sari-11"),
    Work("Manteq ot-teyr", 4, "", "ramal-11"),
    Work("Elahinameh", 4, "بنام کردگار هفت افلاک", "hazaj-11"),
    Work("Mosibatnameh", 4, "حمد پاک از جان پاک آن پاک را", "ramal-11"),
    Work("Asrarnameh", 4, "به نام آنک جان را نور دین داد", "hazaj-11"),
    Work("Divan of Attar", 4, "ز زلفت زنده می دارد صبا انفاس عیسی را", ""),
    Work("Masnavi", 5, "", "ramal-11"),
    Work("Divan of Shams", 5, "ای رستخیز ناگهان", ""),
    Work("Bustan", 6, "", "motaqareb-11"),
    Work("Ghazals of Saadi", 6, "اول دفتر به نام ایزد دانا", ""),
)


def couplets(poem: str) -> list[Couplet]:
    return [tuple(line.split("\t")) for line in poem.splitlines() if "\t" in line]


def shares(counts: Counter[str], before: Costs, weight: float) -> Costs:
    """Costs from counts, with `weight` observations' worth of what was believed before."""
    whole = sum(math.exp(-cost) for cost in before.values())
    total = counts.total() + weight
    return {
        role: -math.log((counts[role] + weight * math.exp(-before[role]) / whole) / total)
        for role in ROLES
    }


class Counts:
    """How often each letter of each word, and of each surroundings, played each role."""

    def __init__(self) -> None:
        self.words: dict[str, list[Counter[str]]] = {}
        self.surroundings: dict[str, Counter[str]] = defaultdict(Counter)
        self.met: Counter[str] = Counter()

    def add(self, line: Line, one: Metre) -> None:
        text = line.lattice.text
        line.scan(one)
        roles = {place: role for arc in line.walked for place, role in arc.roles}
        for found in WORD.finditer(text):
            word, edge = found[0], edge_of(text, found.end())
            key = named(word, edge)
            self.met[key] += 1
            letters = self.words.setdefault(key, [Counter() for _ in word])
            for place, around in enumerate(surroundings(word, edge)):
                role = roles.get(found.start() + place)
                if role is not None:
                    letters[place][role] += 1
                    self.surroundings[around][role] += 1

    def readings(self) -> tuple[dict[str, tuple[Costs, ...]], dict[str, Costs]]:
        around = {
            key: shares(counts, AT_END if key[2] in (EDGE, VOWEL_AHEAD) else INSIDE, 1.0)
            for key, counts in self.surroundings.items()
            if counts.total() >= LEAST_SURROUNDINGS
        }
        back = Readings({}, around)
        words = {
            word: tuple(
                shares(counts, before, 2.0)
                for counts, before in zip(letters, _backing(back, word), strict=True)
            )
            for word, letters in self.words.items()
            if self.met[word] >= LEAST_WORD
        }
        return words, around


def _backing(back: Readings, key: str) -> tuple[Costs, ...]:
    word = key.removesuffix(VOWEL_AHEAD)
    return back.of_word(word, EDGE if word == key else VOWEL_AHEAD)


def learn() -> None:
    read_before = [(document, couplets(document.text)) for document in documents("persian-poetry")]
    poems = [
        poem
        for document, poem in read_before
        if len(poem) >= 2 and _split(document, poem) is Split.TRAIN
    ]
    known = Readings()
    for number, most in enumerate(ROUNDS):
        random.Random(number).shuffle(poems)
        counts, read, skipped, found = Counts(), 0, 0, Counter[str]()
        for poem in poems:
            if read >= most:
                break
            lines = [Line(half, known) for pair in poem[:COUPLETS_A_POEM] for half in pair]
            first, second = ranking(lines)[:2]
            read += len(lines) // 2
            if second[1] - first[1] < MARGIN * len(lines) / 2:
                skipped += len(lines) // 2
                continue
            found[first[0].id] += len(lines) // 2
            for line in lines:
                if not math.isinf(line.cost(first[0])):
                    counts.add(line, first[0])
        words, around = counts.readings()
        known = Readings(words, around)
        _tell(f"round {number + 1}: {read} couplets, {skipped} unclear, {len(words)} words")
        _tell(str(found.most_common()))
    data = {
        "unit": UNIT,
        "words": {word: "".join(packed(c, UNIT) for c in costs) for word, costs in words.items()},
        "surroundings": {key: packed(costs, UNIT) for key, costs in around.items()},
    }
    _write("persian_readings.json", data)


def works(split: Split) -> Iterator[tuple[Work, list[Couplet]]]:
    """The poems of one split that belong to a work whose metre is known."""
    now: dict[int, Work] = {}
    for document in documents("persian-poetry"):
        pairs = couplets(document.text)
        opening = pairs[0][0].replace(ZWNJ, " ") if pairs else ""
        for work in WORKS:
            if work.condition == document.condition and (
                opening.startswith(work.opens) if work.opens else work.condition not in now
            ):
                now[document.condition] = work
        found = now.get(document.condition)
        if found and found.metre and _split(document, pairs) is split:
            yield found, pairs


def _split(document: Document, pairs: list[Couplet]) -> Split:
    """The models' split, with more of Nezami held out: there, no poem of Makhzan ol-asrar is."""
    if document.condition == 3 and document.split is Split.TRAIN and len(pairs) % 4 == 0:
        return Split.TEST
    return document.split


def shuffled(text: str, dice: random.Random) -> str:
    """The same words in another order."""
    words = text.split()
    dice.shuffle(words)
    return " ".join(words)


def letters_shuffled(text: str, dice: random.Random) -> str:
    """The same letters in another order, the words as long as before."""
    letters = [letter for letter in text if letter not in BOUNDARIES]
    dice.shuffle(letters)
    rest = iter(letters)
    return "".join(letter if letter in BOUNDARIES else next(rest) for letter in text)


def fitted(real: list[float], other: list[float]) -> tuple[float, float]:
    """Middle and width of the logistic curve that tells `real` costs from `other` ones best.

    Newton's method on the log-likelihood; both classes weigh the same."""
    x = np.array(real + other)
    y = np.array([1.0] * len(real) + [0.0] * len(other))
    weights = np.where(y == 1, 0.5 / len(real), 0.5 / len(other))
    design = np.stack([np.ones_like(x), x], axis=1)
    w = np.zeros(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ w))
        gradient = design.T @ (weights * (y - p))
        hessian = (design * (weights * p * (1 - p))[:, None]).T @ design + 1e-9 * np.eye(2)
        w += np.linalg.solve(hessian, gradient)
    return float(-w[0] / w[1]), float(-1 / w[1])


def told_apart(real: Sequence[float], other: Sequence[float]) -> float:
    """The chance that a real one has the lower cost of a pair (area under the ROC curve)."""
    both = np.concatenate([real, other])
    ranks = np.empty(len(both))
    ranks[np.argsort(both, kind="stable")] = np.arange(1, len(both) + 1)
    upper = ranks[len(real) :].sum() - len(other) * (len(other) + 1) / 2
    return float(upper / (len(real) * len(other)))


def measure() -> None:
    dice = random.Random(1)
    kinds: dict[Split, dict[str, list[float]]] = {}
    right: dict[str, Counter[str]] = defaultdict(Counter)
    sure: Counter[str] = Counter()
    for split in (Split.VALIDATION, Split.TEST):
        costs = kinds[split] = {"real": [], "words": [], "letters": [], "other": []}
        poems = defaultdict(list)
        for work, pairs in works(split):
            poems[work].append(pairs)
        for work, all_pairs in poems.items():
            chosen = [pair for pairs in all_pairs for pair in pairs]
            dice.shuffle(chosen)
            target = metre(work.metre)
            for pair in chosen[:COUPLETS_MEASURED]:
                lines = [Line(half) for half in pair]
                if split is Split.TEST:
                    right[work.name]["couplets"] += 1
                    right[work.name]["right"] += ranking(lines)[0][0].id == work.metre
                    for line in lines:
                        right[work.name]["hemistichs"] += 1
                        right[work.name]["hemistichs right"] += (
                            ranking([line])[0][0].id == work.metre
                        )
                if lines[0].letters < LEAST_LETTERS:
                    continue
                costs["real"].append(_each(lines[0], target))
                costs["words"].append(_each(Line(shuffled(pair[0], dice)), target))
                costs["letters"].append(_each(Line(letters_shuffled(pair[0], dice)), target))
                another = dice.choice([w for w in WORKS if w.metre not in ("", work.metre)])
                costs["other"].append(_each(lines[0], metre(another.metre)))
            if split is Split.TEST and work.metre != "robai":
                for place, pair in enumerate(chosen):
                    other = chosen[(place + 1) % len(chosen)]
                    for name, second in (("rhymed", pair[1]), ("by chance", other[1])):
                        found = rhyme(pair[0], second).strength
                        sure[name] += found > 0
                        sure[f"{name}, surely"] += found == 1
                    sure["couplets"] += 1
    fitting, test = kinds[Split.VALIDATION], kinds[Split.TEST]
    middle, width = fitted(fitting["real"], fitting["words"])
    names = ("words", "letters", "other")
    apart = {name: round(told_apart(test["real"], test[name]), 3) for name in names}
    report = {
        "fit": {"middle": round(middle, 4), "width": round(width, 4)},
        "metre": {name: dict(counts) for name, counts in right.items()},
        "told_apart": apart,
        "rhyme": dict(sure),
    }
    _write("persian_prosody.json", report)
    _tell(json.dumps(report, indent=1, ensure_ascii=False))


def _each(line: Line, target: Metre) -> float:
    """Cost a letter; a line that cannot be read in the metre costs as much as the worst."""
    return min(line.cost(target) / max(1, line.letters), 3.0)


def _write(name: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (DATA / name).write_text(text + "\n", encoding="utf-8")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    {"learn": learn, "measure": measure}[sys.argv[1]]()
