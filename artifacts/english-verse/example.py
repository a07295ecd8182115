"""Writes on from a beginning, and says how well that is foreseen: ONNX Runtime and numpy only.

python example.py ["a beginning"] [seed] [who speaks, where the model knows several]
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
# What stands before every text, where the writing stops, and after how many characters at most.
END, STOP, LENGTH = "day.\n\n\n", "\n\n", 400
TEMPERATURE = 0.8

config = json.loads((HERE / "config.json").read_text(encoding="utf-8"))
tokenizer = json.loads((HERE / "tokenizer.json").read_text(encoding="utf-8"))
characters = tokenizer["characters"]
ids = {character: i for i, character in enumerate(characters, 1)}  # 0 stands before a text
first_byte = len(characters) + 1
context = max((n for n, _ in config["ngrams"]), default=1) - 1

file = HERE / "step_int8.onnx"
session = ort.InferenceSession(
    str(file if file.is_file() else HERE / "sequence.onnx"), providers=["CPUExecutionProvider"]
)
shapes = {value.name: value.shape for value in session.get_inputs()}
states = [name for name in ("h", "c") if name in shapes]
# The graph of whole texts can hold gates fast; here it does not.
free = {n: np.zeros(shapes[n], np.float32) for n in ("hold", "held") if n in shapes}


def encode(text):
    """Ids of a text; a rare character is spelled in bytes where the model knows bytes."""
    found = []
    for character in text:
        if character in ids:
            found.append(ids[character])
        elif tokenizer["bytes"]:
            found += [first_byte + byte for byte in character.encode()]
    return found


def decode(numbers):
    """The text of some ids."""
    pieces = (
        bytes([i - first_byte]) if i >= first_byte else characters[i - 1].encode() for i in numbers
    )
    return b"".join(pieces).decode("utf-8", "replace")


def start(who):
    """Another text has just ended: log p of the next character, float32 [V], and the state."""
    view = ([0] * (context + 1) + encode(END))[-(context + 1) :]
    return read(view, {name: np.zeros((1, shapes[name][1]), np.float32) for name in states}, who)


def read(view, state, who):
    """One more character: the last of `view`, in which the model sees its n-grams."""
    log_probs, *new = session.run(
        ["log_probs", *(f"{name}_next" for name in states)],
        {
            "characters": np.array([view], np.int64),
            "condition": np.array([who], np.int64),
            **state,
            **free,
        },
    )
    return log_probs.reshape(-1), view, dict(zip(states, new, strict=True))


def draw(log_probs, seed, step):
    """A character at TEMPERATURE; step i of a text is decided by (seed, i) alone."""
    log_probs = log_probs.astype(np.float64)
    log_probs[0] = -np.inf
    p = np.exp((log_probs - log_probs.max()) / TEMPERATURE)
    p /= p.sum()
    sums = np.cumsum(p)
    number = np.random.default_rng((seed, step)).random()
    return int(np.searchsorted(sums, number * sums[-1], side="right"))


def write(text, seed, who):
    """What the model adds to `text`, and the bits of `text` and of what was added."""
    log_probs, view, state = start(who)
    bits = 0.0
    for i in encode(text):
        bits -= float(log_probs[i]) / math.log(2)
        log_probs, view, state = read([*view[1:], i], state, who)
    added, more = [], 0.0
    for step in range(LENGTH):
        i = draw(log_probs, seed, step)
        added.append(i)
        more -= float(log_probs[i]) / math.log(2)
        if STOP and decode(added).endswith(STOP):
            break
        log_probs, view, state = read([*view[1:], i], state, who)
    return decode(added), bits, more


if __name__ == "__main__":
    text = sys.argv[1] if len(sys.argv) > 1 else ""
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    name = sys.argv[3] if len(sys.argv) > 3 else ""
    who = config["conditions"].index(name) + 1 if name else 0
    added, bits, more = write(text, seed, who)
    print((text + added).replace("\t", "\n    ").rstrip("\n"))
    said = {"seed": seed, "added": added, "bits": round(bits, 3), "bits added": round(more, 3)}
    print(json.dumps(said, ensure_ascii=False))
