"""man : king :: woman : ?   Run: python example.py [a b c]"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

here = Path(__file__).parent
words = json.loads((here / "tokenizer.json").read_text(encoding="utf-8"))["words"]
index = {word: at for at, word in enumerate(words)}
graph = here / "neighbours-int8.onnx"
graph = graph if graph.exists() else here / "neighbours.onnx"
session = ort.InferenceSession(str(graph), providers=["CPUExecutionProvider"])

a, b, c = (
    word.lower() for word in (sys.argv[1:4] if len(sys.argv) > 3 else ("man", "king", "woman"))
)
unknown = [word for word in (a, b, c) if word not in index]
if unknown:
    sys.exit(f"no vector for {', '.join(unknown)}")
nearest, scores = session.run(
    ["nearest", "scores"],
    {
        "positive": np.array([index[b], index[c]]),
        "positive_weights": np.ones(2, np.float32),
        "negative": np.array([index[a]]),
        "negative_weights": np.ones(1, np.float32),
        "exclude": np.array([index[a], index[b], index[c]]),
        "k": np.array([10]),
    },
)
print(f"{a} : {b} :: {c} : ?")
for at, score in zip(nearest, scores, strict=True):
    print(f"{score:6.3f}  {words[at]}")
