"""Autoregressive generation: one character at a time, each drawn from what the model says.

    p_T(c) ∝ p(c)^(1/T)       temperature: T → 0 takes the most probable, T → ∞ takes any

Then top-k and top-p cut the tail (`core.runtime.engine.sampling`). Every draw has a number of its
own, made from the seed and its place, so that a text can be taken up anywhere. Several texts side
by side are one batch of the step graph. Nothing is judged here: a page masks what it shows.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings, distribution, draw, sample
from core.runtime.tasks.character_model.results import Candidate, Floats, Step
from core.runtime.tasks.character_model.states import Ids, PrefixStates, State
from core.text.characters import START, CharacterVocabulary

LONGEST = 4000  # characters
MOST_CANDIDATES = 32


class Spelling:
    """Ids as they come, to text: a character of several bytes appears with its last one."""

    def __init__(self, vocabulary: CharacterVocabulary) -> None:
        self._vocabulary = vocabulary
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, id: int, last: bool = False) -> str:
        """The text that this id completes; `last` gives up waiting for further bytes."""
        return self._decoder.decode(self._vocabulary.spelled(id), final=last)


class Generation:
    def __init__(self, states: PrefixStates, vocabulary: CharacterVocabulary) -> None:
        self._states, self._vocabulary = states, vocabulary

    def steps(
        self,
        ids: tuple[int, ...],
        condition: int,
        settings: SamplingSettings,
        stop: str,
        forbid: str,
        road: Sequence[int],
        cancel: Cancel | None,
    ) -> Iterator[Step]:
        """Characters after `ids`: those of `road` as if drawn, then drawn ones, until `stop`."""
        settings = clamped(settings)
        never = self._never(forbid)
        state = self._states.after(ids, condition, cancel)
        spelling, said = Spelling(self._vocabulary), ""
        for index in range(settings.length):
            if cancel is not None:
                cancel.check()
            taken = road[index] if index < len(road) else START
            if not START < taken < len(self._vocabulary):
                log_probs = state.log_probs.copy()
                log_probs[never] = -np.inf
                taken = sample(log_probs, settings, index)
            text = spelling.add(taken, last=index == settings.length - 1)
            said = (said + text)[-len(stop) :] if stop else ""
            ended = bool(stop) and said == stop
            yield Step(index, taken, text, float(state.log_probs[taken]), ended)
            if ended:
                return
            state = self._states.step(state, taken, condition)

    def candidates(
        self,
        ids: tuple[int, ...],
        condition: int,
        count: int,
        settings: SamplingSettings,
        stop: str,
        forbid: str,
        cancel: Cancel | None,
    ) -> tuple[Candidate, ...]:
        """`count` texts after `ids`, text i drawn with the numbers of (seed, i)."""
        settings, count = clamped(settings), min(max(int(count), 0), MOST_CANDIDATES)
        never = self._never(forbid)
        start = self._states.after(ids, condition, cancel)
        texts = [_Text(row, Spelling(self._vocabulary)) for row in range(count)]
        writing, batch = list(texts), _Batch(start, count)
        for index in range(settings.length):
            if not writing:
                break
            if cancel is not None:
                cancel.check()
            shown = batch.log_probs.copy()
            shown[:, never] = -np.inf
            chances = distribution(
                shown,
                temperature=settings.temperature,
                top_k=settings.top_k,
                top_p=settings.top_p,
            )
            taken = []
            for row, text in enumerate(writing):
                number = np.random.default_rng((settings.seed, text.place, index)).random()
                taken.append(draw(chances[row], number))
                text.log_prob += float(batch.log_probs[row, taken[-1]])
                text.said += text.spelling.add(taken[-1], last=index == settings.length - 1)
                text.ended = bool(stop) and text.said.endswith(stop)
            rows = [row for row, text in enumerate(writing) if not text.ended]
            writing = [writing[row] for row in rows]
            if writing and index + 1 < settings.length:
                batch.read(np.array(taken, np.int64), rows, condition, self._states)
        return tuple(text.candidate(stop) for text in texts)

    def _never(self, forbid: str) -> list[int]:
        """Ids that are not to be drawn: `<s>` and those of the forbidden characters."""
        known = "".join(dict.fromkeys(c for c in forbid if c in self._vocabulary))
        never = {START, *self._vocabulary.encode(known)}
        if len(never) == len(self._vocabulary):
            return [START]  # something must be left to draw
        return sorted(never)


class _Text:
    """One of the texts while it is written."""

    def __init__(self, place: int, spelling: Spelling) -> None:
        self.place, self.spelling = place, spelling
        self.said, self.log_prob, self.ended = "", 0.0, False

    def candidate(self, stop: str) -> Candidate:
        said = self.said.removesuffix(stop) if self.ended else self.said
        return Candidate(said, self.log_prob, self.ended)


class _Batch:
    """The texts that are still written, a row each."""

    def __init__(self, start: State, count: int) -> None:
        self.log_probs: Floats = np.repeat(start.log_probs[None], count, axis=0)
        self._states = tuple(np.repeat(array, count, axis=0) for array in start.states)
        self._view: Ids = np.repeat(np.array([start.view], np.int64), count, axis=0)

    def read(self, taken: Ids, rows: list[int], condition: int, states: PrefixStates) -> None:
        """Read the drawn ids; only `rows` go on."""
        view = np.concatenate([self._view[:, 1:], taken[:, None]], axis=1)
        self._view = view[rows]
        before = tuple(array[rows] for array in self._states)
        self.log_probs, self._states = states.graph.run(self._view, condition, before)


def clamped(settings: SamplingSettings) -> SamplingSettings:
    """The nearest settings that can be used; a text of characters may be longer than of words."""
    length = min(max(settings.length, 1), LONGEST) if settings.length == settings.length else 1
    return replace(settings.clamped(), length=int(length))
