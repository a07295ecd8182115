"""Trains skip-gram on the small story with the graph alone: ONNX Runtime and numpy, no torch.

python example.py [a text file of your own]
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
STEPS, WINDOW, NEGATIVES, SIZE, BATCH = 4000, 3, 5, 16, 32

story = json.loads((HERE / "negative-sampling.json").read_text(encoding="utf-8"))["source"]
text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else story
sentences = [re.findall(r"\w+", line.lower()) for line in re.split(r"[.!?\n]+", text)]
counts = Counter(word for sentence in sentences for word in sentence)
words = [word for word, _ in counts.most_common(300)]
ids = {word: place for place, word in enumerate(words)}

pairs = np.array(
    [
        (ids[sentence[i]], ids[sentence[j]])
        for sentence in sentences
        for i in range(len(sentence))
        for j in range(max(0, i - WINDOW), min(len(sentence), i + WINDOW + 1))
        if i != j and sentence[i] in ids and sentence[j] in ids
    ]
)
noise = np.array([counts[word] for word in words]) ** 0.75
session = ort.InferenceSession(
    str(HERE / "negative_sampling_step.onnx"), providers=["CPUExecutionProvider"]
)
draw = np.random.default_rng(1)
vectors = ((draw.random((len(words), SIZE)) - 0.5) / SIZE).astype(np.float32)
outputs = np.zeros_like(vectors)
for step in range(STEPS):
    chosen = pairs[draw.integers(0, len(pairs), BATCH)]
    loss, vectors, outputs = session.run(
        ["loss", "new_input_vectors", "new_output_vectors"],
        {
            "input_vectors": vectors,
            "output_vectors": outputs,
            "centre": np.ascontiguousarray(chosen[:, 0]),
            "context": np.ascontiguousarray(chosen[:, 1]),
            "negatives": draw.choice(len(words), (BATCH, NEGATIVES), p=noise / noise.sum()),
            "learning_rate": np.array(0.05 * max(0.1, 1 - step / STEPS), np.float32),
        },
    )
    if step % 500 == 0 or step == STEPS - 1:
        print(f"step {step:5}  loss of a pair {float(loss):.3f}")

directions = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
for word in [word for word in ("king", "cat", "bread", "rain") if word in ids] or words[:4]:
    near = np.argsort(-(directions @ directions[ids[word]]))[1:5]
    print(f"{word}: {', '.join(words[place] for place in near)}")
