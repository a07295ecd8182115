"""Rhyme of Persian verse by its letters: radif, the words repeated, and qafiye, what rhymes before.

    … شکایت می‌کند      radif: می‌کند
    … حکایت می‌کند      qafiye: کایت

The last consonant of the rhyme (ravi) and the vowel before it must agree, and what follows it.
Short vowels are unwritten, so سر and در are told a *possible* rhyme and not a sure one; ی or a
silent ه that may be a mere ending needs a letter more. Rules after Thiesen, "A Manual of Classical
Persian Prosody" (1982), section on rhyme. It hears no difference that is not written.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.text.persian import ZWNJ

# Before a whole word, these make a form of it that only half rhymes: آمد and برآمد.
PREFIXES = frozenset({"ب", "بر", "در", "باز", "فرو", "ن", "می", "نمی", "همی"})
LONG_VOWELS = frozenset("اآوی")
ENDINGS = frozenset("یه")  # letters that may be an ending, and then carry no rhyme alone
CLUSTER = 2  # consonants that may close a syllable; of more, some bear a vowel
SURE, POSSIBLE, NONE = 1.0, 0.5, 0.0


@dataclass(frozen=True)
class Rhyme:
    """`radif` and `qafiye` as in the second hemistich; `strength` 1 sure, 0.5 possible, 0 none."""

    radif: str
    qafiye: str
    strength: float

    @property
    def holds(self) -> bool:
        return self.strength > NONE


@dataclass(frozen=True)
class Parts:
    """A hemistich cut before the letters that rhyme: `before` + `qafiye` + `radif`."""

    before: str
    qafiye: str
    radif: str


def rhyme(first: str, second: str, radif: str | None = None) -> Rhyme:
    """How two hemistichs rhyme; with `radif`, only a rhyme before these very words counts."""
    one, two = first.split(), second.split()
    same = 0
    while same < min(len(one), len(two)) and _plain(one[-1 - same]) == _plain(two[-1 - same]):
        same += 1
    repeated = " ".join(two[len(two) - same :])
    if radif is not None:
        wanted = len(radif.split())
        if same < wanted or _plain(" ".join(two[len(two) - wanted :])) != _plain(radif):
            return Rhyme(repeated, "", NONE)
        same, repeated = wanted, " ".join(two[len(two) - wanted :])
    if same >= len(one) or same >= len(two):
        return Rhyme(repeated, "", NONE)
    mine, other = _plain(two[-1 - same]), _plain(one[-1 - same])
    if mine == other:  # a word does not rhyme with itself
        return Rhyme(repeated, "", NONE)
    common = 0
    while common < min(len(mine), len(other)) and mine[-1 - common] == other[-1 - common]:
        common += 1
    letters = mine[len(mine) - common :]
    before = mine[: len(mine) - common], other[: len(other) - common]
    strength = _strength(letters, *before)
    if "" in before and len(letters) > CLUSTER and PREFIXES.intersection(before):
        strength = min(strength, POSSIBLE)
    return Rhyme(repeated, letters if strength else "", strength)


def _plain(word: str) -> str:
    return word.replace(ZWNJ, "").replace("آ", "ا")


def _strength(letters: str, mine: str, other: str) -> float:
    """How sure the common `letters` make a rhyme, given what stands before them in both words."""
    if not letters:
        return NONE
    if letters[-1] in "او":  # the long vowel is the rhyme
        return SURE
    if letters[-1] in ENDINGS and len(letters) == 1:
        # کی and می rhyme; خوبی and کاری share an ending only
        return POSSIBLE if len(mine) <= 1 and len(other) <= 1 else NONE
    if any(letter in LONG_VOWELS for letter in letters[:-1]):
        return SURE
    if len(letters) <= CLUSTER and (_long(mine) or _long(other)):
        # a long vowel before the common consonants in one word and not, or another, in the other
        return NONE
    return SURE if len(letters) > 1 else POSSIBLE


def _long(head: str) -> bool:
    """Whether a word's beginning ends in a long vowel; و and ی are consonants at its very head and
    after a vowel, and و is no long vowel after خ (خورد, like کرد)."""
    if head[-1:] not in LONG_VOWELS:
        return False
    if head[-1] in "وی" and (len(head) == 1 or head[-2] in LONG_VOWELS):
        return False
    return not head.endswith("خو")


def parts(hemistich: str, found: Rhyme) -> Parts:
    """Where the rhyme stands in a hemistich of the pair, for colouring it."""
    words = hemistich.split()
    repeated = len(found.radif.split())
    head = " ".join(words[: len(words) - repeated])
    radif = " ".join(words[len(words) - repeated :])
    cut, wanted = len(head), len(found.qafiye)
    while wanted and cut:
        cut -= 1
        wanted -= head[cut] != ZWNJ
    return Parts(head[:cut], head[cut:], radif)
