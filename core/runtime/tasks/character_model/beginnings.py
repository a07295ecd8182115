"""What stands before a text: the end of another document of the model's corpus.

In training every text followed another, and a zero state came upon letters that really stood
there. So a model begins best from a zero state, with the last letter of such an end read and those
before it in view of its n-grams. Each is a usual end of the corpus's documents.
"""

from __future__ import annotations

from core.runtime.engine.manifest import Artifact
from core.text.characters import START, CharacterVocabulary

ENDS = {
    "persian-poetry": " است\n\n",
    "english-poetry": "day.\n\n\n",
    "tiny-shakespeare": "lord.\n\n",
    "wiki-markup": "  </page>\n",
    "latex-stacks": "proof.\n\\end{proof}\n\n",
}
OTHER = "\n\n"


def beginning(artifact: Artifact, vocabulary: CharacterVocabulary, context: int) -> tuple[int, ...]:
    """context + 1 ids, `<s>` on the left where the end is shorter."""
    corpus = next((corpus.id for corpus in artifact.corpora if corpus.id in ENDS), "")
    return beginning_in(corpus, vocabulary, context)


def beginning_in(corpus: str, vocabulary: CharacterVocabulary, context: int) -> tuple[int, ...]:
    """The same for a corpus."""
    ids = vocabulary.encode("".join(c for c in ENDS.get(corpus, OTHER) if c in vocabulary))
    return tuple([START] * (context + 1) + ids)[-(context + 1) :]
