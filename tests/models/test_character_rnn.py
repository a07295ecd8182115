"""The module: its equations by hand, the rows of its n-grams, and a state that can be carried."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.models.character_rnn import (
    CharacterRNN,
    CharacterRNNConfig,
    next_character_loss,
    ngram_rows,
)

CELLS = ("SimpleRNN", "GRU", "LSTM")
NGRAMS = ((2, 31), (3, 53))


def made(cell: str = "LSTM", **more: object) -> CharacterRNN:
    torch.manual_seed(1)
    config = CharacterRNNConfig(11, 6, 7, cell, **({"ngrams": NGRAMS} | more))  # type: ignore[arg-type]
    return CharacterRNN(config).eval()


def text(B: int, T: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).integers(1, 11, (B, T)))


def test_the_row_of_an_ngram_is_its_number_modulo_the_rows() -> None:
    ids = text(2, 6)
    for n, rows in ((1, 5), (2, 31), (3, 53), (6, 97)):
        found = ngram_rows(ids, n, rows, 11)
        assert found.shape == (2, 6 - n + 1)
        for row in range(2):
            for t in range(6 - n + 1):
                digits = ids[row, t : t + n].tolist()
                number = sum(d * 11**p for p, d in enumerate(reversed(digits)))
                assert int(found[row, t]) == number % rows


@pytest.mark.parametrize("cell", CELLS)
def test_logits_are_those_of_the_equations(cell: str) -> None:
    """x by its sum; the cell by torch.nn's one-step cells, an authority of its own."""
    module = made(cell, conditions=("a", "b"))
    ids, condition = text(2, 2 + 9), torch.tensor([2, 0])
    step = {"SimpleRNN": torch.nn.RNNCell, "GRU": torch.nn.GRUCell, "LSTM": torch.nn.LSTMCell}
    one = step[cell](6, 7)
    one.load_state_dict({name[:-3]: w for name, w in module.cell.state_dict().items()})
    state = [part[0] for part in module.zero_state(2)]
    with torch.no_grad():
        logits, final = module(ids, condition)
        for t in range(9):
            at = t + 2
            x = module.letters.weight[ids[:, at]] + module.speakers.weight[condition]
            for (n, rows), table in zip(NGRAMS, module.tables, strict=True):
                number = sum(ids[:, at - p] * 11**p for p in range(n))
                x = x + table.weight[number % rows]
            new = one(x, tuple(state) if cell == "LSTM" else state[0])
            state = list(new) if cell == "LSTM" else [new]
            wanted = state[0] @ module.predict.weight.T + module.predict.bias
            wanted = wanted + x @ module.skip.weight.T
            torch.testing.assert_close(logits[:, t], wanted, atol=1e-6, rtol=1e-5)
    for got, part in zip(final, state, strict=True):
        torch.testing.assert_close(got[0], part, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_a_text_in_two_pieces_is_the_text_in_one(cell: str) -> None:
    module, ids, nobody = made(cell), text(3, 2 + 12), torch.zeros(3, dtype=torch.int64)
    with torch.no_grad():
        whole, end = module(ids, nobody)
        first, state = module(ids[:, : 2 + 5], nobody, module.zero_state(3))
        second, final = module(ids[:, 5:], nobody, state)
    torch.testing.assert_close(torch.cat([first, second], 1), whole)
    for a, b in zip(final, end, strict=True):
        torch.testing.assert_close(a, b)


def test_nothing_is_known_of_letters_to_come() -> None:
    module, ids, nobody = made(), text(1, 2 + 8), torch.zeros(1, dtype=torch.int64)
    other = ids.clone()
    other[0, 2 + 5 :] = ids[0, 2 + 5 :] % 10 + 1
    with torch.no_grad():
        one, two = module(ids, nobody)[0], module(other, nobody)[0]
    assert torch.equal(one[:, :5], two[:, :5])
    assert not torch.equal(one[:, 5], two[:, 5])


def test_the_condition_is_heard_and_the_plain_model_has_no_way_around_the_cell() -> None:
    module, ids = made(conditions=("a", "b")), text(1, 2 + 4)
    with torch.no_grad():
        named, nobody = (module(ids, torch.tensor([k]))[0] for k in (1, 0))
    assert not torch.equal(named, nobody)
    plain = made(ngrams=())
    assert plain.skip is None and plain.speakers is None and plain.config.context == 0


def test_an_lstm_begins_with_its_forget_gate_open() -> None:
    bias = made("LSTM").cell.bias_hh_l0.detach()
    assert bias.reshape(4, 7).mean(1).tolist() == [0, 1, 0, 0]  # i f g o


def test_the_loss_is_the_mean_nats_and_an_even_guess_costs_log_v() -> None:
    logits, targets = torch.zeros(2, 3, 11), text(2, 3)
    assert float(next_character_loss(logits, targets)) == pytest.approx(math.log(11))
    draw = torch.randn(2, 3, 11, generator=torch.Generator().manual_seed(0))
    by_hand = -np.mean(
        [float(draw[b, t].log_softmax(0)[targets[b, t]]) for b in range(2) for t in range(3)]
    )
    assert float(next_character_loss(draw, targets)) == pytest.approx(by_hand, rel=1e-5)


def test_the_configuration_comes_back_from_its_file() -> None:
    config = CharacterRNNConfig(9, 4, 5, "GRU", NGRAMS, ("a", "b"))
    content = config.to_dict()
    content["ngrams"] = [list(pair) for pair in content["ngrams"]]  # as JSON gives it back
    content["conditions"] = list(content["conditions"])
    assert CharacterRNNConfig.from_dict(content) == config
    assert config.context == 2
