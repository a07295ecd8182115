"""A BERT encoder: every token's vector depends on the whole sentence around it.

Legend: B batch, T time, V vocabulary, E width of the vectors, A heads, D = E / A, F inner width.

    x_t = LayerNorm(word_t + position_t + segment)                      embeddings
    Q, K, V = x W_Q + b_Q, x W_K + b_K, x W_V + b_V                     A heads each
    a = softmax(Q Kᵀ / √D + mask)                                       attention, [B, A, T, T]
    x = LayerNorm(x + (a V) W_O + b_O)
    x = LayerNorm(x + GELU(x W_1 + b_1) W_2 + b_2)

What it is: the encoder of Devlin et al. 2019 (arXiv:1810.04805), the shape that MiniLM keeps
(Wang et al. 2020, arXiv:2002.10957), for reading contextual vectors. What it is not: a masked
language model; there is no output layer and no training here. Lecture "Contextual word embeddings".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class BertConfig:
    """What the model is."""

    words: int = 30522
    width: int = 384
    heads: int = 12
    layers: int = 6
    inner: int = 1536
    positions: int = 512
    epsilon: float = 1e-12


class SelfAttention(nn.Module):
    """a = softmax(Q Kᵀ / √D + mask); the mixed values, projected back."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.width, config.width)
        self.key = nn.Linear(config.width, config.width)
        self.value = nn.Linear(config.width, config.width)
        self.output = nn.Linear(config.width, config.width)

    def _split(self, x: Tensor) -> Tensor:
        B, T, E = x.shape
        return x.view(B, T, self.heads, E // self.heads).transpose(1, 2)  # [B, A, T, D]

    def forward(self, x: Tensor, barred: Tensor) -> Tensor:
        """x [B, T, E], barred [B, 1, 1, T] (0: read this token, −10⁴: do not) → [B, T, E]."""
        q, k, v = self._split(self.query(x)), self._split(self.key(x)), self._split(self.value(x))
        scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])  # [B, A, T, T]
        attention = torch.softmax(scores + barred, dim=-1)
        mixed = (attention @ v).transpose(1, 2).flatten(2)  # [B, T, E]
        projected: Tensor = self.output(mixed)
        return projected


class EncoderLayer(nn.Module):
    """Attention, then a feedforward net at each position, both with a residual path."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.attention = SelfAttention(config)
        self.attention_norm = nn.LayerNorm(config.width, config.epsilon)
        self.widen = nn.Linear(config.width, config.inner)
        self.narrow = nn.Linear(config.inner, config.width)
        self.norm = nn.LayerNorm(config.width, config.epsilon)

    def forward(self, x: Tensor, barred: Tensor) -> Tensor:
        x = self.attention_norm(x + self.attention(x, barred))
        inner = nn.functional.gelu(self.widen(x))  # [B, T, F], the exact GELU with erf
        y: Tensor = self.norm(x + self.narrow(inner))
        return y


class BertEncoder(nn.Module):
    """Token ids → one vector per token and layer."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.words = nn.Embedding(config.words, config.width)
        self.positions = nn.Embedding(config.positions, config.width)
        self.segment = nn.Parameter(torch.zeros(config.width))  # one segment: a constant vector
        self.norm = nn.LayerNorm(config.width, config.epsilon)
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.layers))

    def hidden_states(self, ids: Tensor, mask: Tensor) -> list[Tensor]:
        """The vectors after the embeddings and after each layer: layers + 1 of [B, T, E]."""
        place = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(place) + self.segment)  # [B, T, E]
        barred = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        states = [x]
        for layer in self.layers:
            states.append(layer(states[-1], barred))
        return states

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """ids, mask int64 [B, T] (mask 1 where there is a token) → [B, T, E] of the last layer."""
        return self.hidden_states(ids, mask)[-1]
