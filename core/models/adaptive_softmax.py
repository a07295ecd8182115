"""Word embedding and softmax that spend width where the words are frequent, tied to each other.

Words are sorted by frequency and cut into clusters. The first cluster (the *head*) has vectors of
the full width E; a rarer cluster i has narrow vectors of r_i numbers and one matrix U_i (r_i × E):

    e(w) = t_w                     w in the head
    e(w) = t_w U_i                 w in cluster i
    p(w | x) = softmax([T_0 x + b ; K x + b_K])_w                       w in the head
    p(w | x) = p(cluster i | x) · softmax(T_i U_i x)_w                   w in cluster i

The same T and U read words and predict them (weight tying). The probabilities are exact and sum
to one; only training is cheaper, since a cluster is computed for the positions that hold its words.

Grave et al. 2017, "Efficient softmax approximation for GPUs"; Baevski & Auli 2019, "Adaptive input
representations"; Press & Wolf 2017, "Using the output embedding to improve language models".
Without the tying it equals `torch.nn.AdaptiveLogSoftmaxWithLoss` (the tests compare them).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class AdaptiveSoftmax(nn.Module):
    """`cutoffs`: ends of the clusters, the last is V; `ranks`: their widths, the first is E."""

    def __init__(self, cutoffs: Sequence[int], ranks: Sequence[int]) -> None:
        super().__init__()
        if len(cutoffs) != len(ranks) or list(cutoffs) != sorted(set(cutoffs)):
            raise ValueError("cutoffs rise, and there is one rank a cluster")
        self.cutoffs = tuple(cutoffs)
        self.ranks = tuple(ranks)
        width, starts = ranks[0], (0, *cutoffs[:-1])
        self.tables = nn.ParameterList(
            torch.randn(end - start, rank) * rank**-0.5
            for start, end, rank in zip(starts, cutoffs, ranks, strict=True)
        )
        # Columns of length about 1, so that e(w) is as long for a rare word as for a frequent one.
        self.ups = nn.ParameterList(torch.randn(rank, width) * width**-0.5 for rank in ranks[1:])
        self.clusters = nn.Parameter(torch.zeros(len(ranks) - 1, width))
        self.bias = nn.Parameter(torch.zeros(cutoffs[0] + len(ranks) - 1))

    def embed(self, words: Tensor) -> Tensor:
        """Vectors e(w): int64 [...] → float [..., E]."""
        flat = words.reshape(-1)
        vectors = F.embedding(flat.clamp(max=self.cutoffs[0] - 1), self.tables[0])  # [N, E]
        for i, up in enumerate(self.ups, start=1):
            start, end = self.cutoffs[i - 1], self.cutoffs[i]
            here = ((flat >= start) & (flat < end)).nonzero().squeeze(1)
            rare = F.embedding(flat[here] - start, self.tables[i]) @ up
            vectors = vectors.index_copy(0, here, rare.to(vectors.dtype))
        return vectors.view(*words.shape, -1)

    def head(self, x: Tensor) -> Tensor:
        """log p of the head's words, then of the K rarer clusters: [N, E] → [N, n_0 + K]."""
        weight = torch.cat([self.tables[0], self.clusters])
        return F.log_softmax(F.linear(x, weight, self.bias).float(), dim=-1)

    def tail(self, i: int, x: Tensor) -> Tensor:
        """Log-probabilities within rarer cluster i ≥ 1: [N, E] → [N, n_i]."""
        narrow = F.linear(x, self.ups[i - 1])  # U_i x: [N, r_i]
        return F.log_softmax(F.linear(narrow, self.tables[i]).float(), dim=-1)

    def target_log_probs(self, x: Tensor, targets: Tensor) -> Tensor:
        """log p(target | x): [N, E], int64 [N] → float32 [N]; a tail only where it is needed."""
        head, first = self.head(x), self.cutoffs[0]
        cluster = torch.bucketize(targets, torch.tensor(self.cutoffs), right=True)  # 0 = the head
        slot = torch.where(cluster == 0, targets, first + cluster - 1)
        result = head.gather(1, slot.unsqueeze(1)).squeeze(1)
        for i in range(1, len(self.cutoffs)):
            here = (cluster == i).nonzero().squeeze(1)
            inside = (targets[here] - self.cutoffs[i - 1]).unsqueeze(1)
            result = result.index_add(0, here, self.tail(i, x[here]).gather(1, inside).squeeze(1))
        return result

    def log_probs(self, x: Tensor) -> Tensor:
        """log p of every word: [N, E] → float32 [N, V]."""
        head, first = self.head(x), self.cutoffs[0]
        rarer = range(1, len(self.cutoffs))
        tails = [head[:, first + i - 1 : first + i] + self.tail(i, x) for i in rarer]
        return torch.cat([head[:, :first], *tails], dim=1)
