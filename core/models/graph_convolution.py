"""A graph convolution net of two layers: each node mixes its neighbours' vectors with its own.

Legend: N nodes, M directed edges (both ways of each link), P non-zero features, F features,
H hidden units, C classes.

    Â = D^-½ (A + I) D^-½            D: degrees, self-loops counted
    H = ReLU(Â X W_0)                [N, H]
    Z = Â H W_1                      [N, C]        p = softmax(Z)

What it is: Kipf & Welling 2017 (arXiv:1609.02907), with Â and X as lists of their non-zero entries,
so that a citation graph of thousands needs no square matrix. What it is not: DeepWalk, which sees
only who follows whom on random walks (core.training.random_walks). Lecture "Graph embeddings".
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def propagate(x: Tensor, source: Tensor, target: Tensor, weight: Tensor, own: Tensor) -> Tensor:
    """Â x: own[i] x_i + Σ_{edges j → i} weight x_j.

    x [N, K]; source, target int64 [M]; weight [M]; own [N], the diagonal of Â → [N, K].
    """
    arriving = x[source] * weight[:, None]  # [M, K]
    return (x * own[:, None]).index_add(0, target, arriving)


class GraphConvolution(nn.Module):
    """Two layers; features are given as the places (row, column) of ones and their values."""

    def __init__(self, features: int, hidden: int, classes: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.first = nn.Parameter(torch.empty(features, hidden))  # W_0
        self.second = nn.Parameter(torch.empty(hidden, classes))  # W_1
        nn.init.xavier_uniform_(self.first)
        nn.init.xavier_uniform_(self.second)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        row: Tensor,
        column: Tensor,
        value: Tensor,
        source: Tensor,
        target: Tensor,
        weight: Tensor,
        own: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """row, column int64 [P], value [P]: the features; the rest as in `propagate`.

        Returns log_probs [N, C] and hidden [N, H].
        """
        value = self.dropout(value)
        XW = torch.zeros(own.shape[0], self.first.shape[1], dtype=value.dtype)  # [N, H]
        XW = XW.index_add(0, row, self.first[column] * value[:, None])
        hidden = torch.relu(propagate(XW, source, target, weight, own))
        Z = propagate(self.dropout(hidden) @ self.second, source, target, weight, own)
        return torch.log_softmax(Z, dim=-1), hidden
