"""The graphs of the encoder, the sense vectors, the nets and the sentiment space: parity at several
sizes with small untrained modules, and what eight bits cost."""

from pathlib import Path

import numpy as np
import onnx
import torch

from core.models.bert_encoder import BertConfig, BertEncoder
from core.models.graph_convolution import GraphConvolution
from core.models.sentiment_space import SentimentSpace
from export.fresh_process import in_fresh_process
from export.graphs.contextual import ReadLayers, export_encoder, products_in_int8, rows_in_int8
from export.graphs.graph_convolution import export_net
from export.graphs.senses import write_senses
from export.graphs.task_space import export_space
from export.onnx_file import finish, tensor_specs
from export.verification import largest_error

CONFIG = BertConfig(words=300, width=64, heads=4, layers=2, inner=96, positions=40)


def encoder() -> BertEncoder:
    torch.manual_seed(0)
    return BertEncoder(CONFIG).eval()


def encoder_cases(model: BertEncoder, layers: tuple[int, ...]) -> list:
    rng = np.random.default_rng(0)
    cases = []
    for B, T in ((1, 1), (2, 5), (3, 17)):
        ids = rng.integers(1, CONFIG.words, (B, T))
        mask = np.ones_like(ids)
        if T > 1:
            mask[-1, T - 2 :] = 0
        with torch.no_grad():
            wanted = ReadLayers(model, layers)(torch.from_numpy(ids), torch.from_numpy(mask))
        cases.append(({"ids": ids, "mask": mask}, {"vectors": wanted.numpy()}))
    return cases


def test_encoder_graph_is_the_module_and_eight_bits_stay_near(tmp_path: Path) -> None:
    layers = (1, 2)
    path = tmp_path / "encoder.onnx"
    in_fresh_process(export_encoder, encoder(), layers, path)
    cases = encoder_cases(encoder(), layers)
    assert largest_error(path, cases) < 1e-4
    small = finish(
        rows_in_int8(products_in_int8(onnx.load(str(path))), at_least=1000), tmp_path / "small.onnx"
    )
    assert small.stat().st_size < 0.45 * path.stat().st_size
    assert 0 < largest_error(small, cases) < 0.2
    assert tensor_specs(small) == tensor_specs(path)


def test_net_graph_is_the_module(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = GraphConvolution(9, 4, 3).eval()
    path = tmp_path / "net.onnx"
    in_fresh_process(export_net, net, path)
    rng = np.random.default_rng(0)
    cases = []
    for N, M, P in ((1, 1, 1), (6, 4, 9), (20, 50, 7)):
        inputs = {
            "row": rng.integers(0, N, P),
            "column": rng.integers(0, 9, P),
            "value": rng.random(P, dtype=np.float32),
            "source": rng.integers(0, N, M),
            "target": rng.integers(0, N, M),
            "weight": rng.random(M, dtype=np.float32),
            "own": rng.random(N, dtype=np.float32),
        }
        with torch.no_grad():
            log_probs, hidden = net(*map(torch.from_numpy, inputs.values()))
        cases.append((inputs, {"log_probs": log_probs.numpy(), "hidden": hidden.numpy()}))
    assert largest_error(path, cases) < 1e-5


def test_space_graph_is_the_module(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = SentimentSpace(30, 6, 4).eval()
    path = tmp_path / "space.onnx"
    in_fresh_process(export_space, model, path)
    rng = np.random.default_rng(0)
    cases = []
    for B, T in ((1, 1), (2, 3), (4, 11)):
        ids = rng.integers(0, 30, (B, T))
        with torch.no_grad():
            score, own = model(torch.from_numpy(ids))
        cases.append(({"ids": ids}, {"score": score.numpy(), "word_scores": own.numpy()}))
    assert largest_error(path, cases) < 1e-5


def test_senses_graph_is_the_equation(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    centroids = rng.standard_normal((5, 6)).astype(np.float32)
    centres = rng.standard_normal((2, 6)).astype(np.float32)
    directions = rng.standard_normal((2, 2, 6)).astype(np.float32)
    path = write_senses(centroids, centres, directions, tmp_path / "senses.onnx")
    cases = []
    for N in (1, 4):
        vectors = rng.standard_normal((N, 6)).astype(np.float32)
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        for word in (0, 1):
            wanted = {
                "cosines": unit @ centroids.T,
                "points": (unit - centres[word]) @ directions[word].T,
            }
            cases.append(({"vectors": vectors, "word": np.array([word])}, wanted))
    assert largest_error(path, cases) < 1e-5
