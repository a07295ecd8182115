"""The curves of a run: what was measured when, for the labs and for whoever trains.

`curves.json` is `{"version": 1, "points": [{"step": …, "tokens": …, …}]}`; `train_loss` and
`held_out_loss` are nats per word (end of sentence included), `seconds` is training time alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Point:
    step: int
    tokens: int
    epochs: float
    learning_rate: float
    seconds: float
    train_loss: float | None = None
    held_out_loss: float | None = None
    scores: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        losses = {"train": self.train_loss, "held out": self.held_out_loss}
        shown = losses | self.scores
        return (
            f"step {self.step:,}, {self.tokens:,} tokens, {self.epochs:.2f} epochs, "
            f"rate {self.learning_rate:.2e}, "
            + ", ".join(f"{name} {value:.4g}" for name, value in shown.items() if value is not None)
            + f", {self.seconds:,.0f} s"
        )


@dataclass
class Curves:
    points: list[Point] = field(default_factory=list)

    def add(self, point: Point) -> None:
        if self.points and point.step < self.points[-1].step:
            raise ValueError("a curve goes forward")
        self.points.append(point)

    def cut_after(self, step: int) -> None:
        """Forget what a run measured after the checkpoint from which it goes on."""
        self.points = [point for point in self.points if point.step <= step]

    def save(self, path: Path) -> None:
        content = {"version": 1, "points": [asdict(point) for point in self.points]}
        beside = path.with_suffix(".writing")
        beside.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Curves:
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls([Point(**point) for point in content["points"]])
