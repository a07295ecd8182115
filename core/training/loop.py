"""One training loop for every model that learns by gradient descent.

What a batch is, is the task's business; the loop steps, clips, schedules, saves and scores.
A run ends after `steps`, or after `minutes` of training time (kills and pauses do not count). With
`steps` a resumed run is the same run, number for number; with `minutes` the learning rate follows
the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from tqdm import tqdm

from core.training import checkpoints
from core.training.curves import Curves, Point
from core.training.recipe import Recipe
from core.training.schedule import learning_rate
from core.training.trainable_task import TrainableTask


@dataclass
class Progress:
    """How far a run is."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    loss_sum: float = 0.0  # since the last point of the curve
    loss_tokens: int = 0

    def share(self, recipe: Recipe) -> float:
        """0 … 1, by steps or by minutes."""
        if recipe.steps is not None:
            return self.step / recipe.steps
        return self.seconds / (60 * (recipe.minutes or 1e-9))


@contextmanager
def arithmetic(precision: str) -> Iterator[None]:
    # Without AVX-512 PyTorch has no recurrent layer in bfloat16, and nothing would be gained by it.
    fast = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    if precision == "bfloat16" and fast:
        with torch.autocast("cpu", torch.bfloat16):
            yield
    else:
        yield


class Loop:
    """A run in a folder: `Loop(task, recipe, run).train()`; on the same folder it resumes."""

    def __init__(self, task: TrainableTask, recipe: Recipe, run: Path) -> None:
        if (recipe.steps is None) == (recipe.minutes is None):
            raise ValueError("a recipe says either how many steps or how many minutes")
        self.task, self.recipe, self.run = task, recipe, run
        self.progress, self.curves = Progress(), Curves()
        made = recipe.optimiser
        self.optimiser = torch.optim.AdamW(
            task.model.parameters(),
            lr=made.learning_rate,
            betas=made.betas,
            weight_decay=made.weight_decay,
            fused=True,
        )
        run.mkdir(parents=True, exist_ok=True)
        if (run / checkpoints.RESUME).exists():
            self._resume()
        else:
            # Dropout has its own seed, whatever was drawn to build the model.
            torch.manual_seed(recipe.seed)
        task.save_description(run)

    def train(self) -> None:
        saved_at = self.progress.seconds
        bar = tqdm(total=1000, initial=self._mille(), unit="‰", desc=self.recipe.id, mininterval=5)
        while self.progress.share(self.recipe) < 1:
            epochs = int(self.task.epochs)
            self._step()
            due = self.recipe.held_out_steps
            if self.progress.step % due == 0 if due else int(self.task.epochs) > epochs:
                self._measure()
            if self.progress.seconds - saved_at >= self.recipe.checkpoint_seconds:
                self._save()
                saved_at = self.progress.seconds
            bar.update(self._mille() - bar.n)
            bar.set_postfix_str(self._report(), refresh=False)
        bar.close()
        self._measure()
        self._save()

    def _step(self) -> None:
        began = time.perf_counter()
        made, share = self.recipe.optimiser, self.progress.share(self.recipe)
        rate = learning_rate(made.learning_rate, self.progress.step, share, made.warm_up)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.task.model.train()
        batch = self.task.next_batch(self.progress.step, share)
        with arithmetic(self.recipe.precision):
            loss = self.task.loss(batch)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.task.model.parameters(), made.clip)
        self.optimiser.step()
        tokens = self.task.tokens(batch)
        self.progress.loss_sum += float(loss.detach()) * tokens
        self.progress.loss_tokens += tokens
        self.progress.tokens += tokens
        self.progress.step += 1
        self.progress.seconds += time.perf_counter() - began

    @torch.no_grad()
    def _measure(self) -> None:
        if self.curves.points and self.curves.points[-1].step == self.progress.step:
            return
        self.task.model.eval()
        scores = self.task.held_out()
        done = self.progress
        point = Point(
            step=done.step,
            tokens=done.tokens,
            epochs=self.task.epochs,
            learning_rate=self.optimiser.param_groups[0]["lr"],
            seconds=done.seconds,
            train_loss=done.loss_sum / done.loss_tokens if done.loss_tokens else None,
            held_out_loss=scores.pop("loss"),
            scores=scores,
        )
        self.curves.add(point)
        done.loss_sum, done.loss_tokens = 0.0, 0
        tqdm.write(str(point))

    def _save(self) -> None:
        checkpoints.save_weights(self.run / checkpoints.MODEL, self.task.model.state_dict())
        self.curves.save(self.run / checkpoints.CURVES)
        checkpoints.save_resume(
            self.run / checkpoints.RESUME,
            {
                "model": self.task.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "random": torch.get_rng_state(),
                "progress": vars(self.progress),
                "position": self.task.position(),
            },
        )

    def _resume(self) -> None:
        saved = checkpoints.load_resume(self.run / checkpoints.RESUME)
        self.task.model.load_state_dict(saved["model"])
        self.optimiser.load_state_dict(saved["optimiser"])
        torch.set_rng_state(saved["random"])
        self.progress = Progress(**saved["progress"])
        self.task.seek(saved["position"])
        if (self.run / checkpoints.CURVES).exists():
            self.curves = Curves.load(self.run / checkpoints.CURVES)
            self.curves.cut_after(self.progress.step)

    def _mille(self) -> int:
        return min(1000, int(1000 * self.progress.share(self.recipe)))

    def _report(self) -> str:
        done = self.progress
        share = max(done.share(self.recipe), 1e-9)
        left = done.seconds / share - done.seconds
        speed = done.tokens / max(done.seconds, 1e-9)
        return f"step {done.step}, {speed:,.0f} tokens/s, {left / 60:.0f} min left"
