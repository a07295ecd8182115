"""The sentiment of a sentence and of each of its words, with ONNX Runtime and numpy.

python example.py "a film of rare beauty"
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
text = " ".join(sys.argv[1:]) or "a film of rare beauty and a dull story"
words = json.loads((HERE / "tokenizer.json").read_text(encoding="utf-8"))["words"]
ids = {word: place for place, word in enumerate(words)}
typed = re.findall(r"[\w]+(?:['-]\w+)*", text.lower())
session = ort.InferenceSession(str(HERE / "sentiment.onnx"), providers=["CPUExecutionProvider"])
table = np.array([[ids.get(word, 1) for word in typed]], dtype=np.int64)
score, own = session.run(["score", "word_scores"], {"ids": table})
print(
    json.dumps(
        {
            "positive": round(float(1 / (1 + np.exp(-score[0]))), 4),
            "words": {word: round(float(z), 3) for word, z in zip(typed, own[0], strict=True)},
        }
    )
)
