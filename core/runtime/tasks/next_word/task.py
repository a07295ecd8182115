"""The task "next-word": what the lab, the keystroke route and a notebook ask of the model.

    p(w₁ … w_n) = ∏ p(w_i | w_<i)          the chain rule; the model gives each factor

It holds no visitor's state: every answer is a function of the text and the settings. The only
memory is a cache of read-only states by prefix (`states`).
"""

from collections.abc import Iterator, Sequence
from math import exp, log

import numpy as np

from core.runtime.engine.beam_search import beam_search
from core.runtime.engine.limits import Cancel
from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.errors import ArtifactDamaged
from core.runtime.tasks.next_word.completion import Completion
from core.runtime.tasks.next_word.generation import Generation
from core.runtime.tasks.next_word.lexicon import Ids, Lexicon, largest
from core.runtime.tasks.next_word.prompt import Prompt, read_prompt
from core.runtime.tasks.next_word.results import (
    Alternatives,
    BeamNode,
    BeamTree,
    Distribution,
    Guess,
    Lesson,
    Step,
    Suggestion,
    Suggestions,
    Surprise,
    WordChance,
    WordSurprise,
)
from core.runtime.tasks.next_word.states import START, Floats, PrefixStates, StepGraph
from core.text.offensive import is_offensive
from core.text.vocabulary import UNK, WordVocabulary
from core.text.words import tokenize

# Words of the typed text that are judged together with an added phrase.
CONTEXT_WORDS = 3


BothStates = tuple[Floats, Floats]  # h and c, [L, B, H]


