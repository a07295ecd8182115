"""The language model against its own equations, and one step against the whole sentence."""

import pytest
import torch
from torch import Tensor

from core.models.word_lstm import LockedDropout, WordLSTM, WordLSTMConfig


@pytest.fixture(params=[1, 2])
def model(request: pytest.FixtureRequest) -> WordLSTM:
    torch.manual_seed(5)
    config = WordLSTMConfig((6, 20), (8, 4), hidden=10, layers=request.param)
    return WordLSTM(config).eval()


def by_the_equations(model: WordLSTM, words: Tensor) -> Tensor:
    """P h_t as the module's docstring says it: [B, T] → [B, T, E]."""
    weights = dict(model.lstm.named_parameters())
    inputs = list(model.words.embed(words).unbind(1))
    for layer in range(model.config.layers):
        h = c = torch.zeros(len(words), model.config.hidden)
        outputs = []
        for x in inputs:
            z = x @ weights[f"weight_ih_l{layer}"].T + h @ weights[f"weight_hh_l{layer}"].T
            z = z + weights[f"bias_ih_l{layer}"] + weights[f"bias_hh_l{layer}"]
            i, f, g, o = z.chunk(4, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            outputs.append(h)
        inputs = outputs
    return model.project(torch.stack(inputs, 1))


def test_the_equations_of_the_docstring_are_the_model(model: WordLSTM) -> None:
    words = torch.randint(0, 20, (3, 7))
    features, _ = model.features(words)
    torch.testing.assert_close(features, by_the_equations(model, words))


def test_steps_give_what_the_sentence_gives(model: WordLSTM) -> None:
    words, targets = torch.randint(0, 20, (4, 6)), torch.randint(0, 20, (4, 6))
    whole = model.target_log_probs(words, targets)
    h, c = model.zero_state(4)
    for t in range(6):
        log_probs, h, c = model(words[:, t], h, c)
        torch.testing.assert_close(log_probs.gather(1, targets[:, t : t + 1])[:, 0], whole[:, t])


def test_lines_of_a_batch_do_not_know_each_other(model: WordLSTM) -> None:
    words = torch.randint(0, 20, (4, 6))
    together, _ = model.features(words)
    alone, _ = model.features(words[2:3])
    torch.testing.assert_close(together[2:3], alone)


def test_config_survives_json(model: WordLSTM) -> None:
    assert WordLSTMConfig.from_dict(model.config.to_dict()) == model.config


def test_forget_gate_begins_open(model: WordLSTM) -> None:
    hidden = model.config.hidden
    assert torch.equal(model.lstm.bias_hh_l0[hidden : 2 * hidden], torch.ones(hidden))


def test_dropout_holds_for_a_whole_sentence() -> None:
    torch.manual_seed(1)
    drop = LockedDropout(0.5)
    dropped = drop(torch.ones(30, 4, 50))
    assert torch.equal(dropped, dropped[:, :1].expand_as(dropped))
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert dropped.mean() == pytest.approx(1, abs=0.1)
    assert not torch.equal(dropped[0], dropped[1])
    assert torch.equal(drop.eval()(torch.ones(2, 3, 4)), torch.ones(2, 3, 4))
