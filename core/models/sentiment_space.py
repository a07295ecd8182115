"""Word vectors learned together with a small sentiment classifier: a space for one task.

Legend: B batch, T time, V vocabulary, E width of the vectors, H hidden units.

    m = Σ_t v_t / T                         mean vector of the words that are there
    h = tanh(m W + b),   z = h · u + c      score: positive above 0
    p(positive) = σ(z)

What it is: fastText's averaging (Joulin et al. 2016, arXiv:1607.01759) with one hidden layer, so
that the vectors arrange themselves by what the task needs: *good* and *bad* far apart. What it is
not: aware of word order. Lecture "Task-specific embeddings".
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SentimentSpace(nn.Module):
    """Word ids (0 = nothing) → the score of the text, with the vectors it was made from."""

    def __init__(self, words: int, width: int, hidden: int, word_dropout: float = 0.0) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width, padding_idx=0)
        nn.init.normal_(self.words.weight, std=0.1)
        with torch.no_grad():
            self.words.weight[0] = 0
        self.hidden = nn.Linear(width, hidden)
        self.score = nn.Linear(hidden, 1)
        self.word_dropout = word_dropout

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """ids int64 [B, T] → z [B] and each word's own score [B, T] (as if it stood alone)."""
        there = (ids != 0).to(torch.float32)  # [B, T]
        if self.training and self.word_dropout > 0:
            there = there * (torch.rand_like(there) >= self.word_dropout)
        vectors = self.words(ids)  # [B, T, E]
        total = (vectors * there[:, :, None]).sum(1)  # [B, E]
        mean = total / there.sum(1, keepdim=True).clamp(min=1.0)
        return self.read(mean), self.read(vectors)

    def read(self, vector: Tensor) -> Tensor:
        """[…, E] → the score of a text whose mean vector this is, […]."""
        score: Tensor = self.score(torch.tanh(self.hidden(vector))).squeeze(-1)
        return score
