"""A language model of a few kilobytes with the interface of `next-word`: a table of word pairs
counted in the sentences below, plus a small recurrent state, as an ONNX step graph.

So the tests of the runtime and of the page need no trained weights.
"""

import itertools
import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from core.runtime import Artifact
from core.text.vocabulary import WordVocabulary
from export.onnx_file import IR_VERSION, OPSET
from tests.support.tiny_artifacts import TinyArtifacts

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
CURVES = {
    "version": 1,
    "points": [
        {"step": 10, "tokens": 1000, "train_loss": 4.2},
        {"step": 20, "tokens": 2000, "train_loss": 3.6, "held_out_loss": 3.9},
        {"step": 30, "tokens": 3000, "train_loss": 3.1, "held_out_loss": 3.5},
    ],
}


def words_of_sentences() -> list[str]:
    return sorted({word for line in SENTENCES for word in line.split()})


def add_next_word(artifacts: TinyArtifacts) -> Artifact:
    """Put the tiny model among `artifacts` under the id that the lab asks for."""
    vocabulary = WordVocabulary(["<pad>", "<unk>", "</s>", *words_of_sentences()])
    return artifacts.add(
        "next-word",
        task="next-word",
        title="Next word, tiny",
        graphs={"step": _graph(vocabulary)},
        files={
            "tokenizer.json": vocabulary.to_json().encode(),
            "curves.json": json.dumps(CURVES).encode(),
        },
        serve={"cpu": "step"},
        vocabulary_sha256=vocabulary.sha256,
        scores={"perplexity": {"value": 12.0, "split": "test", "higher_is_better": False}},
    )


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
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
