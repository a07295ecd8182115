"""A language model over characters: letters' vectors → one SimpleRNN, GRU or LSTM → softmax.

Legend: B batch, T time, V vocabulary, E width of the letters' vectors, H hidden units, N the
longest n-gram looked up.

    x_t = e_1(c_t) + Σ_n e_n(c_{t-n+1} … c_t) + p(k)     the last letters; who speaks
    h_t = cell(x_t, h_{t-1})
    p(c_{t+1} | c_1 … c_t, k) = softmax(W h_t + S x_t + b)

The n-grams (n > 1) are optional. Their vectors lie in hashed tables, which cost a lookup and no
multiplication: spelling is learnt there, and the cell is left with what reaches further back
(Mikolov et al. 2011 put hashed n-grams beside a recurrent net; here they feed it too). Without
them S is absent and this is the plain model of the lecture. `k` is a condition, for instance the
poet; 0 means nobody in particular. The state is a value passed in and returned.
Elman 1990; Hochreiter & Schmidhuber 1997; Cho et al. 2014.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

CELLS = {"SimpleRNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


@dataclass(frozen=True)
class CharacterRNNConfig:
    """What the model is; saved beside its weights as config.json."""

    vocabulary: int  # V
    width: int  # E
    hidden: int  # H
    cell: str = "LSTM"
    ngrams: tuple[tuple[int, int], ...] = ()  # (n, rows of its table), n rising from 2
    conditions: tuple[str, ...] = ()  # names of k = 1, 2, …

    @property
    def context(self) -> int:
        """How many characters before the first the model looks at: N - 1."""
        return max((n for n, _ in self.ngrams), default=1) - 1

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> CharacterRNNConfig:
        content = dict(content)
        ngrams = tuple((n, rows) for n, rows in content.pop("ngrams"))
        return cls(**content | {"ngrams": ngrams, "conditions": tuple(content["conditions"])})

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


State = tuple[Tensor, ...]  # (h,) or, of an LSTM, (h, c): each float [1, B, H]


def ngram_rows(characters: Tensor, n: int, rows: int, vocabulary: int) -> Tensor:
    """The table row of each n-gram: int64 [B, C + T] → [B, C + T - n + 1].

    The n ids are read as the digits of a number in base V, and the row is its remainder by a prime.
    """
    size = characters.shape[1] - n + 1
    number = characters[:, :size]
    for place in range(1, n):
        number = number * vocabulary + characters[:, place : place + size]
    return number % rows


class CharacterRNN(nn.Module):
    def __init__(
        self, config: CharacterRNNConfig, dropout: tuple[float, float, float] = (0.0, 0.0, 0.0)
    ) -> None:
        """`dropout`: of whole n-grams, of x, and before the softmax; training only.

        An n-gram that is dropped is like one never met, and most of those of a new text are.
        """
        super().__init__()
        self.config = config
        V, E, H = config.vocabulary, config.width, config.hidden
        self.letters = nn.Embedding(V, E)
        self.tables = nn.ModuleList(nn.Embedding(rows, E) for _, rows in config.ngrams)
        self.speakers = nn.Embedding(len(config.conditions) + 1, E) if config.conditions else None
        self.cell = CELLS[config.cell](E, H, batch_first=True)
        self.predict = nn.Linear(H, V)
        self.skip = nn.Linear(E, V, bias=False) if config.ngrams else None
        self.ngram_dropout = dropout[0]
        self.drop_input, self.drop_output = nn.Dropout(dropout[1]), nn.Dropout(dropout[2])
        self._initialise()

    @torch.no_grad()
    def _initialise(self) -> None:
        nn.init.normal_(self.letters.weight, std=0.5)
        for table in [*self.tables, *([self.speakers] if self.speakers else [])]:
            nn.init.normal_(table.weight, std=0.05)  # the rare ones say little until they are met
        H = self.config.hidden
        for name, weights in self.cell.named_parameters():
            if name.startswith("weight_hh"):
                for gate in weights.split(H):
                    nn.init.orthogonal_(gate)
            if name.startswith("bias_hh"):
                weights.zero_()
                if self.config.cell == "LSTM":
                    # Forget gate open at first (Jozefowicz et al. 2015). Gates: i f g o.
                    weights[H : 2 * H] = 1.0

    def inputs(self, characters: Tensor, condition: Tensor) -> Tensor:
        """x: int64 [B, C + T] with C characters of context, int64 [B] → float [B, T, E]."""
        C = self.config.context
        x: Tensor = self.letters(characters[:, C:])
        for (n, rows), table in zip(self.config.ngrams, self.tables, strict=True):
            ids = ngram_rows(characters[:, C - n + 1 :], n, rows, self.config.vocabulary)
            found: Tensor = table(ids)
            if self.training and self.ngram_dropout:
                found = (
                    found * (torch.rand_like(ids, dtype=x.dtype) >= self.ngram_dropout)[..., None]
                )
            x = x + found
        if self.speakers is not None:
            x = x + self.speakers(condition).unsqueeze(1)
        return x

    def forward(
        self, characters: Tensor, condition: Tensor, state: State | None = None
    ) -> tuple[Tensor, State]:
        """int64 [B, C + T], int64 [B] → logits float [B, T, V], the state after the last one."""
        x = self.drop_input(self.inputs(characters, condition))
        packed = state[0] if state is not None and len(state) == 1 else state
        h, new = self.cell(x, packed)  # [B, T, H]
        logits = self.predict(self.drop_output(h))
        if self.skip is not None:
            logits = logits + self.skip(x)
        return logits, new if isinstance(new, tuple) else (new,)

    def zero_state(self, batch: int) -> State:
        zeros = torch.zeros(1, batch, self.config.hidden)
        return (zeros, zeros.clone()) if self.config.cell == "LSTM" else (zeros,)


def next_character_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean nats per character: float [B, T, V], int64 [B, T]."""
    return F.cross_entropy(logits.flatten(0, 1), targets.reshape(-1))
