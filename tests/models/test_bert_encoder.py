"""The encoder against PyTorch's own transformer layer, and the meaning of its mask."""

import torch
from torch import nn

from core.models.bert_encoder import BertConfig, BertEncoder, EncoderLayer

CONFIG = BertConfig(words=50, width=16, heads=4, layers=2, inner=24, positions=20, epsilon=1e-5)


def test_layer_is_torchs_transformer_layer() -> None:
    torch.manual_seed(0)
    ours = EncoderLayer(CONFIG).eval()
    theirs = nn.TransformerEncoderLayer(
        CONFIG.width, CONFIG.heads, CONFIG.inner, dropout=0.0, activation="gelu", batch_first=True
    ).eval()
    attention = ours.attention
    parts = (attention.query, attention.key, attention.value)
    with torch.no_grad():
        theirs.self_attn.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        theirs.self_attn.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
        theirs.self_attn.out_proj.load_state_dict(attention.output.state_dict())
        theirs.linear1.load_state_dict(ours.widen.state_dict())
        theirs.linear2.load_state_dict(ours.narrow.state_dict())
    x = torch.randn(3, 7, CONFIG.width)
    padding = torch.zeros(3, 7, dtype=torch.bool)
    padding[1, 5:] = True
    barred = padding[:, None, None, :].float() * -1e4
    with torch.no_grad():
        wanted = theirs(x, src_key_padding_mask=padding)
        found = ours(x, barred)
    torch.testing.assert_close(found[~padding], wanted[~padding], atol=1e-5, rtol=1e-4)


def test_padding_changes_nothing() -> None:
    torch.manual_seed(0)
    model = BertEncoder(CONFIG).eval()
    ids = torch.tensor([[4, 9, 7]])
    longer = torch.tensor([[4, 9, 7, 0, 0]])
    with torch.no_grad():
        alone = model(ids, torch.ones_like(ids))
        padded = model(longer, (longer != 0).long())
    torch.testing.assert_close(padded[:, :3], alone, atol=1e-5, rtol=1e-4)


def test_the_same_word_gets_another_vector_in_another_sentence() -> None:
    torch.manual_seed(0)
    model = BertEncoder(CONFIG).eval()
    with torch.no_grad():
        states = model.hidden_states(torch.tensor([[4, 9], [5, 9]]), torch.ones(2, 2))
    assert len(states) == CONFIG.layers + 1
    torch.testing.assert_close(states[0][0, 1], states[0][1, 1])
    assert not torch.allclose(states[-1][0, 1], states[-1][1, 1])
