"""A language model over words: embedding → LSTM layers → projection → adaptive softmax.

Legend: B batch, T time, V vocabulary, E width of the word vectors, H hidden units, L layers.

    x_t = e(w_t)                                    the word's vector
    i, f, o = σ(W x_t + U h_{t-1} + b)              gates: input, forget, output
    g = tanh(W x_t + U h_{t-1} + b)                 candidate
    c_t = f ⊙ c_{t-1} + i ⊙ g,   h_t = o ⊙ tanh(c_t)
    p(w_{t+1} | w_1 … w_t) = softmax over words of (P h_t)

A sentence starts at `</s>` with a zero state; the state is a value passed in and returned, nothing
is kept between calls. Hochreiter & Schmidhuber 1997; Zaremba et al. 2014 for where dropout goes
(between layers, never inside the recurrence). It is no character model: see `core.text.vocabulary`
for what becomes of unknown words.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.adaptive_softmax import AdaptiveSoftmax


@dataclass(frozen=True)
class WordLSTMConfig:
    """What the model is; saved beside its weights as config.json."""

    cutoffs: tuple[int, ...]  # ends of the frequency clusters, the last is V
    ranks: tuple[int, ...]  # width of each cluster's vectors, the first is E
    hidden: int
    layers: int = 1

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> WordLSTMConfig:
        return cls(
            tuple(content["cutoffs"]), tuple(content["ranks"]), content["hidden"], content["layers"]
        )

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


State = tuple[Tensor, Tensor]  # h, c: each float [L, B, H]


class LockedDropout(nn.Module):
    """Drops the same units at every time step of a sentence (Gal & Ghahramani 2016).

    A unit that comes and goes within a sentence would blur what the state remembers; and one draw a
    sentence is cheaper than one a word.
    """

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.probability == 0:
            return x
        kept = F.dropout(x.new_ones(len(x), 1, x.shape[2]), self.probability)
        return x * kept  # [B, T, E]


class WordLSTM(nn.Module):
    def __init__(
        self, config: WordLSTMConfig, dropout: tuple[float, float, float] = (0, 0, 0)
    ) -> None:
        """`dropout`: after the embedding, between layers, before the softmax (training only)."""
        super().__init__()
        self.config = config
        width = config.ranks[0]
        self.words = AdaptiveSoftmax(config.cutoffs, config.ranks)
        self.lstm = nn.LSTM(
            width,
            config.hidden,
            config.layers,
            batch_first=True,
            dropout=dropout[1] if config.layers > 1 else 0.0,
        )
        self.project = nn.Linear(config.hidden, width)
        self.drop_input = LockedDropout(dropout[0])
        self.drop_output = LockedDropout(dropout[2])
        with torch.no_grad():
            for name, bias in self.lstm.named_parameters():
                if name.startswith("bias_hh"):
                    # Forget gate open at first (Jozefowicz et al. 2015). Gates: i f g o.
                    bias.zero_()
                    bias[config.hidden : 2 * config.hidden] = 1.0

    def features(self, words: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """int64 [B, T] → P h_t, float [B, T, E], and the state after the last word."""
        x = self.drop_input(self.words.embed(words))  # [B, T, E]
        h, state = self.lstm(x, state)  # [B, T, H]
        return self.project(self.drop_output(h)), state

    def target_log_probs(self, words: Tensor, targets: Tensor) -> Tensor:
        """log p of each next word, from a zero state: int64 [B, T] twice → float32 [B, T]."""
        x, _ = self.features(words)
        flat = self.words.target_log_probs(x.flatten(0, 1), targets.reshape(-1))
        return flat.view(targets.shape)

    def forward(self, word: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One step, as exported: int64 [B], twice [L, B, H] → log p [B, V], new state."""
        x, (h, c) = self.features(word.unsqueeze(1), (h, c))
        return self.words.log_probs(x.squeeze(1)), h, c

    def zero_state(self, batch: int) -> State:
        zeros = torch.zeros(self.config.layers, batch, self.config.hidden)
        return zeros, zeros.clone()