class NextWord:
    """A word-level LSTM language model behind its exported step graph."""

    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        """Raises `ArtifactMissing` or `ArtifactDamaged`."""
        self.artifact = artifact
        path = registry.file(artifact, "tokenizer.json")
        try:
            self.vocabulary = WordVocabulary.load(path)
        except (ValueError, KeyError) as error:
            raise ArtifactDamaged(
                f"The word list of the model “{artifact.id}” cannot be read."
            ) from error
        self.served = registry.served(artifact)
        self._graph = StepGraph(self.served.session)
        self._states = PrefixStates(self._graph)
        self._lexicon = Lexicon(self.vocabulary)
        self._generation = Generation(self._states, self._lexicon)
        self._completion = Completion(self._graph, self._lexicon)

    def suggest(self, text: str, k: int = 8) -> Suggestions:
        """Up to `k` ways in which `text` could go on, most probable first, for any string.

        A half-typed word is completed; one that nothing in the vocabulary begins like is taken as
        a finished unknown word.
        """
        prompt = read_prompt(text, self.vocabulary)
        half, joined = prompt.half, prompt.joined
        if half and not len(self._lexicon.starting_with(half)):
            half, joined = "", False
        before = prompt.before if half else prompt.ids
        typed = prompt.words[-CONTEXT_WORDS:]
        typed_offends = is_offensive(" ".join(typed))

        def fits(ids: tuple[int, ...]) -> bool:
            words = self.vocabulary.decode(ids)
            if not typed_offends:
                words = [*(typed[:-1] if half else typed), *words]
            return not is_offensive(" ".join(words))

        items = []
        for phrase in self._completion.phrases(self._states.after(before), half, joined, k, fits):
            added = " ".join(self.vocabulary.decode(phrase.words))[len(half) :]
            if not half and not joined:
                added = " " + added
            items.append(Suggestion(text + added, added, phrase.log_prob))
        return Suggestions(tuple(items), prompt.clipped)

    def distribution(self, text: str, k: int = 20) -> Distribution:
        """The `k` most probable next words (or completions of a half-typed one) and the rest."""
        prompt = read_prompt(text, self.vocabulary)
        ids, half = self._finished(prompt)
        log_probs = self._states.after(ids).log_probs
        words = prompt.words[: len(ids)]
        allowed = np.zeros(len(log_probs), bool)
        if half:
            allowed[self._lexicon.starting_with(half)] = True
            log_probs = log_probs - np.log(np.exp(log_probs[allowed], dtype=np.float64).sum())
        else:
            allowed[:] = self._lexicon.offered
        best = largest(np.where(allowed, log_probs, -np.inf), k)
        chances = tuple(WordChance(self.vocabulary.words[i], float(log_probs[i])) for i in best)
        return Distribution(
            words=chances,
            rest=max(0.0, 1.0 - sum(chance.probability for chance in chances)),
            rest_count=(int(allowed.sum()) if half else len(log_probs) - 1) - len(chances),
            end=0.0 if half else exp(float(log_probs[START])),
            after=words,
            half=half,
            clipped=prompt.clipped,
        )

    def guess(self, text: str, word: str) -> Guess:
        """How the model ranks a person's guess for the word after the text (all words finished)."""
        folded = next(iter(tokenize(word)), "")
        id = self.vocabulary.id(folded)
        log_probs = self._states.after(read_prompt(text, self.vocabulary).ids).log_probs
        shown = self._lexicon.shown(log_probs)
        if not folded or shown[id] == -np.inf:
            return Guess(folded, 0.0, None)
        shown[START] = -np.inf
        return Guess(folded, exp(float(shown[id])), int((shown > shown[id]).sum()) + 1)

    def may_say(self, word: str) -> bool:
        """Whether the model may write the word: it knows it, and it is none to be kept back."""
        id = self.vocabulary.id(word)
        return id > START and self._lexicon.allowed(id)

    def surprise(self, text: str) -> Surprise:
        """−log₂ p of every finished word of the text, given the words before it."""
        prompt = read_prompt(text, self.vocabulary)
        ids, _ = self._finished(prompt)
        bits = [
            -float(self._states.after(ids[:place]).log_probs[id]) / log(2)
            for place, id in enumerate(ids)
        ]
        words = tuple(
            WordSurprise(word, value, id != UNK)
            for word, value, id in zip(prompt.words, bits, ids, strict=False)
        )
        return Surprise(words, 2 ** (sum(bits) / len(bits)) if bits else 1.0, prompt.clipped)

    def beam_tree(self, text: str, width: int = 4, depth: int = 4, considered: int = 4) -> BeamTree:
        """The beam search from the end of the text, with `considered` lost candidates a depth."""
        prompt = read_prompt(text, self.vocabulary)
        ids, half = self._finished(prompt)
        state = self._states.after(ids)
        first = self._lexicon.shown(state.log_probs)
        if half:
            fits = np.full(len(first), -np.inf, np.float32)
            matches = self._lexicon.starting_with(half)
            fits[matches] = first[matches]
            first = fits - np.log(np.exp(fits, dtype=np.float64).sum())

        def step(words: Ids, state: BothStates) -> tuple[Floats, BothStates]:
            log_probs, h, c = self._graph.run(words, *state)
            return self._lexicon.shown(log_probs), (h, c)

        tree = beam_search(
            step,
            first,
            (state.h, state.c),
            select=lambda state, rows: (state[0][:, rows], state[1][:, rows]),
            width=width,
            depth=depth,
            ends=(START,),
            considered=considered,
        )
        nodes = tuple(
            BeamNode(
                parent=node.parent,
                depth=node.depth,
                word="" if node.finished else self.vocabulary.words[node.token],
                log_prob=node.log_prob,
                score=node.score,
                kept=node.kept,
                ended=node.finished,
            )
            for node in tree.nodes
        )
        deepest = max((node.depth for node in nodes if node.kept), default=0)
        best = tuple(
            path.node
            for path in tree.best(len(nodes))
            if path.finished or nodes[path.node].depth == deepest  # else it lost its place
        )[:width]
        return BeamTree(nodes, best, prompt.words[: len(ids)], half, width, depth)

    def generate(
        self,
        text: str,
        settings: SamplingSettings,
        cancel: Cancel | None = None,
        road: Sequence[int] = (),
    ) -> Iterator[Step]:
        """Continue the text word by word, after its last word as it stands.

        The first words are those of `road` (ids), as if they had been drawn; the others are drawn
        with the step's own number of the seed, so the same call gives the same text everywhere.
        Raises `Cancelled` between words.
        """
        ids = read_prompt(text, self.vocabulary).ids
        return self._generation.steps(ids, settings, cancel, road)

    def alternatives(
        self,
        text: str,
        road: Sequence[int],
        settings: SamplingSettings,
        k: int = 12,
        also: int | None = None,
    ) -> Alternatives:
        """What could have stood after the text and the words of `road`, under the settings: the
        `k` most probable words and, if it is none of them, the word `also`.

        Another temperature is another reading of the same log-probabilities.
        """
        ids = (*read_prompt(text, self.vocabulary).ids, *road)
        return self._generation.alternatives(ids, settings, k, also)

    def teacher_forcing(self, text: str) -> Lesson:
        """The text as one line of training data: inputs, targets one place to the left, losses."""
        prompt = read_prompt(text, self.vocabulary)
        targets = (*prompt.ids, START)
        losses, guesses = [], []
        for place, target in enumerate(targets):
            log_probs = self._states.after(prompt.ids[:place]).log_probs
            losses.append(-float(log_probs[target]))
            best = int(np.argmax(self._lexicon.shown(log_probs)))
            guesses.append(WordChance(self.vocabulary.words[best], float(log_probs[best])))
        mean = sum(losses) / len(losses)
        end = self.vocabulary.words[START]
        return Lesson(
            inputs=(end, *prompt.words),
            targets=(*prompt.words, end),
            losses=tuple(losses),
            guesses=tuple(guesses),
            known=tuple(id != UNK for id in targets),
            mean_loss=mean,
            perplexity=exp(mean),
            clipped=prompt.clipped,
        )

    def _finished(self, prompt: Prompt) -> tuple[tuple[int, ...], str]:
        """(ids of the finished words, the half-typed word or "").

        Whether the word at the caret is finished is asked of the model: it is, if it is the most
        probable of all words that begin like it, or none does ("make a|": yes; "make a w|": no).
        """
        if not prompt.half:
            return prompt.ids, ""
        matches = self._lexicon.starting_with(prompt.half)
        if not len(matches):
            return prompt.ids, ""
        log_probs = self._states.after(prompt.before).log_probs[matches]
        if prompt.ids[-1] == matches[int(np.argmax(log_probs))]:
            return prompt.ids, ""
        return prompt.before, prompt.half
