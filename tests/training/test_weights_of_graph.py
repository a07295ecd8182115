"""The weights of a graph are those of the module it was written from."""

from pathlib import Path

import onnx
import pytest
import torch

from core.models.word_lstm import WordLSTM, WordLSTMConfig
from core.training.next_word import weights_of_graph
from export.graphs.next_word import step_graph
from export.graphs.step_nodes import StepNodes


@pytest.mark.parametrize("layers", [1, 2])
def test_weights_come_back(tmp_path: Path, layers: int) -> None:
    torch.manual_seed(2)
    config = WordLSTMConfig((6, 12, 20), (8, 4, 2), hidden=10, layers=layers)
    model, other = WordLSTM(config).eval(), WordLSTM(config).eval()
    state = {name: weight.numpy() for name, weight in model.state_dict().items()}
    onnx.save(step_graph(state, config, StepNodes()), tmp_path / "step.onnx")
    other.load_state_dict(weights_of_graph(tmp_path / "step.onnx", other))
    words = torch.randint(0, 20, (3, 5))
    with torch.no_grad():
        torch.testing.assert_close(
            other.target_log_probs(words, words), model.target_log_probs(words, words)
        )
