"""Autoregressive generation: one word at a time, each drawn from what the model says of the last.

    p_T(w) ∝ p(w)^(1/T)       temperature: T → 0 takes the most probable, T → ∞ takes any

Then top-k and top-p cut the tail (`core.runtime.engine.sampling`). Log-probabilities are cached by
prefix, so another temperature, or another road from an earlier word, re-reads them without a run
of the model.
"""

from collections.abc import Iterator, Sequence
from math import exp

import numpy as np

from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings, distribution, sample
from core.runtime.tasks.next_word.lexicon import Lexicon, largest
from core.runtime.tasks.next_word.results import Alternative, Alternatives, Step
from core.runtime.tasks.next_word.states import START, PrefixStates, State
from core.text.offensive import is_offensive

# A word is judged together with this many before it.
CONTEXT_WORDS = 2


class Generation:
    def __init__(self, states: PrefixStates, lexicon: Lexicon) -> None:
        self._states, self._lexicon = states, lexicon
        self._words = lexicon.vocabulary.words

    def steps(
        self,
        ids: tuple[int, ...],
        settings: SamplingSettings,
        cancel: Cancel | None,
        road: Sequence[int],
    ) -> Iterator[Step]:
        """Words after `ids`: those of `road` as if drawn, then drawn ones, until `</s>`."""
        settings = settings.clamped()
        added: list[int] = []
        for index in range(settings.length):
            if cancel is not None:
                cancel.check()
            prefix = (*ids, *added)
            cached = prefix in self._states
            state = self._states.after(prefix)
            taken = road[index] if index < len(road) else -1
            if not (0 <= taken < len(self._words) and self._lexicon.allowed(taken)):
                taken = self._draw(state, added, settings, index)
            added.append(taken)
            yield Step(
                index=index,
                id=taken,
                word="" if taken == START else self._words[taken],
                log_prob=float(state.log_probs[taken]),
                cached=cached,
                ended=taken == START,
            )
            if taken == START:
                return

    def alternatives(
        self, prefix: tuple[int, ...], settings: SamplingSettings, k: int, also: int | None
    ) -> Alternatives:
        """The `k` most probable words after `prefix`, and the word `also`, with their chances."""
        settings = settings.clamped()
        cached = prefix in self._states
        log_probs = self._lexicon.shown(self._states.after(prefix).log_probs)
        sampled = distribution(
            log_probs,
            temperature=settings.temperature,
            top_k=settings.top_k,
            top_p=settings.top_p,
        )
        listed = largest(log_probs, k)
        if also is not None and also not in listed and self._lexicon.allowed(also):
            listed.append(also)
        words = tuple(
            Alternative(
                id=id,
                word="" if id == START else self._words[id],
                probability=exp(float(log_probs[id])),
                sampled=float(sampled[id]),
            )
            for id in listed
        )
        return Alternatives(
            words=words,
            rest=max(0.0, 1.0 - sum(word.sampled for word in words)),
            open=int(np.count_nonzero(sampled)),
            cached=cached,
        )

    def _draw(self, state: State, added: list[int], settings: SamplingSettings, index: int) -> int:
        log_probs = self._lexicon.shown(state.log_probs)
        before = [self._words[id] for id in added[-CONTEXT_WORDS:]]
        while True:
            id = sample(log_probs, settings, index)
            if id == START or not is_offensive(" ".join([*before, self._words[id]])):
                return id
            log_probs[id] = -np.inf  # `</s>` stays, so this comes to an end
