"""The step of `next-word` with a `Linear` for every product, for torch's dynamic quantisation.

torch quantises modules, and the softmax of `WordLSTM` multiplies by the tied tables directly; left
so, two thirds of its work would stay in float and the comparison would flatter us.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.models.word_lstm import WordLSTM


class LinearStep(nn.Module):
    """Same inputs and outputs as `WordLSTM.forward`."""

    def __init__(self, module: WordLSTM) -> None:
        super().__init__()
        words = module.words
        self.words, self.lstm, self.project = words, module.lstm, module.project
        head = torch.cat([words.tables[0], words.clusters])
        self.head = _linear(head, words.bias)
        self.narrow = nn.ModuleList(_linear(up) for up in words.ups)
        self.tails = nn.ModuleList(_linear(table) for table in list(words.tables)[1:])
        self.first = words.cutoffs[0]

    def forward(self, word: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, (h, c) = self.lstm(self.words.embed(word.unsqueeze(1)), (h, c))
        x = self.project(x).squeeze(1)
        head = self.head(x).log_softmax(-1)
        parts = [head[:, : self.first]]
        for i, (narrow, tail) in enumerate(zip(self.narrow, self.tails, strict=True)):
            cluster = head[:, self.first + i : self.first + i + 1]
            parts.append(cluster + tail(narrow(x)).log_softmax(-1))
        return torch.cat(parts, 1), h, c

    def quantised(self) -> nn.Module:
        """By torch itself: int8 weights, activations rounded at each call."""
        return torch.ao.quantization.quantize_dynamic(self, {nn.Linear, nn.LSTM}, torch.qint8)


def _linear(weight: Tensor, bias: Tensor | None = None) -> nn.Linear:
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    layer.weight = nn.Parameter(weight.detach().clone())
    if bias is not None:
        layer.bias = nn.Parameter(bias.detach().clone())
    return layer
