"""Completes what was typed, as the lab does: ONNX Runtime, numpy and the standard library only.

python example.py ["how can i make a"]
"""

import heapq
import json
import re
import sys
import unicodedata
from math import exp, log
from pathlib import Path

import numpy as np
import onnxruntime as ort

HERE = Path(__file__).resolve().parent
UNKNOWN, END = 1, 2  # a sentence starts after the end of another one
OFFERED, BATCH, RUNS, LONGEST, FIRST_WORDS, BRANCHES = 8, 8, 3, 6, 24, 5
MAY_END, OF_CONTENT, LISTED = 0.03, 300, 1.0

WORD = re.compile(
    r"""
    [^\W\d_](?:\.[^\W\d_])+(?![^\W_])                # u.s, e.g
    | [cC]\+\+ | [cCfF]\#(?![^\W_])
    | \d+(?:[.,]\d+)+                                # 3.5, 1,000
    | [^\W_]+(?:['‘’ʼʹ＇\-‐‑\u200c][^\W_]+)*
    """,
    re.VERBOSE,
)
FOLD = {ord(c): "'" for c in "‘’ʼʹ＇"} | {ord(c): "-" for c in "‐‑"}

words = json.loads((HERE / "tokenizer.json").read_text(encoding="utf-8"))["words"]
ids = {word: i for i, word in enumerate(words)}
withheld = json.loads((HERE / "withheld.json").read_text(encoding="utf-8"))
offered = np.ones(len(words), bool)
offered[[0, UNKNOWN, END, *withheld["words"]]] = False
phrases_withheld = [tuple(phrase) for phrase in withheld["phrases"]]

file = HERE / "step_int8.onnx"
session = ort.InferenceSession(
    str(file if file.is_file() else HERE / "step.onnx"), providers=["CPUExecutionProvider"]
)
layers, _, hidden = session.get_inputs()[1].shape


def fold(word):
    """Lower case, plain apostrophes, Latin letters without accents."""
    word = unicodedata.normalize("NFD", word.lower().translate(FOLD))
    return unicodedata.normalize("NFC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", word))


def step(word, h, c):
    """word int64 [B], h and c float32 [L, B, H] → log p of the next word [B, V] and the state."""
    return session.run(["log_probs", "h_next", "c_next"], {"word": np.array(word), "h": h, "c": c})


def largest(values, count):
    """Indices of the largest finite values, largest first."""
    best = np.argsort(-values, kind="stable")[:count]
    return [int(i) for i in best if values[i] > -np.inf]


def withholds(phrase):
    """Whether a list of ids holds what is not to be offered."""
    if any(i in withheld["words"] for i in phrase):
        return True
    return any(phrase[i : i + len(p)] == p for p in phrases_withheld for i in range(len(phrase)))


def complete(text):
    """Up to eight (added text, log-probability), the most probable first."""
    found = list(WORD.finditer(text))
    typed = [fold(match.group()) for match in found]
    read = [ids.get(word, UNKNOWN) for word in typed]
    at_caret = bool(found) and found[-1].end() == len(text)
    half = typed[-1] if at_caret else ""
    fits = np.flatnonzero(offered)
    if half:
        starting = [i for i in fits if words[i].startswith(half)]
        half, fits = (half, np.array(starting)) if starting else ("", fits)
    before = read[:-1] if half else read
    space = "" if half or not text or text[-1].isspace() else " "

    h = c = np.zeros((layers, 1, hidden), np.float32)
    for word in (END, *before):
        log_probs, h, c = step([word], h, c)
    mass = log(np.exp(log_probs[0, fits].astype(float)).sum()) if half else 0.0
    nodes = []  # ids, log p, letters, state before the last word, parent, whole words, may end
    for i in largest(log_probs[0, fits], FIRST_WORDS):
        word = words[fits[i]]
        nodes.append(
            {
                "ids": (int(fits[i]),),
                "log_prob": float(log_probs[0, fits[i]]) - mass,
                "letters": len(word) - len(half) + len(space),
                "h": h,
                "c": c,
                "parent": None,
                "whole": 0 if word == half else 1,
                "may_end": False,
                "chosen": False,
                "covered": 0.0,
            }
        )
    # Best first: the most probable phrases grow, eight in one run of the graph.
    frontier = [(-node["log_prob"], order) for order, node in enumerate(nodes)]
    heapq.heapify(frontier)
    for _ in range(RUNS):
        batch = [nodes[heapq.heappop(frontier)[1]] for _ in frontier[:BATCH]]
        if not batch:
            break
        log_probs, h, c = step(
            [node["ids"][-1] for node in batch],
            np.concatenate([node["h"] for node in batch], axis=1),
            np.concatenate([node["c"] for node in batch], axis=1),
        )
        ends = np.exp(log_probs[:, END]) >= MAY_END
        log_probs[:, ~offered] = -np.inf
        for row, node in enumerate(batch):
            node["may_end"] = bool(ends[row])
            if len(node["ids"]) == LONGEST:
                continue
            for i in largest(log_probs[row], BRANCHES if node["whole"] else FIRST_WORDS):
                child = {
                    "ids": (*node["ids"], i),
                    "log_prob": node["log_prob"] + float(log_probs[row, i]),
                    "letters": node["letters"] + 1 + len(words[i]),
                    "h": h[:, row : row + 1],
                    "c": c[:, row : row + 1],
                    "parent": node,
                    "whole": node["whole"] + 1,
                    "may_end": False,
                    "chosen": False,
                    "covered": 0.0,
                }
                nodes.append(child)
                heapq.heappush(frontier, (-child["log_prob"], len(nodes) - 1))
    least = 1 if all(node["whole"] for node in nodes[:FIRST_WORDS] if not node["parent"]) else 2
    candidates = [node for node in nodes if node["letters"] >= least and reads_well(node)]
    context = tuple(read[-3:-1] if half else read[-3:])
    if withholds(tuple(read[-3:])):
        context = ()
    chosen = []
    while len(chosen) < OFFERED:
        best, gain = None, 0.0
        for node in candidates:
            if node["chosen"]:
                continue
            shorter = ancestor(node)
            more = node["letters"] - shorter["letters"] if shorter else node["letters"] + LISTED
            value = (exp(node["log_prob"]) - node["covered"]) * more
            if value > gain:
                best, gain = node, value
        if best is None:
            break
        if withholds((*context, *best["ids"])):
            candidates.remove(best)
            continue
        best["chosen"] = True
        chosen.append(best)
        share, node = exp(best["log_prob"]) - best["covered"], best["parent"]
        while node is not None and not node["chosen"]:
            node["covered"] += share
            node = node["parent"]
    chosen.sort(key=lambda node: -node["log_prob"])
    return [
        (space + " ".join(words[i] for i in node["ids"])[len(half) :], node["log_prob"])
        for node in chosen
    ]


def reads_well(node):
    """One word, or several that do not break off."""
    several = node["may_end"] or node["ids"][-1] >= OF_CONTENT
    return node["whole"] == 1 or (node["whole"] > 1 and several)


def ancestor(node):
    """The nearest shorter phrase that is already chosen."""
    node = node["parent"]
    while node is not None and not node["chosen"]:
        node = node["parent"]
    return node


if __name__ == "__main__":
    text = " ".join(sys.argv[1:]) or "how can i make a"
    for added, log_prob in complete(text):
        print(f"{exp(log_prob):8.4f}  {text}{added}")
