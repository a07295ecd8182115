"""What the language model answers: frozen values, ready for a page, a notebook or JSON.

Not the way to the answers (see the sibling modules). Probabilities are natural logarithms
(`log_prob`, nats); surprise is in bits, −log₂ p, as in Shannon (1948).
"""

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True)
class Suggestion:
    """One way the text could go on."""

    text: str  # the visitor's text with the added part
    added: str  # what accepting it would add, from the caret on
    log_prob: float  # of the added words, given all that has been typed (the half word too)

    @property
    def probability(self) -> float:
        return exp(self.log_prob)


@dataclass(frozen=True)
class Suggestions:
    """Up to k suggestions, most probable first."""

    items: tuple[Suggestion, ...]
    clipped: bool = False  # only the last words of a long text were read


@dataclass(frozen=True)
class WordChance:
    word: str
    log_prob: float

    @property
    def probability(self) -> float:
        return exp(self.log_prob)


@dataclass(frozen=True)
class Distribution:
    """The k most probable next words and the mass of all the others (sums to 1)."""

    words: tuple[WordChance, ...]
    rest: float  # probability of every word not listed, the unknown one and the end included
    rest_count: int
    end: float  # probability that the sentence ends here (part of `rest`)
    after: tuple[str, ...]  # the words it was computed from
    half: str  # the half-typed word that filters it, or ""
    clipped: bool


@dataclass(frozen=True)
class Guess:
    """A person's guess, as the model sees it. `rank` is None for a word it does not offer."""

    word: str  # folded; "" where there was none
    probability: float
    rank: int | None  # 1 for the most probable


@dataclass(frozen=True)
class WordSurprise:
    word: str
    bits: float
    known: (
        bool  # False: the word is not in the vocabulary; the bits are those of "some unknown word"
    )


@dataclass(frozen=True)
class Surprise:
    words: tuple[WordSurprise, ...]
    perplexity: float  # 2 ** mean bits; 1.0 for an empty text
    clipped: bool


@dataclass(frozen=True)
class BeamNode:
    """A word the search considered. `parent` is an index into the tree's nodes, −1 for the text."""

    parent: int
    depth: int  # 1 for the first word
    word: str  # "" for the end of the sentence
    log_prob: float  # of this word after its parent
    score: float  # sum along the road from the text to this word
    kept: bool  # among the `width` best of its depth
    ended: bool


@dataclass(frozen=True)
class BeamTree:
    nodes: tuple[BeamNode, ...]  # parents before children
    best: tuple[int, ...]  # indices of the ends of the best roads, best first
    after: tuple[str, ...]  # the words the search starts from
    half: str  # the half-typed word that filters the first depth, or ""
    width: int
    depth: int


@dataclass(frozen=True)
class Step:
    """One generated word. What else it could have been: `NextWord.alternatives`."""

    index: int
    id: int
    word: str  # "" where the sentence ended
    log_prob: float  # at temperature 1
    cached: bool  # the log-probabilities were at hand: no run of the model
    ended: bool


@dataclass(frozen=True)
class Alternative:
    id: int
    word: str  # "" for the end of the sentence
    probability: float  # at temperature 1, nothing cut
    sampled: float  # with the settings' temperature, top-k and top-p


@dataclass(frozen=True)
class Alternatives:
    """The k most probable words of one position and what the settings make of them."""

    words: tuple[Alternative, ...]
    rest: float  # sampled mass of all others
    open: int  # how many words the settings leave in the draw
    cached: bool


@dataclass(frozen=True)
class Lesson:
    """Teacher forcing on one sentence: position t sees input t and is asked for target t."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    losses: tuple[float, ...]  # nats, −ln p(target)
    guesses: tuple[WordChance, ...]  # what the model would have said
    known: tuple[bool, ...]
    mean_loss: float
    perplexity: float  # exp(mean loss)
    clipped: bool
