"""What writes verse, as `core.runtime.couplets` sees it, and a memory of what it wrote lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any, ClassVar, Protocol

from core.runtime.engine.limits import Cancel
from core.runtime.engine.sampling import SamplingSettings
from core.runtime.rhyme_endings import Chances, Foreseer, Read
from core.text.characters import CharacterVocabulary

BATCHES_KEPT = 600  # at most about 5 kB each


class Offered(Protocol):
    """One text of the model's."""

    @property
    def text(self) -> str: ...
    @property
    def log_prob(self) -> float: ...
    @property
    def ended(self) -> bool: ...


class Writer(Foreseer, Protocol):
    """What is needed of a character model."""

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
    ) -> Sequence[Offered]: ...


class Remembered:
    """A writer whose latest answers are kept: a changed road asks only for what is new.

    `name` tells writers apart, since all share one memory of `BATCHES_KEPT` batches."""

    _memory: ClassVar[OrderedDict[tuple[Any, ...], tuple[Offered, ...]]] = OrderedDict()
    _lock: ClassVar[Lock] = Lock()

    def __init__(self, writer: Writer, name: str) -> None:
        self._writer, self._name = writer, name

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
    ) -> tuple[Offered, ...]:
        key = (self._name, text, count, settings, condition, stop, forbid)
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        found = tuple(
            self._writer.candidates(
                text, count, settings, condition=condition, stop=stop, forbid=forbid, cancel=cancel
            )
        )
        with self._lock:
            self._memory[key] = found
            while len(self._memory) > BATCHES_KEPT:
                self._memory.popitem(last=False)
        return found

    @property
    def vocabulary(self) -> CharacterVocabulary:
        return self._writer.vocabulary

    def log_probs(self, text: Read, condition: str | None = None) -> Chances:
        return self._writer.log_probs(text, condition)
