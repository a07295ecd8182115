"""The adaptive softmax against PyTorch's own, and against the dense softmax it stands for."""

import pytest
import torch
from torch import nn

from core.models.adaptive_softmax import AdaptiveSoftmax

CUTOFFS, RANKS = (7, 15, 40), (12, 6, 3)


@pytest.fixture
def softmax() -> AdaptiveSoftmax:
    torch.manual_seed(3)
    made = AdaptiveSoftmax(CUTOFFS, RANKS)
    with torch.no_grad():
        made.clusters.normal_()
        made.bias.normal_()
    return made


def torchs_own(softmax: AdaptiveSoftmax) -> nn.AdaptiveLogSoftmaxWithLoss:
    own = nn.AdaptiveLogSoftmaxWithLoss(12, 40, list(CUTOFFS[:-1]), div_value=2.0, head_bias=True)
    with torch.no_grad():
        own.head.weight.copy_(torch.cat([softmax.tables[0], softmax.clusters]))
        own.head.bias.copy_(softmax.bias)
        for (down, out), up, table in zip(own.tail, softmax.ups, softmax.tables[1:], strict=True):
            down.weight.copy_(up)
            out.weight.copy_(table)
    return own


def test_it_is_torchs_adaptive_softmax(softmax: AdaptiveSoftmax) -> None:
    x, targets = torch.randn(50, 12), torch.randint(0, 40, (50,))
    own = torchs_own(softmax)
    torch.testing.assert_close(softmax.log_probs(x), own.log_prob(x))
    torch.testing.assert_close(softmax.target_log_probs(x, targets), own(x, targets).output)


def test_every_word_has_a_probability_and_they_sum_to_one(softmax: AdaptiveSoftmax) -> None:
    x = torch.randn(9, 12)
    log_probs = softmax.log_probs(x)
    assert log_probs.shape == (9, 40)
    torch.testing.assert_close(log_probs.exp().sum(1), torch.ones(9))
    for word in range(40):
        torch.testing.assert_close(
            softmax.target_log_probs(x, torch.full((9,), word)), log_probs[:, word]
        )


def test_a_word_is_read_by_the_vector_that_predicts_it(softmax: AdaptiveSoftmax) -> None:
    rows = [softmax.tables[0]]
    rows += [table @ up for table, up in zip(softmax.tables[1:], softmax.ups, strict=True)]
    dense = torch.cat(rows)
    words = torch.randint(0, 40, (5, 8))
    torch.testing.assert_close(softmax.embed(words), dense[words])


def test_all_weights_learn_from_reading_and_predicting(softmax: AdaptiveSoftmax) -> None:
    words = torch.arange(40)
    (-softmax.target_log_probs(softmax.embed(words), words).mean()).backward()
    for name, weight in softmax.named_parameters():
        assert weight.grad is not None and weight.grad.abs().sum() > 0, name


def test_clusters_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError):
        AdaptiveSoftmax((7, 7), (4, 2))
    with pytest.raises(ValueError):
        AdaptiveSoftmax((7, 9), (4,))
