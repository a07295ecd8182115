"""Token vectors of two sentences with ONNX Runtime and numpy, and how alike their words are.

python example.py "first sentence" "second sentence" word
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
vocabulary = json.loads((HERE / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
given = sys.argv[1:4]
first, second, word = (
    given if len(given) == 3 else ["We sat on the bank.", "The bank raised its rates.", "bank"]
)


def wordpieces(text: str) -> list[str]:
    """Lower case, no accents, words and signs, then the longest known pieces (WordPiece)."""
    plain = "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c)
    )
    pieces = []
    for part in re.findall(r"\w+|[^\w\s]", plain):
        start, found = 0, []
        while start < len(part):
            end = len(part)
            while end > start and ("##" if start else "") + part[start:end] not in vocabulary:
                end -= 1
            if end == start:
                found = ["[UNK]"]
                break
            found.append(("##" if start else "") + part[start:end])
            start = end
        pieces += found
    return pieces


session = ort.InferenceSession(str(HERE / "encoder_int8.onnx"), providers=["CPUExecutionProvider"])


def vector(text: str) -> np.ndarray:
    pieces = wordpieces(text)
    ids = np.array([[vocabulary[p] for p in ["[CLS]", *pieces, "[SEP]"]]])
    vectors = session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})[0][0]
    return vectors[1 + pieces.index(word)]


a, b = vector(first), vector(second)
cosine = float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
print(json.dumps({"word": word, "cosine": round(cosine, 4)}))
