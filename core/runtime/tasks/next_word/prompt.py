"""A visitor's text as the model reads it: the finished words, and the word being typed.

Any string is read: control characters, emoji, ten thousand characters, none at all. What is no
word (see `core.text.words`) is passed over; unknown words stay, as `<unk>`. Only the last words of
a long text count, since each costs a step of the model and the state has long forgotten the rest.
"""

from dataclasses import dataclass

from core.text.vocabulary import WordVocabulary
from core.text.words import find_words, fold

READ_CHARACTERS = 1_000
READ_WORDS = 48
# The window moves on by as many words at a time, so that a long text being typed does not lose its
# cached states at every word.
WINDOW_STRIDE = 16
JOINERS = "'’‘-‐‑"


@dataclass(frozen=True)
class Prompt:
    words: tuple[str, ...]  # all words, folded, the last one too
    ids: tuple[int, ...]
    half: str  # the last word, folded, while the caret still touches it; else ""
    joined: bool  # True: what is added may begin without a space
    clipped: bool

    @property
    def before(self) -> tuple[int, ...]:
        """Ids of the words before the half-typed one (all, where none is half-typed)."""
        return self.ids[:-1] if self.half else self.ids


def read_prompt(text: str, vocabulary: WordVocabulary) -> Prompt:
    """Never raises. O(1) in the length of `text`."""
    tail = text[-READ_CHARACTERS:]
    clipped = len(tail) < len(text)
    if clipped:
        # A word cut in two would be read as another word.
        cut = next((i for i, sign in enumerate(tail) if sign.isspace()), 0)
        tail = tail[cut:]
    found = list(find_words(tail))
    words = tuple(word.text for word in found)
    half = ""
    if found:
        after = tail[found[-1].end :]
        if all(sign in JOINERS for sign in after) and len(after) <= 1:
            half = fold(tail[found[-1].start :])
    if len(words) > READ_WORDS:
        clipped = True
        words = words[-(-(len(words) - READ_WORDS) // WINDOW_STRIDE) * WINDOW_STRIDE :]
    return Prompt(
        words=words,
        ids=tuple(vocabulary.encode(words)),
        half=half,
        joined=not tail or tail[-1].isspace() or tail[-1] == "\u200b",
        clipped=clipped,
    )
