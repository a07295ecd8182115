"""The contextual encoder is taken over, not trained: MiniLM's weights under our module's names.

What this is: `train(recipe, run)`, which finds the package that carries the weights, checks their
sha256, renames them to `core.models.bert_encoder`'s names and keeps them with the tokeniser in the
run folder. What it is not: training; the recipe says whose work the weights are.
Wang et al. 2020 (arXiv:2002.10957); Reimers & Gurevych 2019 (arXiv:1908.10084).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.models.bert_encoder import BertConfig, BertEncoder
from core.training.recipe import Recipe

# Their names → ours, within a layer.
LAYER_NAMES = {
    "attention.self.query": "attention.query",
    "attention.self.key": "attention.key",
    "attention.self.value": "attention.value",
    "attention.output.dense": "attention.output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "norm",
}
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.(.+)\.(weight|bias)")


def package_folder(package: str) -> Path:
    """The folder of the installed package's model, found without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            f"The package {package.replace('_', '-')} is not installed: "
            f"pip install --no-deps {package.replace('_', '-')}"
        )
    return Path(spec.origin).parent / "model"


def renamed(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """A BertModel's state under `BertEncoder`'s names; the pooler is left out.

    Sentences are one segment here, so the segment embedding is its first row.
    """
    ours = {
        "words.weight": state["embeddings.word_embeddings.weight"],
        "positions.weight": state["embeddings.position_embeddings.weight"],
        "segment": state["embeddings.token_type_embeddings.weight"][0].clone(),
        "norm.weight": state["embeddings.LayerNorm.weight"],
        "norm.bias": state["embeddings.LayerNorm.bias"],
    }
    for name, value in state.items():
        match = _LAYER.fullmatch(name)
        if match:
            ours[f"layers.{match[1]}.{LAYER_NAMES[match[2]]}.{match[3]}"] = value
    return ours


def read_config(folder: Path) -> BertConfig:
    """The module's settings from a BERT config.json."""
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return BertConfig(
        words=told["vocab_size"],
        width=told["hidden_size"],
        heads=told["num_attention_heads"],
        layers=told["num_hidden_layers"],
        inner=told["intermediate_size"],
        positions=told["max_position_embeddings"],
        epsilon=told["layer_norm_eps"],
    )


def load_encoder(run: Path) -> BertEncoder:
    """The module with the weights of a run folder, ready for reading."""
    model = BertEncoder(BertConfig(**json.loads((run / "config.json").read_text(encoding="utf-8"))))
    model.load_state_dict(load_file(run / "model.safetensors"))
    return model.eval()


def train(recipe: Recipe, run: Path) -> None:
    """Fill the run folder: model.safetensors, config.json, tokenizer.json."""
    folder = package_folder(str(recipe.data["package"]))
    source = folder / "model.safetensors"
    with source.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != recipe.data["sha256"]:
        raise ValueError(f"the weights in {recipe.data['package']} are not those of the recipe")
    config = read_config(folder)
    run.mkdir(parents=True, exist_ok=True)
    model = BertEncoder(config)
    model.load_state_dict(renamed(load_file(source)))
    save_file(model.state_dict(), run / "model.safetensors")
    (run / "config.json").write_text(json.dumps(vars(config)), encoding="utf-8")
    shutil.copyfile(folder / "tokenizer.json", run / "tokenizer.json")


@torch.no_grad()
def token_vectors(
    model: BertEncoder, ids: list[list[int]], layers: tuple[int, ...]
) -> list[Tensor]:
    """The mean of the named layers' vectors for sentences of token ids: [T, E] each."""
    T = max(map(len, ids))
    padded = torch.tensor([row + [0] * (T - len(row)) for row in ids])
    mask = torch.tensor([[1] * len(row) + [0] * (T - len(row)) for row in ids])
    states = model.hidden_states(padded, mask)
    mixed = torch.stack([states[layer] for layer in layers]).mean(0)  # [B, T, E]
    return [mixed[i, : len(row)] for i, row in enumerate(ids)]
