"""The sentiment classifier: padding counts for nothing, a word alone is its own text."""

import torch

from core.models.sentiment_space import SentimentSpace


def model() -> SentimentSpace:
    torch.manual_seed(0)
    return SentimentSpace(words=20, width=6, hidden=4, word_dropout=0.5).eval()


def test_padding_and_order_change_nothing() -> None:
    with torch.no_grad():
        score, _ = model()(torch.tensor([[3, 4, 5, 0, 0], [5, 3, 4, 0, 0]]))
        alone, _ = model()(torch.tensor([[3, 4, 5]]))
    torch.testing.assert_close(score, alone.expand(2))


def test_a_words_own_score_is_that_of_a_text_of_it() -> None:
    with torch.no_grad():
        score, own = model()(torch.tensor([[7]]))
        empty, _ = model()(torch.tensor([[0, 0]]))
    torch.testing.assert_close(own[:, 0], score)
    assert torch.isfinite(empty).all()


def test_dropout_takes_words_away_in_training_only() -> None:
    trained = model().train()
    ids = torch.arange(1, 20)[None]
    with torch.no_grad():
        torch.manual_seed(1)
        first, _ = trained(ids)
        second, _ = trained(ids)
        assert not torch.equal(first, second)
        torch.testing.assert_close(model()(ids)[0], model()(ids)[0])
