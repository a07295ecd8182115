"""The skip-gram losses against their formulas, and the steps against torch's autograd."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.models.skip_gram import (
    hierarchical_loss,
    hierarchical_step,
    negative_sampling_loss,
    negative_sampling_step,
)
from core.runtime.tasks.training_graph import routes
from core.text.huffman import huffman_tree
from export.graphs.skip_gram_training import (
    HIERARCHICAL,
    NEGATIVE_SAMPLING,
    TRIED,
    batch,
    by_autograd,
)


@pytest.mark.parametrize("hierarchical", [False, True])
@pytest.mark.parametrize("sizes", TRIED)
def test_a_step_is_what_autograd_gives(hierarchical: bool, sizes) -> None:
    arrays = batch(sizes, hierarchical=hierarchical, seed=3)
    names = HIERARCHICAL if hierarchical else NEGATIVE_SAMPLING
    step = hierarchical_step if hierarchical else negative_sampling_step
    found = step(*(torch.as_tensor(arrays[name]) for name in names))
    for mine, theirs in zip(found, by_autograd(arrays, hierarchical=hierarchical), strict=True):
        assert np.abs(mine.numpy() - theirs).max() <= 1e-6


def test_negative_sampling_by_hand() -> None:
    v = torch.tensor([[1.0, 2.0]])
    u = torch.tensor([[0.5, 0.0], [0.0, -1.0]])
    loss = negative_sampling_loss(
        v, u, torch.tensor([0]), torch.tensor([0]), torch.tensor([[1, 1]])
    )
    near = math.log(1 + math.exp(-0.5))
    far = math.log(1 + math.exp(-2.0))
    assert loss.item() == pytest.approx(near + 2 * far, abs=1e-6)


def test_hierarchical_probabilities_of_all_words_add_up_to_one() -> None:
    tree = huffman_tree(list("abcdefg"), [9, 5, 5, 3, 2, 1, 1])
    paths, signs = routes(tree)
    draw = torch.Generator().manual_seed(1)
    vectors = torch.randn(7, 4, generator=draw)
    nodes = torch.randn(6, 4, generator=draw)
    losses = hierarchical_loss(
        vectors,
        nodes,
        torch.full((7,), 2),
        torch.as_tensor(paths),
        torch.as_tensor(signs),
    )
    assert torch.exp(-losses).sum().item() == pytest.approx(1.0, abs=1e-5)
