"""The corpora: a registry as data, a loader that checks every byte, and their preparation.

`corpus_file("questions", "questions.txt.xz")` gives a checked path, `open_lines("novels")` the
lines, `CORPORA["cora"].licence` what may be done with it. What it is not: it splits nothing
(splits.py does) and tokenises nothing (core.text does).
"""

from core.corpora.errors import CorpusDamaged, CorpusError, CorpusMissing, CorpusUnknown
from core.corpora.loader import cache_folder, corpus_file, open_corpus, open_lines
from core.corpora.registry import CORPORA, Corpus, CorpusFile

__all__ = [
    "CORPORA",
    "Corpus",
    "CorpusDamaged",
    "CorpusError",
    "CorpusFile",
    "CorpusMissing",
    "CorpusUnknown",
    "cache_folder",
    "corpus_file",
    "open_corpus",
    "open_lines",
]
