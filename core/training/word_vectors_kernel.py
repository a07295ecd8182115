"""The compiled inner loop of skip-gram, and the numbers that gensim prepares for it.

What this is: `word_vectors_kernel.c` built once per width with the machine's C compiler, called
with a gensim model's tables (vocabulary, subsampling, noise distribution, Huffman tree); it
changes the model's own arrays, so everything gensim can do afterwards (save, query, go on) still
holds.
What it is not: needed. Without a compiler `fast_kernel` gives None and the caller uses gensim's
loop. Ji et al. 2016 (arXiv:1604.04661); measured against gensim in benchmarks/word_vectors.py.
"""

import ctypes
import hashlib
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gensim.models import Word2Vec

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ("-O3", "-march=native", "-ffast-math", "-shared", "-fPIC")
NOISE_POWER = 0.75
TILE = 64  # four registers of 16 floats; a width must be a multiple


class _Job(ctypes.Structure):
    _fields_ = [
        ("words", ctypes.c_void_p),
        ("bounds", ctypes.c_void_p),
        ("keep", ctypes.c_void_p),
        ("input", ctypes.c_void_p),
        ("output", ctypes.c_void_p),
        ("alias_chance", ctypes.c_void_p),
        ("alias", ctypes.c_void_p),
        ("path_start", ctypes.c_void_p),
        ("path", ctypes.c_void_p),
        ("branch", ctypes.c_void_p),
        ("vocabulary", ctypes.c_int32),
        ("window", ctypes.c_int32),
        ("negative", ctypes.c_int32),
        ("rate_first", ctypes.c_float),
        ("rate_last", ctypes.c_float),
        ("total", ctypes.c_int64),
        ("done", ctypes.c_void_p),
    ]


def alias_table(
    weights: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Walker's alias method: draw i uniformly, keep it with chance[i], else take alias[i]."""
    n = len(weights)
    scaled = weights / weights.sum() * n
    chance, alias = np.ones(n), np.arange(n)
    small = [int(i) for i in np.flatnonzero(scaled < 1)]
    large = [int(i) for i in np.flatnonzero(scaled >= 1)]
    while small and large:
        low, high = small.pop(), large[-1]
        chance[low], alias[low] = scaled[low], high
        scaled[high] -= 1 - scaled[low]
        if scaled[high] < 1:
            small.append(large.pop())
    return chance.astype(np.float32), alias.astype(np.int32)


def fast_kernel(width: int, folder: Path) -> ctypes.CDLL | None:
    """The loop compiled for vectors of `width`, kept in `folder`; None where that cannot be had."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or width % TILE:
        return None
    stamp = hashlib.sha256(SOURCE.read_bytes() + repr(FLAGS).encode()).hexdigest()[:12]
    library = folder / f"word_vectors_kernel-{width}-{stamp}.so"
    if not library.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = library.with_suffix(".new")
        command = [compiler, *FLAGS, f"-DD={width}", "-o", str(fresh), str(SOURCE), "-lm"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
        fresh.replace(library)
    kernel = ctypes.CDLL(str(library))
    kernel.prepare()
    getattr(kernel, "pass").argtypes = [
        ctypes.POINTER(_Job),
        ctypes.c_int64,
        ctypes.c_int64,
        ctypes.c_uint64,
        ctypes.c_void_p,
    ]
    return kernel


class WindowTrainer:
    """Passes over an encoded text that change a gensim model's vectors in place.

    `words` int32[N], `bounds` int64[paragraphs + 1] as `word_vectors_text.encode` gives them.
    """

    def __init__(
        self,
        model: Word2Vec,
        kernel: ctypes.CDLL,
        words: npt.NDArray[np.int32],
        bounds: npt.NDArray[np.int64],
        passes: int,
        workers: int = 1,
    ) -> None:
        self.kernel, self.workers, self.passes, self.model = kernel, workers, passes, model
        size = len(model.wv)
        counts = np.array([model.wv.get_vecattr(w, "count") for w in model.wv.index_to_key], float)
        sample = np.array([model.wv.get_vecattr(w, "sample_int") for w in model.wv.index_to_key])
        chance, alias = alias_table(counts**NOISE_POWER)
        self.done = np.zeros(1, np.int64)
        self.arrays: dict[str, npt.NDArray[Any]] = {
            "words": words,
            "bounds": bounds,
            "keep": (sample / 2.0**32).astype(np.float32),
            "input": model.wv.vectors,
            "output": model.syn1 if model.hs else model.syn1neg,
            "alias_chance": chance,
            "alias": alias,
            "done": self.done,
        }
        if model.hs:
            points = [model.wv.get_vecattr(w, "point") for w in model.wv.index_to_key]
            codes = [model.wv.get_vecattr(w, "code") for w in model.wv.index_to_key]
            lengths = np.array([len(c) for c in codes])
            self.arrays["path_start"] = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
            self.arrays["path"] = np.concatenate(points).astype(np.int32)
            self.arrays["branch"] = (1.0 - np.concatenate(codes)).astype(np.float32)
        for name in ("input", "output"):
            array = self.arrays[name]
            if array.dtype != np.float32 or not array.flags.c_contiguous:
                raise ValueError(f"{name} vectors must be contiguous float32")
        pointers = {name: array.ctypes.data for name, array in self.arrays.items()}
        self.job = _Job(
            **pointers,
            vocabulary=size,
            window=model.window,
            negative=model.negative,
            rate_first=model.alpha,
            rate_last=model.min_alpha,
            total=max(1, passes * int(bounds[-1])),
        )

    def run_pass(self, epoch: int, seed: int) -> float:
        """One pass over the text. Returns −ln likelihood per (centre, context) pair, sampled."""
        paragraphs = len(self.arrays["bounds"]) - 1
        self.done[0] = epoch * int(self.arrays["bounds"][-1])
        cuts = np.linspace(0, paragraphs, self.workers + 1).astype(int)
        losses = np.zeros((self.workers, 2))

        def work(worker: int) -> None:
            getattr(self.kernel, "pass")(
                ctypes.byref(self.job),
                int(cuts[worker]),
                int(cuts[worker + 1]),
                (seed * 1_000_003 + epoch) * 1_000_003 + worker,
                losses[worker].ctypes.data,
            )

        with ThreadPoolExecutor(self.workers) as pool:
            list(pool.map(work, range(self.workers)))
        return float(losses[:, 0].sum() / max(1.0, losses[:, 1].sum()))
