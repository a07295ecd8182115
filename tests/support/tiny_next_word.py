"""A language model of a few kilobytes with the interface of `next-word`: a table of word pairs
counted in the sentences below, plus a small recurrent state, as an ONNX step graph.

So the tests of the runtime and of the page need no trained weights.
"""

import hashlib
import itertools
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from core.text.vocabulary import WordVocabulary

SENTENCES = (
    "how can i make a website",
    "how can i make a website for free",
    "how can i make a website for free",
    "how can i make a wish come true",
    "how can i make a cake",
    "how can i make money online",
    "how can i make money online",
    "how can i lose weight",
    "how do i make an app",
    "how do i learn python",
    "what is the best way to learn python",
    "what is the best way to lose weight",
    "what is the meaning of life",
    "why do people ask questions",
    "why do cats don't like water",
    "why do people shit",
)
HIDDEN = 4


def words_of_sentences() -> list[str]:
    return sorted({word for line in SENTENCES for word in line.split()})


def write_artifact(root: Path, *, declared_sha256: dict[str, str] | None = None) -> Path:
    """Write manifest and files under `root`; `declared_sha256` lies about some files."""
    folder = root / "next-word"
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = WordVocabulary(["<pad>", "<unk>", "</s>", *words_of_sentences()])
    vocabulary.save(folder / "tokenizer.json")
    onnx.save(_graph(vocabulary), folder / "step.onnx")
    curves = {
        "measure": "perplexity",
        "epochs": [
            {"epoch": 1, "tokens": 100, "train_loss": 4.0, "validation_perplexity": 40.0},
            {"epoch": 2, "tokens": 200, "train_loss": 3.0, "validation_perplexity": 20.0},
        ],
    }
    (folder / "curves.json").write_text(json.dumps(curves))
    files = {}
    for path in sorted(folder.iterdir()):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        sha256 = (declared_sha256 or {}).get(path.name, sha256)
        files[path.name] = {"sha256": sha256, "bytes": path.stat().st_size}
    size = len(vocabulary)
    state = {"dtype": "float32", "shape": [1, "B", HIDDEN]}
    entry = {
        "id": "next-word",
        "task": "next-word",
        "title": "Next word (tiny, for tests)",
        "language": "en",
        "files": files,
        "graphs": {
            "step": {
                "file": "step.onnx",
                "precision": "float32",
                "inputs": {"word": {"dtype": "int64", "shape": ["B"]}, "h": state, "c": state},
                "outputs": {
                    "log_probs": {"dtype": "float32", "shape": ["B", size]},
                    "h_next": state,
                    "c_next": state,
                },
            }
        },
        "serve": {"cpu": "step"},
        "vocabulary_sha256": vocabulary.sha256,
        "licence": "Apache-2.0",
        "scores": {"perplexity": {"value": 12.0, "split": "test", "higher_is_better": False}},
    }
    (root / "manifest.json").write_text(json.dumps({"version": 1, "artifacts": [entry]}))
    return root


def _graph(vocabulary: WordVocabulary) -> onnx.ModelProto:
    """log p = log_softmax(pairs[word] + h' U), h' = h/2 + vectors[word], c' = c + h'."""
    size = len(vocabulary)
    pairs = np.full((size, size), 0.02, np.float32)
    for line in SENTENCES:
        ids = [2, *vocabulary.encode(line.split()), 2]
        for left, right in itertools.pairwise(ids):
            pairs[left, right] += 1
    random = np.random.default_rng(0)
    weights = {
        "pairs": np.log(pairs),
        "vectors": random.normal(size=(size, HIDDEN)).astype(np.float32),
        "U": (0.1 * random.normal(size=(HIDDEN, size))).astype(np.float32),
        "half": np.array(0.5, np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["pairs", "word"], ["seen"]),
        helper.make_node("Gather", ["vectors", "word"], ["x"]),
        helper.make_node("Mul", ["h", "half"], ["faded"]),
        helper.make_node("Add", ["faded", "x"], ["h_next"]),
        helper.make_node("Add", ["c", "h_next"], ["c_next"]),
        helper.make_node("MatMul", ["h_next", "U"], ["deep"]),
        helper.make_node("Add", ["deep", "seen"], ["stacked"]),
        helper.make_node("Squeeze", ["stacked", "first"], ["logits"]),
        helper.make_node("LogSoftmax", ["logits"], ["log_probs"], axis=-1),
    ]
    initializers = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    initializers.append(numpy_helper.from_array(np.array([0], np.int64), "first"))
    state = [1, "B", HIDDEN]
    graph = helper.make_graph(
        nodes,
        "tiny-next-word",
        [
            helper.make_tensor_value_info("word", TensorProto.INT64, ["B"]),
            helper.make_tensor_value_info("h", TensorProto.FLOAT, state),
            helper.make_tensor_value_info("c", TensorProto.FLOAT, state),
        ],
        [
            helper.make_tensor_value_info("log_probs", TensorProto.FLOAT, ["B", size]),
            helper.make_tensor_value_info("h_next", TensorProto.FLOAT, state),
            helper.make_tensor_value_info("c_next", TensorProto.FLOAT, state),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    return model
