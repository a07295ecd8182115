"""Small generated artifacts with the interfaces of `contextual`, `senses`, `task-space`,
`graph-vectors` and `tokens-bpe`, so that tests of tasks and pages need no trained weights."""

from __future__ import annotations

import io
import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from core.runtime.engine.manifest import Artifact
from core.text.vocabulary import WordVocabulary
from export.graphs.senses import senses_graph
from export.onnx_file import IR_VERSION, OPSET
from tests.support.tiny_artifacts import TinyArtifacts

WIDTH = 8
WORDS = [
    *["we", "sat", "on", "the", "bank", "of", "river", "money", "a"],
    *["raised", "its", "rates", "mouse", "cat", "ate", "cheese", "##s", ".", "!"],
]
INT, FLOAT = TensorProto.INT64, TensorProto.FLOAT


def _model(
    nodes: list[onnx.NodeProto],
    inputs: dict[str, tuple[int, list[int | str]]],
    outputs: dict[str, tuple[int, list[int | str]]],
    constants: dict[str, np.ndarray],
) -> onnx.ModelProto:
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "tiny",
        [value(name, *spec) for name, spec in inputs.items()],
        [value(name, *spec) for name, spec in outputs.items()],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )


def _npz(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def tiny_wordpieces() -> Tokenizer:
    """A WordPiece tokeniser that knows the words above."""
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def add_contextual(artifacts: TinyArtifacts) -> Artifact:
    """vectors = e(token) + the mean of e over the sentence: the same word, another vector."""
    tokenizer = tiny_wordpieces()
    rng = np.random.default_rng(0)
    table = rng.standard_normal((tokenizer.get_vocab_size(), WIDTH)).astype(np.float32)
    node = helper.make_node
    graph = _model(
        [
            node("Gather", ["table", "ids"], ["rows"]),
            node("Cast", ["mask"], ["there"], to=FLOAT),
            node("Unsqueeze", ["there", "last"], ["column"]),
            node("Mul", ["rows", "column"], ["kept"]),
            node("ReduceSum", ["kept", "time"], ["total"], keepdims=1),
            node("ReduceSum", ["column", "time"], ["count"], keepdims=1),
            node("Div", ["total", "count"], ["mean"]),
            node("Add", ["rows", "mean"], ["vectors"]),
        ],
        {"ids": (INT, ["B", "T"]), "mask": (INT, ["B", "T"])},
        {"vectors": (FLOAT, ["B", "T", WIDTH])},
        {"table": table, "last": np.array([2]), "time": np.array([1])},
    )
    return artifacts.add(
        "contextual",
        task="contextual",
        graphs={"encoder-int8": graph},
        files={"tokenizer.json": tokenizer.to_str().encode()},
        serve={"cpu": "encoder-int8"},
    )


def add_senses(artifacts: TinyArtifacts) -> Artifact:
    """Two words: *bank* with two labelled senses, *mouse* with three clusters."""
    rng = np.random.default_rng(1)
    centroids = rng.standard_normal((5, WIDTH)).astype(np.float32)
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    centres = np.stack([centroids[:2].mean(0), centroids[2:].mean(0)])
    directions = np.linalg.qr(rng.standard_normal((2, WIDTH, 2)))[0].transpose(0, 2, 1)
    told = {
        "words": [
            {
                "word": "bank",
                "senses": ["bank_bank_(finance)", "bank_river"],
                "counts": [3, 2],
                "frequency": [30, 2],
                "near_words": [["money", "rates"], ["river", "sat"]],
                "cloud": [[[0.1, 0.2]], [[-0.1, 0.0], [0.0, 0.3]]],
                "source": "labelled",
            },
            {
                "word": "mouse",
                "senses": ["mouse 1", "mouse 2", "mouse 3"],
                "counts": [4, 3, 1],
                "frequency": [4, 3, 1],
                "near_words": [["cat", "cheese", "ate"], ["click"], []],
                "cloud": [[[0.5, 0.5]], [], [[0.0, 0.1]]],
                "source": "clustered",
            },
        ]
    }
    return artifacts.add(
        "senses",
        task="senses",
        graphs={"senses": senses_graph(centroids, centres, directions.astype(np.float32))},
        files={
            "senses.json": json.dumps(told).encode(),
            "senses.npz": _npz(centroids=centroids.astype(np.float16)),
        },
        serve={"cpu": "senses"},
        licence="CC BY-NC 4.0",
    )


def add_task_space(artifacts: TinyArtifacts) -> Artifact:
    """Three praising and three blaming words; the score of a text is the mean of its words'."""
    words = ["<pad>", "<unk>", "</s>", "good", "great", "fine", "bad", "dull", "fuck"]
    scores = np.array([0, 0, 0, 2, 3, 1, -2, -3, -1], dtype=np.float32)
    vectors = np.stack([scores, np.full(len(words), 0.5, dtype=np.float32)], axis=1)
    node = helper.make_node
    graph = _model(
        [
            node("Gather", ["table", "ids"], ["word_scores"]),
            node("ReduceMean", ["word_scores", "time"], ["score"], keepdims=0),
        ],
        {"ids": (INT, ["B", "T"])},
        {"score": (FLOAT, ["B"]), "word_scores": (FLOAT, ["B", "T"])},
        {"table": scores, "time": np.array([1])},
    )
    vocabulary = WordVocabulary(words, [0, 0, 0, 50, 40, 3, 45, 30, 20])
    return artifacts.add(
        "task-space",
        task="task-space",
        graphs={"sentiment": graph},
        files={
            "tokenizer.json": vocabulary.to_json().encode(),
            "space.npz": _npz(vectors=vectors, scores=scores),
        },
        serve={"cpu": "sentiment"},
    )


def net_graph() -> onnx.ModelProto:
    """log softmax of the degrees: the more weight arrives at a node, the more it is class 1."""
    node = helper.make_node
    return _model(
        [
            node("Shape", ["own"], ["size"]),
            node("ConstantOfShape", ["size"], ["zeros"]),
            node(
                "ScatterElements", ["zeros", "target", "weight"], ["arrived"], reduction="add"
            ),
            node("Unsqueeze", ["arrived", "last"], ["hidden_row"]),
            node("Unsqueeze", ["own", "last"], ["own_row"]),
            node("Concat", ["own_row", "hidden_row"], ["hidden"], axis=1),
            node("LogSoftmax", ["hidden"], ["log_probs"], axis=1),
        ],
        {
            "row": (INT, ["P"]),
            "column": (INT, ["P"]),
            "value": (FLOAT, ["P"]),
            "source": (INT, ["M"]),
            "target": (INT, ["M"]),
            "weight": (FLOAT, ["M"]),
            "own": (FLOAT, ["N"]),
        },
        {"log_probs": (FLOAT, ["N", 2]), "hidden": (FLOAT, ["N", 2])},
        {"last": np.array([1])},
    )  # fmt: skip


def add_graph_vectors(artifacts: TinyArtifacts) -> Artifact:
    """Two triangles with one link between them, under both names."""
    edges = np.array([[0, 1], [1, 2], [0, 2], [2, 3], [3, 4], [4, 5], [3, 5]], dtype=np.uint16)
    nodes = np.arange(6, dtype=np.uint16)
    rng = np.random.default_rng(2)
    arrays = {
        "labels": np.array([0, 0, 0, 1, 1, 1], dtype=np.uint8),
        "edges": edges,
        "row": nodes,
        "column": nodes,
        "train": np.array([0, 5], dtype=np.uint16),
        "test": np.array([1, 2, 3, 4], dtype=np.uint16),
        "walk_vectors": rng.standard_normal((6, 4)).astype(np.float16),
        "walk_plane": rng.standard_normal((6, 2)).astype(np.float16),
        "gcn_plane": rng.standard_normal((6, 2)).astype(np.float16),
        "gcn_predicted": np.array([0, 0, 0, 1, 1, 1], dtype=np.uint8),
        "layout": rng.standard_normal((6, 2)).astype(np.float32),
        "gcn_planes": rng.standard_normal((2, 6, 2)).astype(np.float16),
        "walks": np.array([[0, 1, 2], [3, 4, 5]], dtype=np.uint16),
    }
    files = {}
    for name in ("karate", "cora"):
        told = {
            "name": name,
            "classes": ["left", "right"],
            "features": 6,
            "nodes": 6,
            "links": 7,
            "hidden": 2,
            "walks": {"walks": 2, "length": 3, "p": 1.0, "q": 1.0, "width": 4},
            "snapshots": [{"epoch": 0, "accuracy": 0.5}, {"epoch": 10, "accuracy": 1.0}],
            "scores": {
                "gcn": 1.0, "gcn_mean": 0.9, "gcn_deviation": 0.1, "deepwalk": 0.75,
                "features": 0.5, "majority": 0.5,
            },
        }  # fmt: skip
        files[f"{name}.json"] = json.dumps(told).encode()
        files[f"{name}.npz"] = _npz(**arrays)
    return artifacts.add(
        "graph-vectors",
        task="graph-vectors",
        graphs={"karate": net_graph(), "cora": net_graph()},
        files=files,
        serve={"cpu": "cora"},
        language="zxx",
    )


def add_tokens_bpe(artifacts: TinyArtifacts) -> Artifact:
    """Two tokenisers learned from a few made lines."""
    from core.training.tokens_bpe import learn

    settings = {"vocabulary": 330, "characters": 60}
    texts = {
        "en": ["the bank of the river", "the rates of the bank", "unbelievable banks"] * 5,
        "fa": ["می\u200cخواهم بروم", "می\u200cروم به خانه", "خانه‌ها"] * 5,
    }
    return artifacts.add(
        "tokens-bpe",
        task="subwords",
        graphs={},
        files={
            f"tokenizer-{language}.json": learn(settings, iter(lines)).to_str().encode()
            for language, lines in texts.items()
        },
        language="mul",
    )
