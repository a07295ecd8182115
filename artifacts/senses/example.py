"""Which sense vectors lie nearest to a contextual vector, with ONNX Runtime and numpy.

    python example.py [vectors.npy] [word]

vectors.npy holds contextual vectors [N, 384] of the word (the bundle "contextual" makes them);
without it the word's own sense vectors are read, each of which must find itself.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
words = json.loads((HERE / "senses.json").read_text(encoding="utf-8"))["words"]
names = [entry["word"] for entry in words]
word = sys.argv[2] if len(sys.argv) > 2 else "bank" if "bank" in names else names[0]
place = names.index(word)
first = sum(len(entry["senses"]) for entry in words[:place])
senses = words[place]["senses"]

if len(sys.argv) > 1:
    vectors = np.load(sys.argv[1]).astype(np.float32)
else:
    centroids = np.load(HERE / "senses.npz")["centroids"].astype(np.float32)
    vectors = centroids[first : first + len(senses)]

session = ort.InferenceSession(str(HERE / "senses.onnx"), providers=["CPUExecutionProvider"])
cosines, points = session.run(
    ["cosines", "points"], {"vectors": vectors, "word": np.array([place], dtype=np.int64)}
)
nearest = [senses[i] for i in cosines[:, first : first + len(senses)].argmax(axis=1)]
print(json.dumps({"word": word, "nearest": nearest, "points": points.round(3).tolist()}))
