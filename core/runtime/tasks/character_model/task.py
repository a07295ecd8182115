"""The task "character-model": what the labs and a notebook ask of a model over characters.

    from core.runtime import load
    model = load("persian-verse")
    "".join(step.text for step in model.generate("بنام خداوند", SamplingSettings()))

    p(c₁ … c_n) = ∏ p(c_i | c_<i)          the chain rule; the model gives each factor

The served graph reads character by character; traces and weights come from the canonical one. No
visitor's state is held: every answer is a function of the text and the settings. A text begins
after the end of another document (`beginnings`); a trace begins from a zero state, so that it can
be computed again by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import log
from pathlib import Path

import numpy as np

from core.runtime.engine.limits import Cancel
from core.runtime.engine.manifest import Artifact
from core.runtime.engine.registry import Registry
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.errors import ArtifactDamaged, BadInput
from core.runtime.tasks.character_model.beginnings import beginning
from core.runtime.tasks.character_model.generation import Generation
from core.runtime.tasks.character_model.inside import Inside
from core.runtime.tasks.character_model.prompt import READ_CHARACTERS, read_prompt
from core.runtime.tasks.character_model.results import (
    TRACKS,
    Candidate,
    Chance,
    Floats,
    Hold,
    ModelShape,
    Prompt,
    Step,
    TextScore,
    Trace,
    Weights,
)
from core.runtime.tasks.character_model.states import PrefixStates, StepGraph
from core.text.characters import START, CharacterVocabulary

TRACED = 1000  # characters


class CharacterModel:
    def __init__(self, artifact: Artifact, registry: Registry) -> None:
        """Raises `ArtifactMissing` or `ArtifactDamaged`."""
        self.artifact, self._registry = artifact, registry
        self.language = artifact.language
        vocabulary, config = (
            registry.file(artifact, name) for name in ("tokenizer.json", "config.json")
        )
        try:
            self.vocabulary = CharacterVocabulary.load(vocabulary)
            self.shape = _shape(config)
        except (ValueError, KeyError, TypeError) as error:
            raise ArtifactDamaged(
                f"The description of the model “{artifact.id}” cannot be read."
            ) from error
        self.conditions = self.shape.conditions
        self.served = registry.served(artifact)
        self._beginning = beginning(artifact, self.vocabulary, self.shape.context)
        self._states = PrefixStates(StepGraph(self.served, self.shape), self._beginning)
        self._generation = Generation(self._states, self.vocabulary)

    def read(self, text: str, *, most: int | None = READ_CHARACTERS) -> Prompt:
        """The text as the model reads it: its last `most` characters (None: all). Never raises."""
        return read_prompt(text, self.vocabulary, self.language, most)

    def score(
        self, text: str, condition: str | None = None, *, cancel: Cancel | None = None
    ) -> TextScore:
        """How well the whole text is foreseen, from the beginning of a document on.

        Exact: every character, by the served graph, one after the other (0.2 ms each). Characters
        and bytes are counted as the model reads them. Raises `BadInput` for a blank text.
        """
        speaker, prompt = self._condition(condition), self.read(text, most=None)
        if not prompt.text.strip():
            raise BadInput("There is no text to score: type some letters that the model knows.")
        graph, state = self._states.graph, self._states.first(speaker)
        view, states, log_probs = state.view, state.states, state.log_probs
        nats = 0.0
        for id in prompt.ids:
            if cancel is not None:
                cancel.check()
            nats -= float(log_probs[id])
            view = (*view[1:], id)
            found, states = graph.run(np.array([view], np.int64), speaker, states)
            log_probs = found[0]
        return TextScore(len(prompt.text), len(prompt.text.encode()), nats / log(2))

    def surprise(self, text: str, condition: str | None = None) -> tuple[Chance, ...]:
        """Each id of the text (as `read` gives it) with its probability after all before it."""
        ids = self.read(text).ids
        states = self._states.along(ids, self._condition(condition))
        return tuple(
            self._chance(id, state.log_probs) for id, state in zip(ids, states, strict=True)
        )

    def log_probs(self, text: str | Sequence[int], condition: str | None = None) -> Floats:
        """Of what follows the text: [V], read-only; an empty text is the start of a document.

        Ids are taken as they are: nothing is normalised, nothing cut off. Raises `BadInput` for
        an id that the vocabulary has not.
        """
        ids = self.read(text).ids if isinstance(text, str) else text
        if strange := [id for id in ids if not 0 <= id < len(self.vocabulary)]:
            raise BadInput(f"This model's vocabulary has no character number {strange[0]}.")
        return self._states.after(ids, self._condition(condition)).log_probs

    def distribution(
        self, text: str, k: int = 20, condition: str | None = None
    ) -> tuple[Chance, ...]:
        """The k most probable next characters, most probable first."""
        log_probs = self.log_probs(text, condition)
        best = START + 1 + np.argsort(-log_probs[START + 1 :], kind="stable")
        return tuple(self._chance(int(id), log_probs) for id in best[: max(k, 0)])

    def generate(
        self,
        text: str,
        settings: SamplingSettings,
        *,
        condition: str | None = None,
        stop: str = "",
        forbid: str = "",
        road: Sequence[int] = (),
        cancel: Cancel | None = None,
    ) -> Iterator[Step]:
        """Continue the text, character by character; an empty text begins a document.

        The first characters are those of `road` (ids), as if drawn. Ends with the character that
        completes `stop`; no character of `forbid` is drawn. The same call gives the same text.
        Raises `BadInput` for an unknown condition, `Cancelled` between characters.
        """
        ids, speaker = self.read(text).ids, self._condition(condition)
        return self._generation.steps(ids, speaker, settings, stop, forbid, road, cancel)

    def candidates(
        self,
        text: str,
        count: int,
        settings: SamplingSettings,
        *,
        condition: str | None = None,
        stop: str = "\n",
        forbid: str = "",
        cancel: Cancel | None = None,
    ) -> tuple[Candidate, ...]:
        """`count` (at most 32) continuations up to `stop`, which is left off their texts."""
        ids, speaker = self.read(text).ids, self._condition(condition)
        return self._generation.candidates(ids, speaker, count, settings, stop, forbid, cancel)

    def trace(
        self,
        text: str,
        condition: str | None = None,
        holds: Sequence[Hold] = (),
        *,
        most: int = TRACED,
    ) -> Trace:
        """Every number inside while the last `most` (at most 1,000) characters are read.

        From a zero state, by the canonical graph. Raises `BadInput` for holds of what is not there.
        """
        ids = self.read(text, most=min(max(most, 0), TRACED)).ids[-TRACED:]
        return self._inside.trace(ids, self._condition(condition), holds)

    def weights(self) -> Weights:
        """The cell and the output, from the canonical graph; read-only."""
        return self._inside.weights

    def file(self, name: str) -> Path | None:
        """A file of the artifact, checked; None where this one has none of that name."""
        return self._registry.file(self.artifact, name) if name in self.artifact.files else None

    @cached_property
    def _inside(self) -> Inside:
        session = self._registry.session(self.artifact, "sequence")
        return Inside(session, self.shape, self.vocabulary, self._beginning[1:])

    def _condition(self, name: str | None) -> int:
        if not name:
            return 0
        if name not in self.conditions:
            known = ", ".join(self.conditions) or "none"
            raise BadInput(f"This model knows nobody called “{name[:40]}”. It knows: {known}.")
        return self.conditions.index(name) + 1

    def _chance(self, id: int, log_probs: Floats) -> Chance:
        return Chance(id, self.vocabulary.label(id), float(log_probs[id]))


def _shape(path: Path) -> ModelShape:
    content = json.loads(path.read_text(encoding="utf-8"))
    shape = ModelShape(
        cell=content["cell"],
        vocabulary=int(content["vocabulary"]),
        width=int(content["width"]),
        hidden=int(content["hidden"]),
        ngrams=tuple((int(n), int(rows)) for n, rows in content["ngrams"]),
        conditions=tuple(map(str, content["conditions"])),
    )
    if shape.cell not in TRACKS:
        raise ValueError(f"there is no cell {shape.cell!r}")
    return shape
