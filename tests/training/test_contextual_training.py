"""Taking over a BERT's weights: every name finds its place, and the mean of layers is a mean."""

import json
from pathlib import Path

import pytest
import torch

from core.models.bert_encoder import BertConfig, BertEncoder
from core.training.contextual import package_folder, read_config, renamed, token_vectors

CONFIG = BertConfig(words=30, width=8, heads=2, layers=2, inner=12, positions=16)
LAYER = {
    "attention.self.query": (8, 8),
    "attention.self.key": (8, 8),
    "attention.self.value": (8, 8),
    "attention.output.dense": (8, 8),
    "attention.output.LayerNorm": (8,),
    "intermediate.dense": (12, 8),
    "output.dense": (8, 12),
    "output.LayerNorm": (8,),
}


def their_state() -> dict[str, torch.Tensor]:
    state = {
        "embeddings.word_embeddings.weight": torch.randn(30, 8),
        "embeddings.position_embeddings.weight": torch.randn(16, 8),
        "embeddings.token_type_embeddings.weight": torch.randn(2, 8),
        "embeddings.LayerNorm.weight": torch.randn(8),
        "embeddings.LayerNorm.bias": torch.randn(8),
        "embeddings.position_ids": torch.arange(16)[None],
        "pooler.dense.weight": torch.randn(8, 8),
    }
    for layer in range(2):
        for name, shape in LAYER.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = torch.randn(shape)
            state[f"encoder.layer.{layer}.{name}.bias"] = torch.randn(shape[0])
    return state


def test_every_weight_finds_its_place() -> None:
    theirs = their_state()
    model = BertEncoder(CONFIG)
    model.load_state_dict(renamed(theirs))  # strict: nothing missing, nothing left over
    torch.testing.assert_close(
        model.layers[1].narrow.weight, theirs["encoder.layer.1.output.dense.weight"]
    )
    torch.testing.assert_close(
        model.segment.data, theirs["embeddings.token_type_embeddings.weight"][0]
    )


def test_settings_are_read_from_a_bert_config(tmp_path: Path) -> None:
    told = {
        "vocab_size": 30, "hidden_size": 8, "num_attention_heads": 2, "num_hidden_layers": 2,
        "intermediate_size": 12, "max_position_embeddings": 16, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(told))
    assert read_config(tmp_path) == CONFIG


def test_vectors_are_cut_to_each_sentence_and_averaged_over_layers() -> None:
    model = BertEncoder(CONFIG).eval()
    ids = [[2, 5, 3], [2, 5, 7, 9, 3]]
    both = token_vectors(model, ids, (1, 2))
    assert [len(vectors) for vectors in both] == [3, 5]
    alone = [token_vectors(model, ids[:1], (layer,))[0] for layer in (1, 2)]
    torch.testing.assert_close(both[0], (alone[0] + alone[1]) / 2, atol=1e-5, rtol=1e-4)


def test_missing_package_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="pip install --no-deps no-such-weights"):
        package_folder("no_such_weights")
