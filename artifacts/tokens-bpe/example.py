"""A text cut into learned subwords by its merges alone: numpy and ONNX Runtime are not needed.

python example.py "unbelievable stories" [en or fa]
"""

import json
import re
import sys
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
text = sys.argv[1] if len(sys.argv) > 1 else "unbelievable stories"
language = sys.argv[2] if len(sys.argv) > 2 else "en"
model = json.loads((HERE / f"tokenizer-{language}.json").read_text(encoding="utf-8"))["model"]
rank = {tuple(pair): place for place, pair in enumerate(model["merges"])}
vocabulary = model["vocab"]


def cut(word: str) -> list[str]:
    """Merge the pair learned first, until no learned pair is left."""
    pieces = list(word)
    while len(pieces) > 1:
        pairs = [(rank.get(pair, len(rank)), i) for i, pair in enumerate(pairwise(pieces))]
        best, place = min(pairs)
        if best == len(rank):
            break
        pieces[place : place + 2] = ["".join(pieces[place : place + 2])]
    named = []
    for piece in pieces:
        known = piece in vocabulary
        named += [piece] if known else [f"<0x{byte:02X}>" for byte in piece.encode()]
    return named


# A space becomes ▁ before the word; punctuation and digits stand alone, a non-joiner does not.
parts = [
    part
    for word in ("▁" + text.replace(" ", " ▁")).split(" ")
    for part in re.findall(r"\d|▁?(?:[^\W\d_]|\u200c)+|\S", word)
]
pieces = [piece for part in parts for piece in cut(part)]
print(json.dumps({"pieces": pieces, "ids": [vocabulary[p] for p in pieces]}, ensure_ascii=False))
