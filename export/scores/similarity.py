"""What word vectors are worth on word similarity: Spearman's correlation with people's judgements.

What this is: a file of pairs (word, word, judgement, apart by tab, comma or space) against the
cosines of the served rows; and the three usual sets from the corpus `wordsim`. Pairs with an
unknown word are left out and show in `coverage`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence

from core.corpora import corpus_file
from core.text.plain_words import fold
from core.training.word_vectors_evaluation import Floats, read_pairs, similarity_score

SETS = {
    "WordSim-353": "WS-353-ALL.tsv",
    "SimLex-999": "SIMLEX-999.tsv",
    "MEN": "MEN-TR-3k.tsv",
}
Pair = tuple[str, str, float]


def usual_sets() -> dict[str, list[Pair]]:
    """WordSim-353, SimLex-999 and MEN. Raises `CorpusMissing` where the corpus is not there."""
    with zipfile.ZipFile(corpus_file("wordsim", "wordsim.zip")) as archive:
        return {
            name: read_pairs(archive.read(file).decode("utf-8").splitlines())
            for name, file in SETS.items()
        }


def similarity_measures(
    words: Sequence[str], table: Floats, pairs: Sequence[Pair]
) -> dict[str, float]:
    """`spearman` and `coverage` of one set."""
    plain = [(fold(a), fold(b), gold) for a, b, gold in pairs]
    correlation, coverage = similarity_score(words, table, plain)
    return {"spearman": correlation, "coverage": coverage, "pairs": float(len(pairs))}
